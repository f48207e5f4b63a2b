import { describe, expect, it } from 'vitest';
import { median, range, ratio } from './statistics.ts';

describe('median', () => {
  it('is the middle of an odd number of values, whatever their order', () => {
    expect(median([9, 1, 10])).toBe(9);
  });

  it('is the mean of the two in the middle of an even number', () => {
    expect(median([4, 1, 3, 100])).toBe(3.5);
  });

  it('leaves out what could not be measured and is null of nothing', () => {
    expect(median([null, 2, null])).toBe(2);
    expect(median([null])).toBeNull();
    expect(median([])).toBeNull();
  });
});

describe('ratio', () => {
  it('says how many times the reference a value is', () => {
    expect(ratio(3, 2)).toBe(1.5);
  });

  it('is unknown without a value or a reference', () => {
    expect(ratio(null, 2)).toBeNull();
    expect(ratio(2, null)).toBeNull();
    expect(ratio(2, 0)).toBeNull();
  });
});

describe('range', () => {
  it('gives both ends', () => {
    expect(range([3, null, 1, 2])).toEqual({ min: 1, max: 3 });
    expect(range([])).toBeNull();
  });
});
