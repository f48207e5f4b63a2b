/** Plans the move of a key to a variable of the environment: every edit, before anything is changed. */
import { clientSide } from '@keyturn/hygiene/client-side';
import type { ClientSide } from '@keyturn/hygiene/client-side';
import type { Finding, Occurrence } from '@keyturn/scanner';
import { freeName } from './dotenv.ts';
import { languageOf, viteJavascript, workflowYaml } from './languages.ts';
import type { LineEdit } from './replacement.ts';
import { readInPlace } from './replacement.ts';
import { readInShell } from './shell.ts';
import { variableName } from './variable-name.ts';

export interface MoveInput {
  readonly finding: Finding;
  readonly occurrence: Occurrence;
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
  /** What `.env` sets already. */
  readonly variables: ReadonlyMap<string, string>;
  /** Names of the packages that the nearest package.json depends on. */
  readonly dependencies: ReadonlySet<string>;
}

/** One edit of the document: a 0-based line, columns of it. An insertion before a line has no width. */
export interface DocumentEdit extends LineEdit {
  readonly line: number;
}

export interface Move {
  readonly edits: readonly DocumentEdit[];
  /** The variable that the code reads. */
  readonly name: string;
  /** What `.env` calls it; null where the value goes elsewhere (a workflow's secret). */
  readonly dotenvName: string | null;
  /** Users get the value all the same: a variable that the bundle holds is as public as the code. */
  readonly exposed: ClientSide | null;
}

/** Why there is no move. */
export type Advice = 'encoded' | 'data' | 'place';

const PUBLIC = { vite: 'VITE_', next: 'NEXT_PUBLIC_' } as const;

export function planMove(input: MoveInput): Move | { readonly advice: Advice } {
  const { finding, occurrence, path, languageId, text, variables, dependencies } = input;
  if (occurrence.encoding.length > 0 || occurrence.startLine !== occurrence.endLine) return { advice: 'encoded' };
  const lines = text.split(/\r?\n/);
  const lineNumber = occurrence.startLine - 1;
  const line = lines[lineNumber] ?? '';
  const from = occurrence.startColumn - 1;
  const to = occurrence.endColumn - 1;
  const before = line.slice(0, from);
  const isShell = languageId === 'shellscript' || /\.(?:sh|bash|zsh)$/.test(path);
  const language = isShell ? null : languageOf(languageId, path);
  if (!isShell && language === null) return { advice: 'data' };
  const exposed = clientSide({ path, language: languageId, line: before, text });
  const wished = freeName(variables, variableName(finding, before), finding.secret.reveal());
  const isScript = /^(?:javascript|typescript|vue|svelte|astro)/.test(languageId);
  const isVite = isScript && (dependencies.has('vite') || text.includes('import.meta.env'));
  const bundler = exposed === null || !isScript ? null : isVite ? 'vite' : dependencies.has('next') ? 'next' : null;
  const prefix = bundler === null ? '' : PUBLIC[bundler];
  const name =
    prefix !== '' && !wished.startsWith(prefix)
      ? freeName(variables, prefix + wished, finding.secret.reveal())
      : wished;
  const reading = bundler === 'vite' ? viteJavascript : language;
  const placed = reading === null ? readInShell(line, from, to, name) : readInPlace(line, from, to, name, reading);
  if (placed === null) return { advice: 'place' };
  const edits: DocumentEdit[] = placed.map((edit) => ({ ...edit, line: lineNumber }));
  const { needs } = reading ?? {};
  if (needs !== undefined && !needs.has.test(text)) {
    const head = needs.after.exec(text)?.[0] ?? '';
    edits.unshift({ line: head.split('\n').length - 1, from: 0, to: 0, text: `${needs.line}\n` });
  }
  const isTerraform = path.endsWith('.tf');
  if (isTerraform && !new RegExp(String.raw`variable\s+"${name.toLowerCase()}"`).test(text)) {
    const last = lines.length - 1;
    const end = (lines[last] ?? '').length;
    edits.push({
      line: last,
      from: end,
      to: end,
      text: `\nvariable "${name.toLowerCase()}" {\n  type      = string\n  sensitive = true\n}\n`,
    });
  }
  const dotenvName = language === workflowYaml ? null : isTerraform ? `TF_VAR_${name.toLowerCase()}` : name;
  return { edits, name, dotenvName, exposed };
}
