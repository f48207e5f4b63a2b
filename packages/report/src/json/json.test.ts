import { describe, expect, it } from 'vitest';
import {
  collect,
  everything,
  finding,
  input,
  key,
  occurrence,
  result,
  tail,
  values,
} from '../../test/sample-result.ts';
import { loadFormatter } from '../index.ts';
import type { ReportInput } from '../index.ts';
import { findingsSchema } from '../schema.ts';
import type { FindingsDocument } from '../schema.ts';
import { Secret } from '@keyturn/scanner';

const json = await loadFormatter('json');

function written(from: ReportInput): { text: string; document: FindingsDocument } {
  const text = collect((sink) => json.write(from, sink));
  return { text, document: JSON.parse(text) as FindingsDocument };
}

describe('json', () => {
  it('is the published schema, and nothing besides', () => {
    const { document } = written(everything());
    expect(findingsSchema.parse(document)).toEqual(document);
    expect(document.findings).toHaveLength(6);
  });

  it('is a valid document without findings', () => {
    const { document } = written(input([]));
    expect(findingsSchema.parse(document)).toEqual(document);
    expect(document.findings).toEqual([]);
  });

  it('leaves the root out where there is one, and git’s fields where there is no git', () => {
    const secret = key('ck_live_', 1);
    const [only] = written(input([finding(secret)])).document.findings;
    expect(only?.occurrences[0]).not.toHaveProperty('root');
    expect(only?.occurrences[0]).not.toHaveProperty('commit');
    expect(only).not.toHaveProperty('firstSeen');
    expect(only).not.toHaveProperty('atHead');
    const two = input([finding(secret)], { result: result([finding(secret)], { roots: ['/a', '/b'] }) });
    expect(written(two).document.findings[0]?.occurrences[0]).toHaveProperty('root', 0);
  });

  it('has git’s fields beside the place', () => {
    const clarify = written(everything()).document.findings.find(({ provider }) => provider === 'clarify');
    expect(clarify?.occurrences[0]).toMatchObject({
      commit: '1f0c'.repeat(10),
      author: 'Ada Lovelace',
      refs: ['refs/heads/main'],
      removed: 'beef'.repeat(10),
    });
    expect(clarify?.firstSeen).toMatchObject({ path: 'scripts/sync.sh' });
  });

  it('holds no key, wherever it stands', () => {
    const prefixed = key('klipy_api_', 7, 32);
    const bare = new Secret(tail(8, 40), 0);
    const git = {
      commit: 'a'.repeat(40),
      blob: null,
      author: prefixed.reveal(),
      authorEmail: `${bare.reveal()}@x.org`,
      date: null,
      refs: [`refs/heads/${prefixed.reveal()}`],
      removed: null,
    };
    const everywhere = input(
      [
        finding(prefixed, {
          occurrences: [occurrence(prefixed, { path: `keys/${prefixed.reveal()}.txt`, source: 'git', git })],
        }),
        finding(bare, { occurrences: [occurrence(bare, { path: `keys/${bare.reveal()}.txt` })] }),
      ],
      { notices: [`about ${prefixed.reveal()}`] },
    );
    const { text, document } = written(everywhere);
    for (const value of [...values(everywhere), ...values(everything())]) expect(text).not.toContain(value);
    expect(document.findings.map(({ occurrences }) => occurrences[0]?.path)).toEqual(
      expect.arrayContaining(['keys/klipy_api_…(32).txt', 'keys/…(40).txt']),
    );
    expect(written(everything()).text).not.toContain(values(everything())[0]);
  });

  it('leaves an ordinary path as it is', () => {
    const secret = new Secret(tail(9, 40), 0);
    const path = 'assets/sk_live_mode_enabled_for_tests.9f86d081884c7d659a2feaa0c55ad015.js';
    const { document } = written(input([finding(secret, { occurrences: [occurrence(secret, { path })] })]));
    expect(document.findings[0]?.occurrences[0]?.path).toBe(path);
  });

  it('writes control characters and direction marks as escapes, and loses none', () => {
    const secret = key('ck_live_', 1);
    const path = 'a\u001b[31m\u009b31m\u202e\u2028b';
    const { text, document } = written(input([finding(secret, { occurrences: [occurrence(secret, { path })] })]));
    expect(text).toMatch(/^[\n\u0020-\u007e…’]*$/);
    expect(document.findings[0]?.occurrences[0]?.path).toBe(path);
  });

  it('tells what a configuration took away', () => {
    const { document } = written(everything());
    expect(document.coverage.narrowed).toEqual([
      { by: 'keyturn.yaml', what: 'exclude', detail: 'vendor/**', count: 210 },
    ]);
  });
});
