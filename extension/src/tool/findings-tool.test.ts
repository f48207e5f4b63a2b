import { PortablePrefilter, Scanner, compileRules } from '@keyturn/scanner';
import { describe, expect, it } from 'vitest';
import { clarkyKey, secretKey } from '../../../scanner/test/sample.ts';
import { judgeDocument, NO_RULES } from '../findings/judge-document.ts';
import { KeyIndex } from '../keys/key-index.ts';
import { findingsText } from './findings-tool.ts';

const rules = compileRules();
const scanner = new Scanner(rules, new PortablePrefilter(rules.anchors));
const pathOf = (uri: string): string => uri.slice('file:///w/'.length);

function known(files: Record<string, string>): KeyIndex {
  const index = new KeyIndex();
  for (const [path, text] of Object.entries(files)) {
    const { findings } = judgeDocument(scanner.scan(new TextEncoder().encode(text)), path, NO_RULES, new Date());
    index.setDocument(
      `file:///w/${path}`,
      findings.flatMap((finding) => finding.occurrences.map((occurrence) => ({ finding, occurrence }))),
      false,
    );
  }
  return index;
}

describe('what a language model is told', () => {
  const index = known({ 'src/a.ts': `k = "${clarkyKey()}"\n`, 'docs/b.md': `\n  ${secretKey()}\n` });
  const told = (path?: string) =>
    JSON.parse(findingsText(index.places(), path === undefined ? {} : { path }, pathOf)) as {
      total: number;
      keys: { path: string; line: number; column: number; provider: string | null }[];
      whatToDo: Record<string, { steps: string[]; settings: string }>;
    };

  it('is where keys stand and what to do', () => {
    const { total, keys, whatToDo } = told();
    expect(total).toBe(2);
    expect(keys.map(({ path, line, column, provider }) => [path, line, column, provider])).toEqual([
      ['docs/b.md', 2, 3, null],
      ['src/a.ts', 1, 6, 'clarky'],
    ]);
    expect(whatToDo['clarky']?.settings).toMatch(/^https:/);
    expect(told('SRC/').keys.map(({ path }) => path)).toEqual(['src/a.ts']);
  });

  it('holds no character of a key, and a bounded number of them', () => {
    const text = findingsText(index.places(), {}, pathOf);
    for (const key of [clarkyKey(), secretKey()]) expect(text).not.toContain(key.slice(8, 14));
    const many = known({ 'a.ts': Array.from({ length: 300 }, (_, seed) => clarkyKey(seed + 1)).join('\n') });
    expect(JSON.parse(findingsText(many.places(), {}, pathOf))).toMatchObject({ total: 300, listed: 200 });
  });
});
