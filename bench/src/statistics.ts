/** The middle value, or the mean of the two in the middle; null of nothing. Unmeasured values (null) are left out. */
export function median(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null).toSorted((left, right) => left - right);
  const half = sorted.length >> 1;
  const upper = sorted[half];
  if (upper === undefined) {
    return null;
  }
  const lower = sorted.length % 2 === 0 ? sorted[half - 1] : upper;
  return ((lower ?? upper) + upper) / 2;
}

/** How many times the reference a value is; null where either is unknown or the reference is 0. */
export function ratio(value: number | null, reference: number | null): number | null {
  return value === null || reference === null || reference === 0 ? null : value / reference;
}

/** The smallest and the largest measured value; null of nothing. */
export function range(values: readonly (number | null)[]): { min: number; max: number } | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : { min: Math.min(...known), max: Math.max(...known) };
}
