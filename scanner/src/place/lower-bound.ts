/**
 * The first index at which what ascends is no longer before a place.
 *
 * @param high one past the last index; returned where all are before it
 * @param isBefore whether what stands at an index is; asked of about log2 of them
 */
export function lowerBound(low: number, high: number, isBefore: (index: number) => boolean): number {
  let from = low;
  let to = high;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isBefore(middle)) from = middle + 1;
    else to = middle;
  }
  return from;
}
