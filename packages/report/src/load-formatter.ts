import { KeyturnError } from '@keyturn/scanner';
import type { Format, Formatter } from './format.ts';

const LOADERS: Partial<Record<Format, () => Promise<Formatter>>> = {
  text: async () => (await import('./text/text.ts')).text,
  json: async () => (await import('./json/json.ts')).json,
};

/** Loads one format's module, and no other: most runs write one, and start-up time counts. */
export async function loadFormatter(format: Format): Promise<Formatter> {
  const load = LOADERS[format];
  if (load === undefined) throw new KeyturnError('usage', `The format ${format} is not there yet: use text or json.`);
  return load();
}
