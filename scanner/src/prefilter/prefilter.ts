/** Where an anchor stands. Called in no particular order; `offset` counts from the window's beginning. */
export type Visit = (offset: number, anchor: number) => void;

/**
 * Finds all anchors of a rule set in bytes that stand in its own memory, in one pass.
 *
 * A candidate is a place where the first eight bytes of an anchor (all of a shorter one) stand. An anchor that ignores
 * case is found in lower case, in upper case and capitalised.
 */
export interface Prefilter {
  /**
   * The memory to read into, at least `size` bytes. What it held stays; an array from an earlier call may be detached.
   *
   * @throws RangeError where that much memory is not to be had
   */
  window(size: number): Uint8Array<ArrayBuffer>;
  /**
   * Searches `[from, to)` of the window.
   *
   * @returns the number of candidates
   */
  search(from: number, to: number, visit: Visit): number;
  /** How often a byte stands in `[from, to)` of the window. */
  count(byte: number, from: number, to: number): number;
  /** Another for the same anchors, with a memory of its own. */
  another(): Prefilter;
}
