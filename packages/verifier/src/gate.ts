/** The one way out to a server: how many requests are on their way, and how many its limits still allow. */
import { Allowance } from './allowance.ts';
import { NoAnswer } from './answer.ts';
import type { Clock } from './clock.ts';
import { MinuteWindow } from './minute-window.ts';
import type { ToldLimits } from './told-limits.ts';

/** What is published of a provider's limits, as far as it binds more than one key. */
export interface GatePolicy {
  /** Figures that bind a single key: told, they say nothing of the next key. */
  readonly keyLimits: readonly number[];
  /** Figures that bind an organisation: spent by the keys that it knows. */
  readonly organisationLimits: readonly number[];
  /** A random key, which belongs to no organisation. */
  readonly isRandom: boolean;
  /** Keyturn's own budget a minute for each endpoint, while the server tells nothing; null for none. */
  readonly endpointBudget: number | null;
}

/** A request on its way, and its number in each limit that it counts for. */
export interface Ticket {
  readonly endpoint: string;
  readonly numbers: ReadonlyMap<Allowance, number>;
}

/** Organisations' limits are not spent to the end: the answers of a few requests may still be on their way. */
const ORGANISATION_SHARE = 0.9;
const MOST_LIMITS = 8;
/** Milliseconds. */
const FIRST_SPACING = 20;
const LONGEST_SPACING = 2000;
/** What an answer makes of the spacing. */
const QUICKENING = 0.995;

export class Gate {
  readonly #clock: Clock;
  readonly #windows = new Map<string, MinuteWindow>();
  readonly #accepted = new Map<number, MinuteWindow>();
  /** By figure: two endpoints of a server that tell the same limit share it. */
  readonly #told = new Map<number, Allowance>();
  readonly #toldTo = new Map<string, Set<Allowance>>();
  #pausedUntil = 0;
  /** Milliseconds between requests, learnt from refusals of a server that tells no limits. */
  #spacing = 0;
  #lastSent = 0;
  #answered: PromiseWithResolvers | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits until a request may go out. Throws `NoAnswer` where that would be past the deadline (monotonic). */
  async pass(endpoint: string, policy: GatePolicy, deadline: number, signal: AbortSignal): Promise<Ticket> {
    for (;;) {
      signal.throwIfAborted();
      const now = this.#clock.monotonic();
      const wait = this.#wait(endpoint, policy, now);
      if (wait === 0) {
        this.#budgetOf(endpoint, policy)?.take(now);
        this.#lastSent = now;
        const limits = this.#limitsFor(endpoint, policy);
        return { endpoint, numbers: new Map(limits.map((limit) => [limit, limit.send()])) };
      }
      if (wait !== null && now + wait > deadline) {
        throw new NoAnswer('The provider’s rate limit leaves no time for this key before the deadline of the run.', 1);
      }
      await (wait === null ? this.#nextAnswer() : this.#clock.sleep(Math.max(1, wait), signal));
    }
  }

  /** Every ticket comes back once, whatever became of it. */
  done(ticket: Ticket, policy: GatePolicy, told: ToldLimits | null, wasAccepted: boolean): void {
    const now = this.#clock.monotonic();
    this.#spacing = this.#spacing < 1 ? 0 : this.#spacing * QUICKENING;
    for (const limit of ticket.numbers.keys()) limit.answered();
    if (wasAccepted) {
      for (const limit of policy.organisationLimits) this.#acceptedOf(limit).take(now);
    }
    if (told !== null && told.limit > 0 && !policy.keyLimits.includes(told.limit)) {
      {
        this.#learn(ticket, policy, told, now);
      }
    }
    this.#answered?.resolve();
    this.#answered = null;
  }

  #learn(ticket: Ticket, policy: GatePolicy, told: ToldLimits, now: number): void {
    const known = this.#told.get(told.limit);
    const limit = known ?? new Allowance(told, now, policy.organisationLimits.includes(told.limit));
    this.#told.set(told.limit, limit);
    if (this.#told.size > MOST_LIMITS) this.#forgetOldest();
    const limits = this.#toldTo.get(ticket.endpoint) ?? new Set();
    this.#toldTo.set(ticket.endpoint, limits.add(limit));
    const number = ticket.numbers.get(limit);
    if (known !== undefined && number !== undefined) limit.learn(told, number, now);
  }

  /** No server has so many limits: this one makes them up. */
  #forgetOldest(): void {
    const [oldest] = this.#told;
    if (oldest === undefined) return;
    this.#told.delete(oldest[0]);
    for (const limits of this.#toldTo.values()) limits.delete(oldest[1]);
  }

  /** After a 429: nobody sends for so long, and then more slowly, until answers come again. */
  pause(milliseconds: number): void {
    const now = this.#clock.monotonic();
    // Those that were on their way when the first was refused tell nothing new.
    if (now >= this.#pausedUntil) this.#spacing = Math.min(LONGEST_SPACING, Math.max(FIRST_SPACING, this.#spacing * 2));
    this.#pausedUntil = Math.max(this.#pausedUntil, now + milliseconds);
    for (const allowance of this.#told.values()) allowance.overrun();
  }

  /** Milliseconds to wait, 0 for none, null until the next answer. */
  #wait(endpoint: string, policy: GatePolicy, now: number): number | null {
    let wait = Math.max(0, this.#pausedUntil - now, this.#lastSent + this.#spacing - now);
    for (const limit of this.#limitsFor(endpoint, policy)) {
      const allowed = limit.allows(now);
      if (!allowed.free) {
        if (allowed.wait === null) return null;
        wait = Math.max(wait, allowed.wait);
      }
    }
    if (!this.#toldTo.has(endpoint)) {
      wait = Math.max(wait, this.#budgetOf(endpoint, policy)?.waits(now) ?? 0);
      for (const limit of policy.isRandom ? [] : policy.organisationLimits) {
        wait = Math.max(wait, this.#acceptedOf(limit).waits(now));
      }
    }
    return wait;
  }

  #limitsFor(endpoint: string, { isRandom }: GatePolicy): Allowance[] {
    return [...(this.#toldTo.get(endpoint) ?? [])].filter((limit) => !(isRandom && limit.isOrganisation));
  }

  #budgetOf(endpoint: string, { endpointBudget }: GatePolicy): MinuteWindow | null {
    if (endpointBudget === null) return null;
    const known = this.#windows.get(endpoint) ?? new MinuteWindow(endpointBudget);
    this.#windows.set(endpoint, known);
    return known;
  }

  #acceptedOf(limit: number): MinuteWindow {
    const known = this.#accepted.get(limit) ?? new MinuteWindow(Math.floor(limit * ORGANISATION_SHARE));
    this.#accepted.set(limit, known);
    return known;
  }

  #nextAnswer(): Promise<void> {
    this.#answered ??= withResolvers();
    return this.#answered.promise;
  }
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

/** `Promise.withResolvers` is not in Node 20. */
function withResolvers(): PromiseWithResolvers {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
