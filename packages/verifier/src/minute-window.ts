/** At most so many in any sixty seconds, and not all at once: what Keyturn allows itself where nothing is told. */

const MINUTE = 60_000;
/** The whole minute's budget may be spent within this many seconds. */
const SPREAD = 10_000;

export class MinuteWindow {
  readonly #budget: number;
  /** When each of the last `budget` requests went out; a ring. */
  readonly #times: Float64Array;
  #next = 0;
  #last = Number.NEGATIVE_INFINITY;

  constructor(budget: number) {
    this.#budget = budget;
    this.#times = new Float64Array(budget).fill(Number.NEGATIVE_INFINITY);
  }

  /** Milliseconds until one more may go out; 0 for now. */
  waits(now: number): number {
    const oldest = this.#times[this.#next] ?? Number.NEGATIVE_INFINITY;
    return Math.max(0, oldest + MINUTE - now, this.#last + SPREAD / this.#budget - now);
  }

  take(now: number): void {
    this.#times[this.#next] = now;
    this.#next = (this.#next + 1) % this.#budget;
    this.#last = now;
  }
}
