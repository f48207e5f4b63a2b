import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Ranges } from './ranges.ts';

const range = fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 20 })).map(([start, length]) => [start, start + length]);

it('tells the same as looking at each', () => {
  fc.assert(
    fc.property(fc.array(range), range, (all, [start = 0, end = 0]) => {
      const ranges = new Ranges();
      for (const [from = 0, to = 0] of all.toSorted(([a = 0], [b = 0]) => a - b)) ranges.add(from, to);
      expect(ranges.touch(start, end)).toBe(all.some(([from = 0, to = 0]) => start < to && end > from));
    }),
  );
});
