import { lowerBound } from './lower-bound.ts';

/** Ranges of a text, added in the order of their beginnings, that are asked what lies over them. */
export class Ranges {
  readonly #starts: number[] = [];
  /** The furthest end of a range and of all before it. */
  readonly #reach: number[] = [];

  /** @param all ascending by where they start */
  static of(all: readonly { readonly start: number; readonly end: number }[]): Ranges {
    const ranges = new Ranges();
    for (const { start, end } of all) ranges.add(start, end);
    return ranges;
  }

  add(start: number, end: number): void {
    this.#starts.push(start);
    this.#reach.push(Math.max(end, this.#reach.at(-1) ?? 0));
  }

  /** Whether one of them has a byte in common with another range. */
  touch(start: number, end: number): boolean {
    const first = lowerBound(0, this.#starts.length, (i) => (this.#starts[i] ?? 0) < end);
    return first > 0 && (this.#reach[first - 1] ?? 0) > start;
  }
}
