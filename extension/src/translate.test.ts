import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rules } from '@keyturn/providers';
import { describe, expect, it } from 'vitest';

const here = fileURLToPath(new URL('./', import.meta.url));
const SAID = /(?:\bt|l10n\.t)\(\s*'((?:[^'\\]|\\.)*)'/g;

describe('what the extension says', () => {
  it('is all in the file that translators start from, and nothing else is', () => {
    const said = readdirSync(here, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .flatMap((name) => [...readFileSync(here + name, 'utf8').matchAll(SAID)].map((match) => match[1] ?? ''));
    const known = JSON.parse(readFileSync(`${here}../l10n/bundle.l10n.json`, 'utf8')) as Record<string, string>;
    expect(said.length).toBeGreaterThan(20);
    expect(Object.keys(known).toSorted()).toEqual([...new Set(said)].toSorted());
  });

  it('names only texts of the manifest that are there', () => {
    const manifest = readFileSync(`${here}../package.json`, 'utf8');
    const texts = JSON.parse(readFileSync(`${here}../package.nls.json`, 'utf8')) as Record<string, string>;
    const named = [...manifest.matchAll(/"%([\w.]+)%"/g)].map((match) => match[1] ?? '');
    expect([...new Set(named)].toSorted()).toEqual(Object.keys(texts).toSorted());
  });

  it('leads to a section for every rule', () => {
    const page = readFileSync(`${here}../../docs/rules.md`, 'utf8');
    for (const { id } of rules) expect(page).toContain(`\n## ${id}\n`);
  });
});
