/** Whole runs against servers with limits of every kind, in virtual time: no 429, and no time wasted. */
import { createVerifier } from '@keyturn/verifier';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../src/answer.ts';
import type { OutgoingRequest, Transport } from '../src/transport.ts';
import { agentclaraKey, clarkyKey, findingOf, klipyKey } from './findings.ts';
import { VirtualTime } from './virtual-time.ts';

const LATENCY = 20;
const REFUSALS = {
  clarky: { error: { code: 'unauthorized', message: 'Missing or invalid API key' } },
  klipy: { code: 'unauthorized', message: 'Invalid API key', details: null },
  agentclara: { success: false, error: 'Invalid API key' },
} as const;
const MAKE = { clarky: clarkyKey, klipy: klipyKey, agentclara: agentclaraKey } as const;

/** What a server says of a request: let through or one too many, and its headers. */
type Limit = (now: number, epoch: number) => { readonly refused: boolean; readonly headers: Record<string, string> };

function headersOf(limit: number, remaining: number, reset: number | null): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(Math.floor(remaining)),
    ...(reset === null ? {} : { 'x-ratelimit-reset': String(reset) }),
  };
}

/** A window that begins with the first request. */
function windowed(limit: number, length: number, unit: 'epoch' | 'seconds' | 'none'): Limit {
  let [used, since] = [0, Number.NEGATIVE_INFINITY];
  return (now, epoch) => {
    if (now - since >= length) [used, since] = [0, now];
    const refused = used >= limit;
    if (!refused) used++;
    const left = since + length - now;
    const reset = unit === 'none' ? null : Math.ceil((unit === 'epoch' ? epoch + left : left) / 1000);
    return { refused, headers: headersOf(limit, limit - used, reset) };
  };
}

/** A bucket that fills evenly; its reset is when it will be full, or a minute from now. */
function bucket(perMinute: number, burst: number, reset: 'full' | 'a minute' | 'none'): Limit {
  let [tokens, at] = [burst, 0];
  return (now) => {
    tokens = Math.min(burst, tokens + ((now - at) * perMinute) / 60_000);
    at = now;
    const refused = tokens < 1;
    if (!refused) tokens--;
    const full = Math.ceil(((burst - tokens) * 60) / perMinute);
    return { refused, headers: headersOf(perMinute, tokens, reset === 'none' ? null : reset === 'full' ? full : 60) };
  };
}

const silent =
  (limit: Limit): Limit =>
  (now, epoch) => ({ ...limit(now, epoch), headers: {} });

interface Played {
  readonly seconds: number;
  readonly overruns: number;
  readonly states: Set<string>;
}

/** @param limitOf the limit that a request counts for, by its key; null for none */
async function play(
  provider: keyof typeof MAKE,
  count: number,
  limitOf: (key: string | undefined) => Limit | null,
  good?: unknown,
): Promise<Played> {
  const time = new VirtualTime();
  const findings = Array.from({ length: count }, () => findingOf(provider, MAKE[provider]()));
  const known = new Set(findings.map(({ secret }) => secret.reveal()));
  let overruns = 0;
  const transport: Transport = {
    async send({ headers: sent }: OutgoingRequest): Promise<Answer> {
      await time.sleep(LATENCY / 2);
      const value = String(sent['authorization'] ?? sent['x-klipy-api-key']).replace('Bearer ', '');
      const key = known.has(value) ? value : undefined;
      const { refused, headers } = limitOf(key)?.(time.monotonic(), time.epoch()) ?? { refused: false, headers: {} };
      await time.sleep(LATENCY / 2);
      if (refused) overruns++;
      if (refused) return { status: 429, headers: { ...headers, 'retry-after': '1' }, body: '{}', complete: true };
      const isGood = good !== undefined && key !== undefined;
      return {
        status: isGood ? 200 : 401,
        headers,
        body: JSON.stringify(isGood ? good : REFUSALS[provider]),
        complete: true,
      };
    },
  };
  const verifier = createVerifier({ transport, clock: time, env: {}, deadlineMs: 3_600_000 });
  await verifier.verify(findings);
  await verifier.close();
  return {
    seconds: time.monotonic() / 1000,
    overruns,
    states: new Set(findings.map(({ validity }) => validity.state)),
  };
}

