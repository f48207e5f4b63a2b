/** Rate limits of several scopes at once, each a window of a minute or a bucket, told by their tightest. */

/** A limit a minute. `burst` makes a bucket of that size of it, which fills evenly; without it a window begins anew. */
export interface LimitRule {
  readonly perMinute: number;
  readonly burst?: number;
}

/** Null for no limit. */
export interface LimitRules {
  readonly key: LimitRule | null;
  readonly organisation: LimitRule | null;
  readonly workspace: LimitRule | null;
  readonly address: LimitRule | null;
}

export const NO_LIMITS: LimitRules = { key: null, organisation: null, workspace: null, address: null };

export interface Told {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds from now. */
  readonly resetIn: number;
  /** Whether this request is one too many. */
  readonly exceeded: boolean;
}

interface Count {
  used: number;
  since: number;
}

const MINUTE = 60_000;

export class Limiter {
  readonly #counts = new Map<string, Count>();
  readonly #clock: () => number;

  /** @param clock milliseconds */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Counts a request against every scope that has a rule. Returns the tightest, or null without rules. */
  take(scopes: readonly (readonly [name: string, rule: LimitRule | null])[]): Told | null {
    const told = scopes.flatMap(([name, rule]) => (rule === null ? [] : [this.#one(name, rule)]));
    const exceeded = told.find((one) => one.exceeded);
    return exceeded ?? told.toSorted((a, b) => a.remaining - b.remaining)[0] ?? null;
  }

  #one(name: string, rule: LimitRule): Told {
    const now = this.#clock();
    const count = this.#counts.get(name) ?? { used: 0, since: now };
    this.#counts.set(name, count);
    return rule.burst === undefined
      ? takeFromWindow(count, rule.perMinute, now)
      : takeFromBucket(count, rule.perMinute, rule.burst, now);
  }
}

function takeFromWindow(count: Count, limit: number, now: number): Told {
  if (now - count.since >= MINUTE) {
    count.used = 0;
    count.since = now;
  }
  const resetIn = count.since + MINUTE - now;
  if (count.used >= limit) return { limit, remaining: 0, resetIn, exceeded: true };
  count.used++;
  return { limit, remaining: limit - count.used, resetIn, exceeded: false };
}

/** `used` drains at the limit's rate. */
function takeFromBucket(count: Count, limit: number, burst: number, now: number): Told {
  const rate = limit / MINUTE;
  count.used = Math.max(0, count.used - (now - count.since) * rate);
  count.since = now;
  if (count.used + 1 > burst) return { limit, remaining: 0, resetIn: (count.used + 1 - burst) / rate, exceeded: true };
  count.used++;
  return { limit, remaining: Math.floor(burst - count.used), resetIn: count.used / rate, exceeded: false };
}
