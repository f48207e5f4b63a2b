/** What opening one file may cost, however deep it goes, and how something that is left out says why. */
import type { SkipReason } from '../../model.ts';

/** Containers within containers. A compressed tar is one. */
export const MOST_DEPTH = 4;
/** What comes out of a byte, and from how many bytes on it counts: small archives of zeros are common and harm nobody. */
const RATIOS = [
  { made: 2 ** 22, ratio: 5000 },
  { made: 20 * 2 ** 20, ratio: 500 },
  { made: 2 ** 25, ratio: 200 },
] as const;
/** Of all that one file holds, every level counted. */
const MOST_BYTES = 2 ** 35;
const FREE_ENTRIES = 20_000;
/** Every entry of an honest archive takes as many bytes of its own. */
const BYTES_OF_AN_ENTRY = 64;
const FREE_TIME = 20_000;
/** What the slowest decompressor does in a millisecond, and less. */
const BYTES_A_MILLISECOND = 512;

/** Why an entry, or all that is left of an archive, is not searched. Never leaves this folder. */
export class Refusal extends Error {
  readonly reason: SkipReason;
  /** Whether nothing more of the whole file is opened. */
  readonly isFinal: boolean;

  constructor(reason: SkipReason, isFinal = false) {
    // Nobody reads where it came from, and broken archives have thousands of them.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(reason);
    Error.stackTraceLimit = limit;
    this.reason = reason;
    this.isFinal = isFinal;
  }
}

/** Counts what one file on disk, or one blob, costs with all that is nested in it. */
export class Allowance {
  readonly #size: number;
  readonly #now: () => number;
  readonly #until: number;
  #bytes = 0;
  #entries = 0;

  /**
   * @param size of the outermost file, in bytes
   * @param now a clock, in milliseconds
   */
  constructor(size: number, now: () => number) {
    this.#size = size;
    this.#now = now;
    this.#until = now() + FREE_TIME + size / BYTES_A_MILLISECOND;
  }

  /** @throws Refusal where there are too many of them, or all take too long */
  takeEntry(): void {
    this.#entries++;
    if (this.#entries > FREE_ENTRIES + this.#size / BYTES_OF_AN_ENTRY) throw new Refusal('limit', true);
    if (this.#now() > this.#until) throw new Refusal('timeout', true);
  }

  /**
   * Takes in what a decompressor has made.
   *
   * @throws Refusal where all together is too much, or takes too long
   */
  takeBytes(count: number): void {
    this.#bytes += count;
    if (this.#bytes > MOST_BYTES || isTooMuch(this.#bytes, this.#size)) throw new Refusal('limit', true);
    if (this.#now() > this.#until) throw new Refusal('timeout', true);
  }
}

/** Whether so many bytes cannot honestly come out of so many. */
export function isTooMuch(made: number, from: number): boolean {
  return RATIOS.some((most) => made > most.made && made > most.ratio * from);
}
