import { lexicon } from '@keyturn/providers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { explainSlowly } from '../../test/explain-slowly.ts';
import { explain } from './explain.ts';

const piece = fc.oneof(
  fc.constantFrom(...lexicon),
  fc.constantFrom(...lexicon).map((word) => word.charAt(0).toUpperCase() + word.slice(1)),
  fc.constantFrom('-', '_', '.', '123456', 'abcd', 'QWERTY', 'zyx', '0000', 'abc123def456', 'a9b8c7d6'),
  fc.string({
    unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'),
    maxLength: 40,
  }),
  fc.string({ unit: fc.constantFrom(...'ab1'), maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const value = fc
  .tuple(fc.array(piece, { maxLength: 8 }), fc.nat({ max: 3 }))
  .map(([pieces, times]) => pieces.join('').repeat(times));

it('explains every value as its definition does', () => {
  fc.assert(
    fc.property(value, (text) => {
      expect(explain(text)).toEqual(explainSlowly(text));
    }),
    { numRuns: 2000 },
  );
});
