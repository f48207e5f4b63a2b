/** Before an endpoint is believed, a random key must be refused by it, and again after it accepted one. */
import { FAULTS, startEmulator } from '@keyturn/emulator';
import type { Emulator } from '@keyturn/emulator';
import { createVerifier } from '@keyturn/verifier';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { containing } from './containing.ts';
import { clarkyKey, findingOf, hastyClock, klipyKey } from './findings.ts';

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({ record: true });
});

afterEach(async () => {
  await emulator.close();
});

const make = (): ReturnType<typeof createVerifier> =>
  createVerifier({ endpoints: emulator.endpoints, env: {}, clock: hastyClock() });
const sent = (): string[] =>
  emulator.received.map(({ headers }) => String(headers['authorization'] ?? headers['x-klipy-api-key']));

describe('the control probe', () => {
  it('goes first, with a key of the same shape that nobody was given', async () => {
    const value = clarkyKey(31);
    await make().verify([findingOf('clarky', value)]);
    const [control, key] = sent();
    expect(key).toBe(`Bearer ${value}`);
    expect(control).toMatch(/^Bearer ck_live_[A-Za-z0-9]{31}$/);
    expect(control).not.toBe(key);
  });

  it('goes once for each endpoint and shape of a run', async () => {
    const findings = Array.from({ length: 40 }, () => findingOf('clarky', clarkyKey()));
    await make().verify(findings);
    expect(sent()).toHaveLength(41);
  });

  it('is another one in each run', async () => {
    const verifier = make();
    await verifier.verify([findingOf('clarky', clarkyKey())]);
    await verifier.verify([findingOf('clarky', clarkyKey())]);
    expect(new Set(sent()).size).toBe(4);
  });

  it.each(
    Object.keys(FAULTS).filter(
      (fault) => !['accept-in-turn', 'accept-every-third', 'silent', 'slow-body'].includes(fault),
    ),
  )('keeps the key back where the endpoint answers it with %s', async (fault) => {
    const value = clarkyKey();
    emulator.state.add({ provider: 'clarky', value });
    emulator.faults.order({ fault });
    const finding = findingOf('clarky', value);
    await make().verify([finding]);
    expect(finding.validity.state).toBe('unknown');
    expect(sent()).not.toContain(`Bearer ${value}`);
  });

  it('catches an endpoint that begins to accept anything after it', async () => {
    emulator.faults.order({ fault: 'accept-anything', after: 1 });
    const finding = findingOf('clarky', clarkyKey());
    await make().verify([finding]);
    expect(finding.validity).toMatchObject({
      state: 'unknown',
      reason: containing('did not refuse a random key afterwards'),
    });
  });

  it('is repeated after all keys, thrice, and only where a key seemed active', async () => {
    const live = [clarkyKey(), clarkyKey(), clarkyKey()];
    for (const value of live) emulator.state.add({ provider: 'clarky', value });
    const findings = [...live, clarkyKey()].map((value) => findingOf('clarky', value));
    await make().verify(findings);
    expect(findings.map(({ validity }) => validity.state)).toEqual(['active', 'active', 'active', 'inactive']);
    expect(sent()).toHaveLength(1 + 4 + 3);
    expect(
      sent()
        .slice(-3)
        .filter((header) => live.includes(header.slice(7))),
    ).toEqual([]);
  });
});

