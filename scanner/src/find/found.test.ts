import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withoutDoubles } from './found.ts';
import type { Found } from './found.ts';

const attribution = {} as Found['attribution'];
const key = (encoding: fc.Arbitrary<readonly string[]>): fc.Arbitrary<Found> =>
  fc
    .record({ start: fc.nat(60), length: fc.integer({ min: 1, max: 12 }), value: fc.constantFrom('a', 'b'), encoding })
    .map(({ start, length, value, encoding: steps }) => ({
      start,
      end: start + length,
      value,
      prefixLength: 0,
      attribution,
      encoding: steps,
    }));
const steps = (least: number): fc.Arbitrary<string[]> =>
  fc.array(fc.constant('hex'), { minLength: least, maxLength: 3 });

/** The same by looking at each. */
function slowly(plain: readonly Found[], inside: readonly Found[]): Found[] {
  const found = [...plain];
  for (const one of inside.toSorted((a, b) => a.encoding.length - b.encoding.length || a.start - b.start)) {
    const isKnown = found.some(
      (other) =>
        one.start < other.end && one.end > other.start && (other.encoding.length === 0 || other.value === one.value),
    );
    if (!isKnown) found.push(one);
  }
  return found.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

it('leaves out the same doubles as looking at each key does', () => {
  fc.assert(
    fc.property(fc.array(key(steps(0))), fc.array(key(steps(1))), (plain, inside) => {
      expect(withoutDoubles(plain, inside)).toEqual(slowly(plain, inside));
    }),
    { numRuns: 2000 },
  );
});
