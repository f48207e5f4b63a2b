import { setTimeout as wait } from 'node:timers/promises';

/** Time and chance, so that tests need neither. Not the clock of the verdicts, which a user may set. */
export interface Clock {
  /** Milliseconds that never go back. */
  monotonic(): number;
  /** Milliseconds since 1970, for instants that a server tells. */
  epoch(): number;
  /** Rejects when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** 0 to 1, the end exclusive. */
  random(): number;
}

export const systemClock: Clock = {
  monotonic: () => performance.now(),
  epoch: () => Date.now(),
  sleep: (milliseconds, signal) => wait(milliseconds, undefined, signal === undefined ? {} : { signal }),
  random: () => Math.random(),
};
