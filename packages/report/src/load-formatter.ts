import type { JsonlStream } from './jsonl/jsonl.ts';
import type { Format, Formatter, Sink } from './format.ts';

const LOADERS: Readonly<Record<Format, () => Promise<Formatter>>> = {
  text: async () => (await import('./text/text.ts')).text,
  json: async () => (await import('./json/json.ts')).json,
  jsonl: async () => (await import('./jsonl/jsonl.ts')).jsonl,
  sarif: async () => (await import('./sarif/sarif.ts')).sarif,
  csv: async () => (await import('./csv/csv.ts')).csv,
  junit: async () => (await import('./junit/junit.ts')).junit,
  markdown: async () => (await import('./markdown/markdown.ts')).markdown,
  html: async () => (await import('./html/html.ts')).html,
  github: async () => (await import('./github/github.ts')).github,
};

/** Loads one format's module, and no other: most runs write one, and start-up time counts. */
export async function loadFormatter(format: Format): Promise<Formatter> {
  return LOADERS[format]();
}

/** For a scan that writes lines as it finds: loaded like a format. */
export async function loadJsonlStream(sink: Sink): Promise<JsonlStream> {
  const { JsonlStream } = await import('./jsonl/jsonl.ts');
  return new JsonlStream(sink);
}
