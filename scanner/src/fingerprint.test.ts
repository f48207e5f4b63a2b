import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clarkyKey } from '../test/sample.ts';
import { fingerprint, keyedFingerprinter } from './fingerprint.ts';
import { Secret } from './secret.ts';

describe('a fingerprint', () => {
  it('is the hash that docs/fingerprint.md specifies', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 80 }), fc.string({ minLength: 1 }), (value, key) => {
        const secret = new Secret(value, 0);
        const message = Buffer.concat([Buffer.from('keyturn/fingerprint/1\0'), Buffer.from(value)]);
        expect(fingerprint(secret)).toBe(`kt1:${createHash('sha256').update(message).digest('hex').slice(0, 40)}`);
        const id = createHash('sha256').update('keyturn/fingerprint-key/1\0').update(key).digest('hex').slice(0, 8);
        expect(keyedFingerprinter(key)(secret)).toBe(
          `kt1h:${id}:${createHmac('sha256', key).update(message).digest('hex').slice(0, 40)}`,
        );
      }),
    );
  });

  it('has the documented test vectors', () => {
    const page = readFileSync(new URL('../../docs/fingerprint.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| (`.*`) \| (?:`(.*)` )?\| `(kt1h?:.*)` \|$/gm)];
    expect(rows).toHaveLength(4);
    for (const [, parts = '', key, expected] of rows) {
      const secret = new Secret([...parts.matchAll(/`([^`]+)`/g)].map((match) => match[1]).join(''), 0);
      expect((key === undefined ? fingerprint : keyedFingerprinter(key))(secret)).toBe(expected);
    }
  });
});

describe('a secret', () => {
  it('shows its preview wherever it is printed, serialised or inspected', () => {
    const value = clarkyKey();
    const secret = new Secret(value, 8);
    const shown = [
      String(secret),
      JSON.stringify({ secret }),
      inspect(secret),
      inspect({ deep: [secret] }, { depth: 9, showHidden: true }),
    ];
    for (const text of shown) {
      expect(text).toContain('ck_live_…(30)');
      expect(text).not.toContain(value.slice(8, 14));
    }
    expect(Object.values(secret)).not.toContain(value);
    expect(structuredClone({ ...secret })).not.toHaveProperty('value');
  });
});
