/**
 * What one limit that a server tells still allows. Nobody tells whether a limit is a window that empties and begins anew,
 * or a bucket that fills all the time, and waiting for a reset would waste most of a bucket: so a few requests are held
 * back, and one of them, after a pause, shows whether the bucket has filled meanwhile.
 */
import type { ToldLimits } from './told-limits.ts';

/** After an announced reset: clocks and whole seconds. */
const RESET_SLACK = 60;
const WHOLE_SECOND = 950;
/** A window as short as this is not worth its last requests. */
const SHORT = 2000;
const ASK_EVERY = 200;
/** How long the bucket is watched, in milliseconds, and at least for as long as three requests take to come back. */
const WATCH = 250;
const MINUTE = 60_000;
/** Below the rate at which it was seen to fill. */
const CAUTION = 0.97;
const MOST_HELD_BACK = 8;
/** What is left of an organisation's limit when the keys on their way may spend it: from there they go one by one. */
const FEW = 24;

/** `free`: send. Otherwise in how many milliseconds to ask again; null: when the next answer is there. */
export type Allowed = { readonly free: true } | { readonly free: false; readonly wait: number | null };

const FREE: Allowed = { free: true };

export class Allowance {
  readonly limit: number;
  #remaining: number;
  #toldAt: number;
  /** Number of the request whose answer told it. */
  #toldBy = 0;
  #resetAt: number | null;
  /** Requests a millisecond that come back; 0 for a window; null while that is not known. */
  #rate: number | null;
  #watch: { from: number; remaining: number } | null = null;
  readonly isOrganisation: boolean;
  #heldUntil = 0;
  #oneByOneUntil = 0;
  #sent = 0;
  #inFlight = 0;

  /** @param isOrganisation a limit of which each answer may tell another one, as the keys belong to several organisations */
  constructor(told: ToldLimits, now: number, isOrganisation: boolean) {
    this.limit = told.limit;
    this.#remaining = told.remaining;
    this.#toldAt = now;
    this.#resetAt = told.resetIn === null ? null : now + told.resetIn;
    this.#rate = isOrganisation ? 0 : null;
    this.isOrganisation = isOrganisation;
  }

  /** One more goes out. Returns its number. */
  send(): number {
    this.#inFlight++;
    return ++this.#sent;
  }

  answered(): void {
    this.#inFlight--;
  }

  /** @param by the number of the request that is answered: older news than what is known is no news */
  learn(told: ToldLimits, by: number, now: number): void {
    if (this.isOrganisation && told.remaining <= FEW && told.resetIn !== null) {
      this.#oneByOneUntil = now + told.resetIn;
      if (told.remaining === 0) this.#heldUntil = now + told.resetIn;
    }
    if (by < this.#toldBy) return;
    const watch = this.#watch;
    if (watch !== null && this.#rate === null) {
      const back = told.remaining + 1 - watch.remaining;
      const usual = this.limit / MINUTE;
      const elapsed = now - watch.from;
      // More than a bucket of this size could give in that time is a window that began anew.
      if (back >= 1 && back <= usual * elapsed * 1.5 + 2) this.#rate = Math.min(back / elapsed, usual) * CAUTION;
      else this.#rate = 0;
    }
    this.#watch = null;
    this.#remaining = told.remaining;
    this.#toldAt = now;
    this.#toldBy = by;
    this.#resetAt = told.resetIn === null ? this.#resetAt : now + told.resetIn;
  }

  /** The server refused one more: it is no bucket, or an emptier one than it seemed. */
  overrun(): void {
    this.#remaining = 0;
    this.#rate = 0;
  }

  allows(now: number): Allowed {
    if (now < this.#heldUntil) return { free: false, wait: this.#heldUntil + RESET_SLACK - now };
    if (now < this.#oneByOneUntil) return this.#inFlight > 0 ? { free: false, wait: null } : FREE;
    const back = this.#rate === null ? 0 : this.#rate * (now - this.#toldAt);
    const left = Math.min(this.#remaining + back, this.limit) - (this.#sent - this.#toldBy);
    const reserve = Math.min(MOST_HELD_BACK, Math.floor(this.limit / 12));
    if (left >= reserve + 1) return FREE;
    if (this.#rate !== null && this.#rate > 0) return { free: false, wait: (reserve + 1 - left) / this.#rate };
    const isOver = this.#resetAt !== null && now >= this.#resetAt + RESET_SLACK;
    // The first request of a new window goes alone, and tells what the window holds.
    if (this.#inFlight > 0) return { free: false, wait: null };
    if (isOver) return FREE;
    const enough = Math.max(WATCH, (3 * MINUTE) / this.limit);
    const isSoon = this.#resetAt !== null && this.#resetAt - now <= enough && this.#watch === null;
    if (this.#rate === null && left >= 1 && !isSoon) {
      this.#watch ??= { from: now, remaining: left };
      return now - this.#watch.from >= enough ? FREE : { free: false, wait: enough - (now - this.#watch.from) };
    }
    if (this.#resetAt !== null) {
      const over = this.#resetAt + RESET_SLACK - now;
      // A long window is spent to the end, one by one: what is held back would cost another window.
      if (over > SHORT) return left >= 1 ? FREE : { free: false, wait: over };
      // Resets are told in whole seconds, rounded up: within the last one, what is held back asks whether it is over.
      const ask = Math.max(this.#resetAt - WHOLE_SECOND, this.#toldAt + ASK_EVERY);
      if (left >= 1 && now >= ask) return FREE;
      return { free: false, wait: left >= 1 ? Math.min(ask - now, over) : over };
    }
    // Nothing says when: one request a window's share of a minute.
    const share = MINUTE / Math.max(1, this.limit);
    return now - this.#toldAt >= share ? FREE : { free: false, wait: share - (now - this.#toldAt) };
  }
}
