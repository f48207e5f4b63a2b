import { describe, expect, it } from 'vitest';
import { retryAfter, toldLimits } from './told-limits.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const seconds = (count: number): string => String(NOW / 1000 + count);
const told = (headers: Record<string, string>): number | null | undefined =>
  toldLimits({ 'x-ratelimit-limit': '120', 'x-ratelimit-remaining': '7', ...headers }, NOW)?.resetIn;

describe('a reset', () => {
  it.each([
    ['seconds since 1970', seconds(30), 30_000],
    ['seconds from now', '30', 30_000],
    ['milliseconds since 1970', String(NOW + 30_000), 30_000],
    ['a date', 'Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
    ['an instant that is over', seconds(-30), 0],
    ['nothing that can be read', 'soon', null],
  ])('may be %s', (_says, value, expected) => {
    expect(told({ 'x-ratelimit-reset': value })).toBe(expected);
  });

  it('is read by the server’s clock where it differs from ours', () => {
    const date = new Date(NOW + 3_600_000).toUTCString();
    expect(told({ 'x-ratelimit-reset': seconds(3630), date })).toBe(30_000);
  });
});

describe('limits', () => {
  it('are told under the draft’s names too', () => {
    expect(
      toldLimits({ 'ratelimit-limit': '100, 100;w=60', 'ratelimit-remaining': '5', 'ratelimit-reset': '9' }, NOW),
    ).toEqual({ limit: 100, remaining: 5, resetIn: 9000 });
  });

  it.each([{}, { 'x-ratelimit-limit': '5' }, { 'x-ratelimit-limit': '-5', 'x-ratelimit-remaining': 'x' }])(
    'are not told by %o',
    (headers) => {
      expect(toldLimits(headers as Record<string, string>, NOW)).toBeNull();
    },
  );
});

describe('Retry-After', () => {
  it.each([
    ['2', 2000],
    ['0', 0],
    ['Sat, 21 Nov 2026 12:00:05 GMT', 5000],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
    ['-1', null],
    ['soon', null],
  ])('%s', (value, expected) => {
    expect(retryAfter({ 'retry-after': value }, NOW)).toBe(expected);
  });
});
