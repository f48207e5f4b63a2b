/**
 * `.keyturn-baseline`: a line for each key and path, `kt1:… path`, sorted. No value, no line number, no time: it merges
 * line by line, and survives edits, moves and squashes, for the fingerprint alone matches. docs/baseline.md
 */
import { providers, rivals } from '@keyturn/providers';
import { isPlaceholder, KeyturnError } from '@keyturn/scanner';
import type { Finding } from '@keyturn/scanner';
import { unkeyed } from '../suppress/marks.ts';

export const BASELINE_NAME = '.keyturn-baseline';

export interface BaselineEntry {
  readonly fingerprint: string;
  /** Null where the key stands in no file (a commit's message), or the path itself holds a key. */
  readonly path: string | null;
}

const HEADER = `# Keys that are known, by fingerprint: https://github.com/keyturn/keyturn/blob/main/docs/baseline.md
# Written by \`keyturn baseline\`; a line can be taken out by hand.
`;
const LINE = /^(?<print>kt1:[0-9a-f]{40})(?:[ \t]+(?<path>.*))?$/;
const NO_PATH = '-';
const MOST_BYTES = 64_000_000;
const MERGE_MARK = /^(?:<{7}|={7}|>{7}|\|{7})(?:[ \t]|$)/;

/**
 * Reads a baseline. Order and repeated lines mean nothing, and a merge's marks are passed over: both sides of a conflict
 * count.
 *
 * @throws KeyturnError `config` with file and line where one is no entry
 */
export function parseBaseline(text: string, file: string): BaselineEntry[] {
  if (text.length > MOST_BYTES) throw new KeyturnError('config', `${file} is larger than a baseline can be.`);
  const entries: BaselineEntry[] = [];
  for (const [index, raw] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || MERGE_MARK.test(line)) continue;
    const { print, path } = LINE.exec(line)?.groups ?? {};
    if (print === undefined) throw new KeyturnError('config', problemOf(line, `${file}:${index + 1}`));
    entries.push({ fingerprint: print, path: readPath(path ?? NO_PATH) });
  }
  return entries;
}

/** The file's text: sorted in code units, each entry once. */
export function formatBaseline(entries: readonly BaselineEntry[]): string {
  const lines = new Set(entries.map(({ fingerprint, path }) => `${fingerprint} ${writePath(path)}`));
  return `${HEADER}${[...lines]
    .toSorted()
    .map((line) => `${line}\n`)
    .join('')}`;
}

/** What a baseline of these findings holds. */
export function entriesOf(findings: readonly Finding[]): BaselineEntry[] {
  return findings.flatMap((finding) => {
    const print = unkeyed(finding);
    return finding.occurrences.map(({ path }) => ({
      fingerprint: print,
      path: path === null || holdsKey(path) ? null : path,
    }));
  });
}

function problemOf(line: string, where: string): string {
  if (line.startsWith('kt1h:')) {
    return `${where} holds a keyed fingerprint, which only its key can match. Write the baseline again with \`keyturn baseline\`.`;
  }
  return `${where} is no entry of a baseline (kt1:… path). Take the line out, or write the file again with \`keyturn baseline\`.`;
}

/** In JSON where a line could not hold it: line ends, white space at its ends, what starts like JSON. */
function writePath(path: string | null): string {
  if (path === null) return NO_PATH;
  const isPlain = !/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]|^["\s]|\s$/u.test(path) && path !== NO_PATH && path !== '';
  return isPlain ? path : JSON.stringify(path);
}

function readPath(text: string): string | null {
  if (text === NO_PATH) return null;
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}

/** A baseline never holds a value, not even where a file is named after one. */
function holdsKey(path: string): boolean {
  return PREFIXES.some((prefix) => {
    const at = path.indexOf(prefix);
    return at !== -1 && !isPlaceholder(/^[A-Za-z0-9_-]*/.exec(path.slice(at + prefix.length))?.[0] ?? '');
  });
}

const PREFIXES = [...new Set([...providers, ...rivals].flatMap(({ shapes }) => shapes.map(({ prefix }) => prefix)))];