describe('one flight for each key', () => {
  it('asks once for thousands of findings of one key', async () => {
    const value = clarkyKey();
    const findings = Array.from({ length: 3000 }, () => findingOf('clarky', value));
    await make().verify(findings);
    expect(sent().filter((header) => header.includes(value))).toHaveLength(1);
    expect(new Set(findings.map(({ validity }) => validity.state))).toEqual(new Set(['inactive']));
  });

  it('shares it between runs that overlap, and keeps the verdict for the next', async () => {
    const value = clarkyKey();
    const verifier = make();
    const findings = [findingOf('clarky', value), findingOf('clarky', value), findingOf('clarky', value)];
    await Promise.all([verifier.verify(findings.slice(0, 1)), verifier.verify(findings.slice(1, 2))]);
    await verifier.verify(findings.slice(2));
    expect(sent().filter((header) => header.includes(value))).toHaveLength(1);
    expect(findings.map(({ validity }) => validity.state)).toEqual(['inactive', 'inactive', 'inactive']);
  });

  it('forgets a verdict in time, and an unknown one soon', async () => {
    const value = clarkyKey();
    const clock = hastyClock();
    const verifier = createVerifier({ endpoints: emulator.endpoints, env: {}, clock });
    const takeBack = emulator.faults.order({ fault: 'html-200', after: 1 });
    const finding = findingOf('clarky', value);
    await verifier.verify([finding]);
    expect(finding.validity.state).toBe('unknown');
    takeBack();
    await verifier.verify([finding]);
    expect(finding.validity.state).toBe('unknown');
    await clock.sleep(6000);
    await verifier.verify([finding]);
    expect(finding.validity.state).toBe('inactive');
    emulator.state.add({ provider: 'clarky', value });
    await clock.sleep(11 * 60_000);
    await verifier.verify([finding]);
    expect(finding.validity.state).toBe('active');
  });

  it('takes every suppression from a key that is active, and from no other', async () => {
    const value = clarkyKey();
    emulator.state.add({ provider: 'clarky', value });
    const mark = { by: 'inline', reason: 'an old one', owner: null, expires: null } as const;
    const findings = [
      findingOf('clarky', value, { suppressed: mark }),
      findingOf('clarky', clarkyKey(), { suppressed: mark }),
    ];
    for (const { occurrences } of findings) for (const occurrence of occurrences) occurrence.suppressed = mark;
    await make().verify(findings);
    expect(findings.map(({ suppressed, occurrences }) => [suppressed, occurrences[0]?.suppressed])).toEqual([
      [null, null],
      [mark, mark],
    ]);
  });

  it('dates its verdicts by the clock that the user sets', async () => {
    const finding = findingOf('clarky', clarkyKey());
    await createVerifier({
      endpoints: emulator.endpoints,
      env: {},
      now: () => new Date('2025-01-02T03:04:05Z'),
    }).verify([finding]);
    expect(finding.validity.checkedAt).toBe('2025-01-02T03:04:05.000Z');
  });

  it('tells what else the provider told', async () => {
    emulator.setLimits('published');
    const value = klipyKey();
    emulator.state.add({ provider: 'klipy', value, workspace: 'globex' });
    const verifier = make();
    const finding = findingOf('klipy', value);
    await verifier.verify([finding]);
    expect(verifier.verdictOf(finding)).toMatchObject({
      facts: { organisation: 'globex Ltd' },
      rateLimit: { limit: 200, remaining: 199 },
    });
    expect(JSON.stringify(finding)).not.toContain('globex');
  });
});

describe('what passes', () => {
  it.each(['storm-429', 'status-503', 'reset', 'status-500', 'cut-body', 'close'])(
    'is tried again after %s, and the verdict found',
    async (fault) => {
      const [live, dead] = [clarkyKey(), clarkyKey()];
      emulator.state.add({ provider: 'clarky', value: live });
      emulator.faults.order({ fault, after: 1, times: 2 });
      const findings = [findingOf('clarky', live), findingOf('clarky', dead)];
      await make().verify(findings);
      expect(findings.map(({ validity }) => validity.state)).toEqual(['active', 'inactive']);
    },
  );

  it('is not waited for beyond the deadline, nor when the wait is a day', async () => {
    emulator.faults.order({ fault: 'retry-after-a-day' });
    const clock = hastyClock();
    const finding = findingOf('clarky', clarkyKey());
    await createVerifier({ endpoints: emulator.endpoints, env: {}, clock }).verify([finding]);
    expect(finding.validity).toMatchObject({ state: 'unknown', reason: containing('429') });
    expect(clock.slept).toBeLessThan(10_000);
  });

  it('is given up for an endpoint that does not answer: it is left alone', async () => {
    emulator.faults.order({ fault: 'reset', after: 1 });
    const findings = Array.from({ length: 200 }, () => findingOf('clarky', clarkyKey()));
    await make().verify(findings);
    expect(new Set(findings.map(({ validity }) => validity.state))).toEqual(new Set(['unknown']));
    expect(emulator.received.length).toBeLessThan(90);
  });

  it('ends when the run is interrupted: every key that was not asked for says so', async () => {
    const stop = new AbortController();
    emulator.faults.order({ fault: 'silent', after: 1 });
    const findings = Array.from({ length: 50 }, () => findingOf('clarky', clarkyKey()));
    const run = createVerifier({ endpoints: emulator.endpoints, env: {}, signal: stop.signal }).verify(findings);
    while (emulator.received.length < 5) await new Promise((done) => setImmediate(done));
    stop.abort();
    await run;
    expect(new Set(findings.map(({ validity }) => validity.reason))).toEqual(
      new Set(['The verification was interrupted.']),
    );
  });
});
