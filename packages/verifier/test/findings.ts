/** Findings as a scan makes them, and time that passes without being waited for. */
import { randomInt } from 'node:crypto';
import { providers } from '@keyturn/providers';
import { fingerprint, Secret } from '@keyturn/scanner';
import type { Finding, Occurrence } from '@keyturn/scanner';
import type { Clock } from '../src/clock.ts';

const CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export function randomTail(length: number): string {
  return Array.from({ length }, () => CHARACTERS[randomInt(CHARACTERS.length)]).join('');
}

export function clarkyKey(length = 30): string {
  return `${['ck', 'live', ''].join('_')}${randomTail(length)}`;
}

export function klipyKey(): string {
  return `${['klipy', 'api', ''].join('_')}${randomTail(32)}`;
}

export function agentclaraKey(environment: 'live' | 'test' = 'live'): string {
  return `${['sk', environment, ''].join('_')}${randomTail(30)}`;
}

const place: Occurrence = {
  source: 'file',
  root: 0,
  path: 'src/a.ts',
  startLine: 1,
  startColumn: 1,
  endLine: 1,
  endColumn: 9,
  encoding: [],
  git: null,
  suppressed: null,
  allow: null,
  excerpt: null,
};

/** @param provider null for an ambiguous one */
export function findingOf(provider: string | null, value: string, more: Partial<Finding> = {}): Finding {
  const shape = providers.flatMap(({ shapes }) => shapes).find(({ prefix }) => value.startsWith(prefix));
  const secret = new Secret(value, shape?.prefix.length ?? 0);
  return {
    rule: provider === null ? 'ambiguous-secret-key' : `${provider}-api-key`,
    provider,
    candidates: [provider ?? 'agentclara'],
    environment: shape?.environment ?? 'unknown',
    confidence: 'high',
    evidence: [],
    rivalClear: false,
    workspaces: [],
    fingerprint: fingerprint(secret),
    secret,
    preview: secret.preview,
    severity: 'critical',
    occurrences: [{ ...place }],
    validity: { state: 'not-checked', reason: 'Verification was not asked for.', checkedAt: null, endpoint: null },
    hygiene: [],
    suppressed: null,
    ...more,
  };
}

/** A clock on which nobody waits: a sleep only moves it on. What the network takes stays real. */
export function hastyClock(): Clock & { slept: number } {
  let ahead = 0;
  const clock = {
    slept: 0,
    monotonic: () => performance.now() + ahead,
    epoch: () => Date.now() + ahead,
    random: () => 0.5,
    sleep: async (milliseconds: number, signal?: AbortSignal) => {
      await new Promise((done) => setImmediate(done));
      signal?.throwIfAborted();
      ahead += milliseconds;
      clock.slept += milliseconds;
    },
  };
  return clock;
}
