import { createHash, createHmac } from 'node:crypto';
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
        expect(keyedFingerprinter(key)(secret)).toBe(`kt1h:${id}:${createHmac('sha256', key).update(message).digest('hex').slice(0, 40)}`);
      }),
    );
  });

  it('has the documented test vectors', () => {
    const secret = new Secret(['ck_live_', 'mQ7wZ2xT9cVbN4sK8d', 'LpR1fHyG6jXe'].join(''), 8);
    expect(fingerprint(secret)).toBe('kt1:6f70314f62203578a4d807db329d598db264829e');
  });
});

describe('a secret', () => {
  it('shows its preview wherever it is printed, serialised or inspected', () => {
    const value = clarkyKey();
    const secret = new Secret(value, 8);
    const shown = [String(secret), `${secret}`, JSON.stringify({ secret }), inspect(secret), inspect({ deep: [secret] }, { depth: 9, showHidden: true })];
    for (const text of shown) {
      expect(text).toContain('ck_live_…(30)');
      expect(text).not.toContain(value.slice(8, 14));
    }
    expect(Object.values(secret)).not.toContain(value);
    expect(structuredClone({ ...secret })).not.toHaveProperty('value');
  });
});
