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
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0) < end) low = middle + 1;
      else high = middle;
    }
    return low > 0 && (this.#reach[low - 1] ?? 0) > start;
  }
}
