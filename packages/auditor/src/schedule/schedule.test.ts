import { parse } from 'node-cron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { waitAfter } from '../notify/deliver.ts';
import { cronOf, cronTask, lastDue, timezoneOf } from './cron.ts';
import { Scheduler } from './scheduler.ts';
import { Status } from './status.ts';

describe('a schedule', () => {
  it.each([
    ['@quarterly', '0 0 1 1,4,7,10 *'],
    ['@Monthly', '0 0 1 * *'],
    ['@annually', '0 0 1 1 *'],
    [' 30 6 * * mon ', '30 6 * * mon'],
  ])('%s is %s', (schedule, expression) => {
    expect(cronOf(schedule)).toBe(expression);
  });

  it.each(['@reboot', '@never', '* * * * * *', '61 * * * *', 'tomorrow', ''])('%j is refused', (schedule) => {
    expect(() => cronOf(schedule)).toThrow('is no schedule');
  });

  it('has a time zone that there is', () => {
    expect(timezoneOf(undefined)).toBe('UTC');
    expect(timezoneOf('Europe/Berlin')).toBe('Europe/Berlin');
    expect(() => timezoneOf('Europe/Atlantis')).toThrow('is no time zone');
  });

  it.each([
    ['@quarterly', 'UTC', '2026-05-01T00:00:00Z', '2026-08-01T00:00:00Z', '2026-07-01T00:00:00.000Z'],
    ['@quarterly', 'Europe/Berlin', '2026-05-01T00:00:00Z', '2026-08-01T00:00:00Z', '2026-06-30T22:00:00.000Z'],
    ['@quarterly', 'Asia/Kathmandu', '2026-05-01T00:00:00Z', '2026-08-01T00:00:00Z', '2026-06-30T18:15:00.000Z'],
    ['@quarterly', 'UTC', '2026-07-01T00:00:00Z', '2026-08-01T00:00:00Z', null],
    ['@yearly', 'UTC', '2025-06-01T00:00:00Z', '2026-06-01T00:00:00Z', '2026-01-01T00:00:00.000Z'],
    ['7 3 * * *', 'UTC', '2026-06-01T00:00:00Z', '2026-06-03T03:06:59Z', '2026-06-02T03:07:00.000Z'],
    // The hour that the clocks leave out.
    ['30 2 29 3 *', 'Europe/Berlin', '2026-03-28T00:00:00Z', '2026-03-30T00:00:00Z', null],
  ])('%s in %s was due between %s and %s at %s', (schedule, timezone, after, until, due) => {
    const expression = cronOf(schedule);
    const task = cronTask(expression, timezone, () => Promise.resolve());
    const found = lastDue(task, parse(expression).minute, new Date(after), new Date(until));
    expect(found?.toISOString() ?? null).toBe(due);
  });
});

