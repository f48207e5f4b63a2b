/** Keys as they are found in a text and in what is opened in it, before anything is said of their places. */
import type { Opened } from './decode/opened.ts';
import type { Attribution } from './model.ts';
import { Ranges } from './place/ranges.ts';

/** Encodings within encodings. */
export const MOST_DEPTH = 3;

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
  const found: Found[] = [];
  const asTheyAre = new Ranges();
  /** By value and number of steps: those of one number come in the order of their beginnings. */
  const known = new Map<string, Ranges>();
  const add = (one: Found): void => {
    found.push(one);
    if (one.encoding.length === 0) asTheyAre.add(one.start, one.end);
    const key = one.encoding.length + one.value;
    const ranges = known.get(key) ?? new Ranges();
    ranges.add(one.start, one.end);
    known.set(key, ranges);
  };
  const inOrder = (ones: readonly Found[]): Found[] =>
    ones.toSorted((a, b) => a.encoding.length - b.encoding.length || a.start - b.start);
  for (const one of inOrder(plain)) add(one);
  for (const one of inOrder(inside)) {
    let isKnown = asTheyAre.touch(one.start, one.end);
    for (let steps = 0; !isKnown && steps <= MOST_DEPTH + 1; steps++) {
      isKnown = known.get(steps + one.value)?.touch(one.start, one.end) === true;
    }
    if (!isKnown) add(one);
  }
  return found.toSorted((a, b) => a.start - b.start || a.end - b.end);
}
