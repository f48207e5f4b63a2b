/** Verdicts within this process, by a hash that means nothing outside it. Nothing is written anywhere. */
import { createHmac, randomBytes } from 'node:crypto';
import type { Judgement } from './judge.ts';
import type { Route } from './route.ts';

/** A verdict with the time and the place at which it was reached. */
export interface Verdict extends Judgement {
  /** ISO 8601, by the clock of the verdicts. */
  readonly checkedAt: string;
  readonly endpoint: string;
  readonly rateLimit: { readonly limit: number; readonly remaining: number } | null;
}

const TIME_TO_LIVE = 10 * 60_000;
/** Long enough that an impatient editor does not ask without end, which keeps a key's own budget. */
const UNKNOWN_TIME_TO_LIVE = 5000;
const MOST_ENTRIES = 50_000;

export class VerdictCache {
  readonly #salt = randomBytes(32);
  readonly #entries = new Map<string, { verdict: Verdict; until: number }>();

  /** A name for a key at its targets: another provider, endpoint or workspace makes another name. */
  nameOf({ endpoint, targets }: Route, key: string): string {
    const hash = createHmac('sha256', this.#salt);
    for (const part of [endpoint.provider.id, ...targets.map(({ url, own }) => `${url.href} ${own}`), key]) {
      {
        hash.update(`${part.length}:${part}`);
      }
    }
    return hash.digest('base64');
  }

  get(name: string, now: number): Verdict | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    if (now < entry.until) return entry.verdict;
    this.#entries.delete(name);
    return undefined;
  }

  set(name: string, verdict: Verdict, now: number): void {
    this.#entries.delete(name);
    this.#entries.set(name, {
      verdict,
      until: now + (verdict.state === 'unknown' ? UNKNOWN_TIME_TO_LIVE : TIME_TO_LIVE),
    });
    if (this.#entries.size > MOST_ENTRIES) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
  }
}