/** One limit for all. */
const forAll = (limit: Limit) => (): Limit => limit;

/** Servers that tell, and the seconds in which 2,000 keys can be asked for at best. */
const TELLING: readonly { says: string; limit: () => Limit; best: number }[] = [
  {
    says: 'a window of a minute that is not filled',
    limit: () => windowed(6000, 60_000, 'epoch'),
    best: (2000 / 16) * (LATENCY / 1000),
  },
  { says: 'a window of a minute, filled, epoch seconds', limit: () => windowed(700, 60_000, 'epoch'), best: 120 },
  { says: 'a window of a minute, filled, seconds remaining', limit: () => windowed(700, 60_000, 'seconds'), best: 120 },
  { says: 'a window of a second, seconds remaining', limit: () => windowed(100, 1000, 'seconds'), best: 20 },
  { says: 'a bucket with a burst of 100 that tells when it is full', limit: () => bucket(6000, 100, 'full'), best: 19 },
  { says: 'a bucket with a burst of 100 that tells a minute', limit: () => bucket(6000, 100, 'a minute'), best: 19 },
  { says: 'a bucket with a burst of 20', limit: () => bucket(6000, 20, 'full'), best: 19.8 },
  { says: 'a bucket that tells no reset', limit: () => bucket(6000, 100, 'none'), best: 19 },
];

describe('limits that are told', () => {
  it.each(TELLING)('$says: no 429, within 10 % of the best', async ({ limit, best }) => {
    const { seconds, overruns, states } = await play('clarky', 2000, forAll(limit()));
    expect({ overruns, states }).toEqual({ overruns: 0, states: new Set(['inactive']) });
    expect(seconds).toBeLessThan(best * 1.1 + 0.5);
  });
});

describe('limits of organisations, which only live keys meet', () => {
  const good = { object: 'authentication', data: {}, meta: {} };

  it.each([
    { organisations: 1, keys: 2000, best: 60 },
    { organisations: 8, keys: 2000, best: (2000 / 16) * (LATENCY / 1000) },
    { organisations: 2, keys: 2000, best: 60 },
  ])(
    '$organisations × 1,000 a minute, $keys keys: no 429, within 10 % of the best',
    async ({ organisations, keys, best }) => {
      const limits = Array.from({ length: organisations }, () => windowed(1000, 60_000, 'seconds'));
      const members = new Map<string, Limit>();
      const limitOf = (key: string | undefined): Limit | null => {
        if (key === undefined) return null;
        const limit = members.get(key) ?? limits[members.size % organisations] ?? null;
        if (limit !== null) members.set(key, limit);
        return limit;
      };
      const { seconds, overruns, states } = await play('klipy', keys, limitOf, good);
      expect({ overruns, states }).toEqual({ overruns: 0, states: new Set(['active']) });
      expect(seconds).toBeLessThan(best * 1.1 + 0.5);
    },
  );
});

describe('limits that are not told', () => {
  it("keeps below AgentClara's published figure in every minute", async () => {
    const { seconds, overruns } = await play('agentclara', 2000, forAll(silent(windowed(1000, 60_000, 'none'))));
    expect(overruns).toBe(0);
    expect(seconds).toBeLessThan(140);
  });

  it('asks for keys without a limit of their own as fast as answers come', async () => {
    const { seconds } = await play('clarky', 2000, forAll(silent(windowed(1e9, 60_000, 'none'))));
    expect(seconds).toBeLessThan(3);
  });

  it('goes on after a 429 it could not foresee, and finds every verdict', async () => {
    const { overruns, states } = await play('klipy', 300, forAll(silent(windowed(200, 3000, 'none'))));
    expect(overruns).toBeLessThan(60);
    expect(states).toEqual(new Set(['inactive']));
  });
});
