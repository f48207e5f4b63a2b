import type { Clock } from '../src/clock.ts';

/** A clock on which time passes only when everybody waits: minutes of limits are played in no time, and always alike. */
export class VirtualTime implements Clock {
  #now = 0;
  readonly #queue: { at: number; wake: () => void }[] = [];
  #running = false;

  monotonic(): number {
    return this.#now;
  }

  /** Virtual time begins at a whole second, so that resets in whole seconds are plain to see. */
  epoch(): number {
    return 1_800_000_000_000 + this.#now;
  }

  random(): number {
    return 0.5;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((wake) => {
      this.#queue.push({ at: this.#now + milliseconds, wake });
      void this.#run();
    });
  }

  /** Wakes sleepers one after the other, each when all that the last one set off has come to rest. */
  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    while (this.#queue.length > 0) {
      await new Promise((rest) => setImmediate(rest));
      const next = this.#queue.reduce((first, one) => (one.at < first.at ? one : first));
      this.#queue.splice(this.#queue.indexOf(next), 1);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
    this.#running = false;
  }
}