describe('a scheduler', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  /** What happens from an instant on, until the clock is somewhere else. */
  function begin(from: string, last: { startedAt: Date; isFinished: boolean } | null, duration = 60_000) {
    vi.setSystemTime(new Date(from));
    const stop = new AbortController();
    const runs: string[] = [];
    const seen = { delivered: 0, atOnce: 0, most: 0, failures: 0 };
    const state = { last };
    const scheduler = new Scheduler({
      expression: cronOf('@quarterly'),
      timezone: 'Europe/Berlin',
      now: () => new Date(),
      last: () => Promise.resolve(state.last),
      run: async () => {
        runs.push(new Date().toISOString());
        state.last = { startedAt: new Date(), isFinished: true };
        seen.most = Math.max(seen.most, ++seen.atOnce);
        await new Promise((done) => setTimeout(done, duration));
        seen.atOnce--;
        if (runs.length === 1) throw new Error('the first one fails');
      },
      deliver: () => {
        seen.delivered++;
        return Promise.resolve();
      },
      onFailure: () => seen.failures++,
      signal: stop.signal,
    });
    return { scheduler, stop, runs, seen, stopped: scheduler.untilStopped() };
  }

  it('runs when it is due, goes on after a failure, and ends when it is told to', async () => {
    const { stop, runs, seen, stopped, scheduler } = begin('2026-06-25T00:00:00Z', null);
    await vi.advanceTimersByTimeAsync(0);
    expect(scheduler.nextRun()?.toISOString()).toBe('2026-06-30T22:00:00.000Z');
    await vi.advanceTimersByTimeAsync(100 * 24 * 3600_000);
    expect(runs).toEqual(['2026-06-30T22:00:00.000Z', '2026-09-30T22:00:00.000Z']);
    expect(seen).toMatchObject({ most: 1, failures: 1 });
    expect(seen.delivered).toBeGreaterThan(1000);
    stop.abort();
    await stopped;
    await vi.advanceTimersByTimeAsync(200 * 24 * 3600_000);
    expect(runs).toHaveLength(2);
  });

  it.each([
    ['was due while nobody ran', { startedAt: new Date('2026-04-01T00:00:00Z'), isFinished: true }, 1],
    ['was cut off', { startedAt: new Date('2026-07-02T00:00:00Z'), isFinished: false }, 1],
    ['was not due', { startedAt: new Date('2026-07-02T00:00:00Z'), isFinished: true }, 0],
    ['never was', null, 0],
  ])('makes up for an audit that %s', async (_what, last, number) => {
    const { stop, runs, stopped } = begin('2026-07-15T00:00:00Z', last);
    await vi.advanceTimersByTimeAsync(3600_000);
    expect(runs).toHaveLength(number);
    stop.abort();
    await stopped;
  });

  it('lets what is under way come to its end', async () => {
    const cutOff = { startedAt: new Date('2026-07-02T00:00:00Z'), isFinished: false };
    const { stop, seen, stopped, scheduler } = begin('2026-09-25T00:00:00Z', cutOff, 20 * 24 * 3600_000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(scheduler.isRunning).toBe(true);
    // Due again, and still running: no second one.
    await vi.advanceTimersByTimeAsync(10 * 24 * 3600_000);
    expect(seen.most).toBe(1);
    stop.abort();
    await vi.advanceTimersByTimeAsync(10 * 24 * 3600_000);
    await stopped;
    expect(seen.atOnce).toBe(0);
  });
});

describe('the status', () => {
  const outbox = { pending: 2, delivered: 5, failing: 1, failure: 'slack: example answered 500.' };
  const begin = (): Status =>
    new Status({
      nextRun: () => new Date('2026-07-01T00:00:00Z'),
      isRunning: () => false,
      outbox: () => Promise.resolve(outbox),
    });

  it('is on loopback alone', async () => {
    await expect(begin().listen('0.0.0.0:9470')).rejects.toThrow('on loopback');
    await expect(begin().listen('example.com:9470')).rejects.toThrow('on loopback');
  });

  it('says how it goes, to people and to Prometheus', async () => {
    const status = begin();
    const server = await status.listen('127.0.0.1:0');
    const { url } = server;
    try {
      const well = await fetch(`${url}/healthz`);
      expect([well.status, await well.json()]).toMatchObject([
        200,
        { status: 'ok', outbox, nextRun: '2026-07-01T00:00:00.000Z' },
      ]);
      status.failed('The ledger broke.');
      const failing = await fetch(`${url}/healthz`);
      expect([failing.status, await failing.json()]).toMatchObject([
        503,
        { status: 'failing', failure: 'The ledger broke.' },
      ]);
      const metrics = await (await fetch(`${url}/metrics`)).text();
      expect(metrics).toContain('keyturn_audit_runs_total{result="failure"} 1');
      expect(metrics).toContain('keyturn_outbox_failing 1');
      expect(metrics).toContain('keyturn_audit_next_run_timestamp_seconds 1782864000');
      expect((await fetch(`${url}/secrets`)).status).toBe(404);
    } finally {
      await server.close();
    }
  });
});

it('waits longer each time, and as long as it is asked to', () => {
  expect([0, 1, 2, 30].map((attempts) => waitAfter(attempts, null))).toEqual([60_000, 120_000, 240_000, 21_600_000]);
  expect(waitAfter(0, 300)).toBe(300_000);
  expect(waitAfter(0, 1e9)).toBe(21_600_000);
});
