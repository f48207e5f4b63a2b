import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { userOnlyKeys } from '../../../packages/config/src/schema.ts';
import { completionsAt, OWN_KEYS } from './completions.ts';
import type { Schema } from './completions.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../../docs/schema/config-1.json', import.meta.url), 'utf8'),
) as Schema;

/** At the mark. */
function at(text: string, leftOut: readonly string[] = []): string[] {
  const before = text.slice(0, text.indexOf('|')).split('\n');
  const line = before.length - 1;
  const found = completionsAt(schema, text.replace('|', ''), line, before[line]?.length ?? 0, leftOut);
  return found.map(({ label }) => label);
}

describe('what a keyturn.yaml may say', () => {
  it('is offered in an empty one, without what means nothing in it', () => {
    expect(at('|', ['verify', 'endpoints'])).toEqual(expect.arrayContaining(['exclude', 'suppress', 'rules']));
    expect(at('|', ['verify'])).not.toContain('verify');
    expect(at('exclude: [a]\nsup|')).toContain('suppress');
    expect(at('exclude: [a]\nsup|')).not.toContain('exclude');
  });

  it('is offered in the items of a list, each with its own keys', () => {
    const text = 'suppress:\n  - path: a\n    reason: b\n  - path: c\n    |\nexclude: [a]\n';
    expect(at(text)).toEqual(expect.arrayContaining(['fingerprint', 'reason', 'expires']));
    expect(at(text)).not.toContain('path');
    expect(at('suppress:\n- |')).toContain('reason');
    expect(at('suppress:\n  - path: a\n|')).toContain('rules');
    expect(at('providers:\n  - id: a\n    shapes:\n      - |')).toContain('prefix');
    expect(at('providers:\n  - id: a\n    context:\n      |')).toContain('hosts');
  });

  it('is offered for values that are one of a few', () => {
    expect(at('minSeverity: |')).toEqual(['info', 'low', 'medium', 'high', 'critical']);
    expect(at('comments:\n  - git|')).toContain('gitleaks');
    expect(at('rules:\n  - id: a\n    ignoreCase: |')).toEqual(['true', 'false']);
    expect(at('exclude: |')).toEqual([]);
    expect(at('# min|')).toEqual([]);
    expect(at('minSeverity: high # |')).toEqual([]);
  });

  it('leaves out in a tree’s what counts in the user’s own only', () => {
    expect(OWN_KEYS).toEqual(userOnlyKeys);
  });

  it('begins the list or the map that a key holds', () => {
    const text = (label: string) => completionsAt(schema, '', 0, 0).find((one) => one.label === label)?.text;
    expect(text('suppress')).toBe('suppress:\n  - ');
    expect(text('minSeverity')).toBe('minSeverity: ');
    expect(text('hygiene')).toBe('hygiene:\n  ');
  });

  it('is looked for in any text', () => {
    const anything = fc.array(fc.constantFrom('- ', '  ', 'rules:', 'id: a', '\n', '#', '\t', '|', 'suppress: ', ' '));
    fc.assert(
      fc.property(anything, fc.nat(9), fc.nat(9), (parts, line, column) => {
        expect(Array.isArray(completionsAt(schema, parts.join(''), line, column))).toBe(true);
      }),
    );
  });
});
