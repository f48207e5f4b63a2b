import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fingerprint } from '../../fingerprint.ts';
import { Secret } from '../../secret.ts';
import { nativeFingerprinter } from './native-fingerprint.ts';

it('is the same as the one that needs no platform, the first time and later', () => {
  const native = nativeFingerprinter();
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }), (value) => {
      const secret = new Secret(value, 0);
      expect(native(secret)).toBe(fingerprint(secret));
    }),
    { numRuns: 1000 },
  );
});
