import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileRules, Scanner, WasmPrefilter } from '../src/index.ts';
import { encode, encodeFile } from './encoders.ts';
import { tail } from './sample.ts';

interface EncodedCase {
  readonly id: string;
  readonly path: string;
  readonly text: readonly string[];
  readonly key: { readonly prefix: string; readonly length: number };
  readonly inner: string;
  readonly chain: readonly string[];
  readonly place: 'run' | 'key' | 'any';
  readonly file?: string;
  readonly expect: { readonly rule: string; readonly provider: string; readonly encoding: readonly string[] };
}

const SEEDS = 4;
const cases = JSON.parse(readFileSync(new URL('encoded/cases.json', import.meta.url), 'utf8')) as EncodedCase[];
const rules = compileRules();
const scanner = new Scanner(rules, new WasmPrefilter(rules.anchors));

function lineAndColumn(text: string, at: number): [number, number] {
  const lines = text.slice(0, at).split('\n');
  return [lines.length, (lines.at(-1)?.length ?? 0) + 1];
}

/** What is wrong with a case, or nothing. */
function problemsOf(one: EncodedCase, seed: number): string[] {
  const value = one.key.prefix + tail(one.key.length, seed);
  const run = one.chain.reduce(encode, one.inner.replace('{{}}', value));
  const template = `${one.text.join('\n')}\n`;
  const text = template.replace('{{run}}', () => run);
  const at = template.indexOf('{{run}}');
  const found = scanner.scan(encodeFile(text, one.file), { path: one.path });
  if (found.length !== 1) return [`${found.length} findings: ${found.map((f) => f.encoding.join('>')).join(' ')}`];
  const [only] = found;
  if (only === undefined) return [];
  const problems: string[] = [];
  if (only.secret.reveal() !== value) problems.push('another value');
  if (only.rule !== one.expect.rule || only.provider !== one.expect.provider) {
    problems.push(`${only.rule} ${only.provider}`);
  }
  if (only.encoding.join() !== one.expect.encoding.join()) problems.push(`encoding ${only.encoding.join('>')}`);
  const start = lineAndColumn(text, at).join(':');
  const end = lineAndColumn(text, at + run.length).join(':');
  const told = [`${only.startLine}:${only.startColumn}`, `${only.endLine}:${only.endColumn}`];
  if (one.place === 'run' || (one.place === 'key' && !one.id.startsWith('wrap'))) {
    if (told[0] !== start || told[1] !== end) problems.push(`at ${told.join('-')}, not ${start}-${end}`);
  } else {
    const [first, last] = [lineAndColumn(text, at)[0], lineAndColumn(text, at + run.length)[0]];
    if (only.startLine < first || only.endLine > last) {
      problems.push(`at ${told.join('-')}, not within ${start}-${end}`);
    }
  }
  return problems;
}

describe('the labelled encoded set', () => {
  const wrong: string[] = [];
  for (const one of cases) {
    for (let seed = 1; seed <= SEEDS; seed++) {
      for (const problem of problemsOf(one, seed)) wrong.push(`${one.id} (${seed}): ${problem}`);
    }
  }
  it('has hundreds of cases', () => {
    expect(cases.length).toBeGreaterThan(400);
  });
  it('has every key found once, where it stands, with its encodings', () => {
    expect(wrong.join('\n')).toBe('');
  });
});
