/** Reads the labelled set of test/corpus (its README describes the format) and puts its files and keys together. */
import { readdirSync, readFileSync } from 'node:fs';

type AlphabetName = 'alnum' | 'hex' | 'lower-alnum' | 'upper-alnum' | 'url64' | 'digits' | 'lower' | 'base64';
interface Run {
  readonly alphabet: AlphabetName;
  readonly length: number;
}
interface KeyTemplate {
  readonly prefix?: string;
  readonly tail?: Run;
  readonly parts?: readonly (string | Run)[];
}
export interface Expectation {
  readonly key: string;
  readonly path: string;
  readonly rule: string;
  readonly provider: string | null;
  readonly candidates0?: string;
  readonly environment?: string;
  readonly confidence?: readonly string[];
  readonly optional?: boolean;
}
export interface LabelledCase {
  readonly id: string;
  readonly theme: string;
  readonly why: string;
  readonly files: readonly {
    readonly path: string;
    readonly text: readonly string[];
    readonly eol?: string;
    readonly lastNewline?: boolean;
  }[];
  readonly keys: Readonly<Record<string, KeyTemplate>>;
  readonly expect: readonly Expectation[];
}
export interface LabelledFile {
  readonly path: string;
  readonly text: string;
  /** Where each expected key stands, in UTF-16 offsets. */
  readonly places: readonly { readonly expectation: Expectation; readonly value: string; readonly at: number }[];
}

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const ALPHABETS: Record<AlphabetName, string> = {
  alnum: DIGITS + LOWER + UPPER,
  hex: `${DIGITS}abcdef`,
  'lower-alnum': DIGITS + LOWER,
  'upper-alnum': DIGITS + UPPER,
  url64: `${DIGITS}${LOWER}${UPPER}_-`,
  digits: DIGITS,
  lower: LOWER,
  base64: `${DIGITS}${LOWER}${UPPER}+/`,
};

/** All cases, file by file in alphabetical order. */
export function labelledCases(): LabelledCase[] {
  const folder = new URL('corpus/', import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .flatMap((name) => {
      const cases = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Omit<LabelledCase, 'theme'>[];
      return cases.map((one) => ({
        ...one,
        theme: name.replace('.json', ''),
        keys: one.keys ?? {},
        expect: one.expect ?? [],
      }));
    });
}

/** A small deterministic generator (mulberry32), seeded by a text. */
function randomFrom(seed: string): () => number {
  let state = 0x811c_9dc5;
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x0100_0193);
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function valueOf(template: KeyTemplate, random: () => number): string {
  const parts = template.parts ?? [template.prefix ?? '', ...(template.tail === undefined ? [] : [template.tail])];
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      const alphabet = ALPHABETS[part.alphabet];
      return Array.from({ length: part.length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
    })
    .join('');
}

/** The files of a case with keys drawn for a seed. */
export function filesOf(one: LabelledCase, seed: number): LabelledFile[] {
  const values = new Map(
    Object.entries(one.keys).map(([name, template]) => [
      name,
      valueOf(template, randomFrom(`${one.id} ${name} ${seed}`)),
    ]),
  );
  return one.files.map((file) => {
    const eol = file.eol ?? '\n';
    const template = file.text.join(eol) + (file.lastNewline === false ? '' : eol);
    const places: { expectation: Expectation; value: string; at: number }[] = [];
    let text = '';
    let from = 0;
    for (const match of template.matchAll(/\{\{([a-z][a-z0-9]*)\}\}/g)) {
      const name = match[1] ?? '';
      const value = values.get(name);
      if (value === undefined) throw new Error(`${one.id}: no key ${name}`);
      text += template.slice(from, match.index);
      for (const expectation of one.expect) {
        if (expectation.key === name && expectation.path === file.path) {
          places.push({ expectation, value, at: text.length });
        }
      }
      text += value;
      from = match.index + match[0].length;
    }
    return { path: file.path, text: text + template.slice(from), places };
  });
}
