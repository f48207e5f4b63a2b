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

async function play(
  provider: keyof typeof MAKE,
  count: number,
  limit: Limit,
): Promise<{ seconds: number; overruns: number; states: Set<string> }> {
  const time = new VirtualTime();
  let overruns = 0;
  const transport: Transport = {
    async send(_request: OutgoingRequest): Promise<Answer> {
      await time.sleep(LATENCY / 2);
      const { refused, headers } = limit(time.monotonic(), time.epoch());
      await time.sleep(LATENCY / 2);
      if (refused) overruns++;
      return refused
        ? { status: 429, headers: { ...headers, 'retry-after': '1' }, body: '{}', complete: true }
        : { status: 401, headers, body: JSON.stringify(REFUSALS[provider]), complete: true };
    },
  };
  const findings = Array.from({ length: count }, () => findingOf(provider, MAKE[provider]()));
  const verifier = createVerifier({ transport, clock: time, env: {}, deadlineMs: 3_600_000 });
  await verifier.verify(findings);
  await verifier.close();
  return {
    seconds: time.monotonic() / 1000,
    overruns,
    states: new Set(findings.map(({ validity }) => validity.state)),
  };
}

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
    const { seconds, overruns, states } = await play('clarky', 2000, limit());
    expect({ overruns, states }).toEqual({ overruns: 0, states: new Set(['inactive']) });
    expect(seconds).toBeLessThan(best * 1.1 + 0.5);
  });
});

describe('limits that are not told', () => {
  it("keeps below AgentClara's published figure in every minute", async () => {
    const { seconds, overruns } = await play('agentclara', 2000, silent(windowed(1000, 60_000, 'none')));
    expect(overruns).toBe(0);
    expect(seconds).toBeLessThan(140);
  });

  it('asks for keys without a limit of their own as fast as answers come', async () => {
    const { seconds } = await play('clarky', 2000, silent(windowed(1e9, 60_000, 'none')));
    expect(seconds).toBeLessThan(3);
  });

  it('goes on after a 429 it could not foresee, and finds every verdict', async () => {
    const { overruns, states } = await play('klipy', 300, silent(windowed(200, 3000, 'none')));
    expect(overruns).toBeLessThan(60);
    expect(states).toEqual(new Set(['inactive']));
  });
});
