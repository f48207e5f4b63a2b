import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileRules } from '../../rule-set.ts';
import { NamesInLarge } from './names-in-large.ts';

const { names } = compileRules();
const spellings = names.spellings();
const inLarge = new NamesInLarge(names);
const word = fc.oneof(
  fc.constantFrom(...spellings),
  fc.constantFrom(' ', '\n', '.', '-', '_', 'x', 'é', 'api', 'Stripes', 'clarifying'),
  fc.string({ maxLength: 120 }),
);

it('finds the names that one reading of the whole text finds, wherever they stand', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      const bytes = new TextEncoder().encode(words.join(''));
      const found = inLarge.mentions(bytes).map(({ vendor, text, at }) => `${at} ${vendor} ${text}`);
      const expected = names
        .mentions(new TextDecoder('latin1').decode(bytes))
        .filter(({ text }) => spellings.some((one) => text.startsWith(one)))
        .map(({ vendor, text, at }) => `${at} ${vendor} ${text}`);
      expect(new Set(found)).toEqual(new Set(expected));
    }),
    { numRuns: 500 },
  );
});
