/** Keys as they are found in a text and in what is opened in it, before anything is said of their places. */
import type { Opened } from '../decode/opened.ts';
import type { Attribution } from '../model.ts';
import { Ranges } from '../place/ranges.ts';

/** A key at its place in a text. */
export interface Found {
  readonly start: number;
  readonly end: number;
  readonly value: string;
  readonly prefixLength: number;
  readonly attribution: Attribution;
  /** Outermost first. */
  readonly encoding: readonly string[];
}

/** Whether nothing of a range was encoded: what is there is found where it stands, or is no key there. */
export function stoodPlain({ start, end }: Pick<Found, 'start' | 'end'>, { starts, ends, run }: Opened): boolean {
  return run === null && (ends[end - 1] ?? 0) - (starts[start] ?? 0) === end - start;
}

/** A key that stands plain in a place wins over an encoded one, and of one value the way with the fewest steps. */
export function withoutDoubles(plain: readonly Found[], inside: readonly Found[]): Found[] {
  const asTheyAre = new Ranges();
  const standing = new RangesByName();
  for (const { start, end, value, encoding } of plain.toSorted((a, b) => a.start - b.start)) {
    if (encoding.length === 0) asTheyAre.add(start, end);
    standing.add(value, start, end);
  }
  const found = [...plain];
  /** By value and number of steps: only those of one number come in the order of their beginnings. */
  const opened = new RangesByName();
  for (const one of inside.toSorted((a, b) => a.encoding.length - b.encoding.length || a.start - b.start)) {
    const { start, end, value, encoding } = one;
    let isKnown = asTheyAre.touch(start, end) || standing.touch(value, start, end);
    for (let steps = 1; !isKnown && steps <= encoding.length; steps++) {
      isKnown = opened.touch(steps + value, start, end);
    }
    if (isKnown) continue;
    found.push(one);
    opened.add(encoding.length + value, start, end);
  }
  return found.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/** Ranges that have a name in common; those of one name are added in the order of their beginnings. */
class RangesByName {
  readonly #ranges = new Map<string, Ranges>();

  add(name: string, start: number, end: number): void {
    const ranges = this.#ranges.get(name) ?? new Ranges();
    ranges.add(start, end);
    this.#ranges.set(name, ranges);
  }

  touch(name: string, start: number, end: number): boolean {
    return this.#ranges.get(name)?.touch(start, end) === true;
  }
}
