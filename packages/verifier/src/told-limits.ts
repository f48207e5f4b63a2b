/** What a server tells of its limits: `X-RateLimit-*` or `RateLimit-*`, and `Retry-After`, in every unit that is about. */
import type { AnswerHeaders } from './answer.ts';

/** Instants are milliseconds from now, so that a server whose clock is wrong does no harm. */
export interface ToldLimits {
  readonly limit: number;
  readonly remaining: number;
  readonly resetIn: number | null;
}

/** Seconds since 1970 or seconds from now? No window of a rate limit lasts thirty years. */
const EPOCH_SECONDS_FROM = 1e9;
const EPOCH_MILLISECONDS_FROM = 1e11;

export function toldLimits(headers: AnswerHeaders, epochNow: number): ToldLimits | null {
  const limit = count(header(headers, 'limit'));
  const remaining = count(header(headers, 'remaining'));
  if (limit === null || remaining === null) return null;
  return { limit, remaining, resetIn: resetIn(header(headers, 'reset'), serverNow(headers, epochNow)) };
}

/** Milliseconds that the server asks to wait; null where it does not. */
export function retryAfter(headers: AnswerHeaders, epochNow: number): number | null {
  const value = headers['retry-after']?.trim();
  if (value === undefined || value === '') return null;
  if (/^\d+(?:\.\d+)?$/.test(value)) return Number(value) * 1000;
  return until(value, serverNow(headers, epochNow));
}

function header(headers: AnswerHeaders, name: string): string | undefined {
  return headers[`x-ratelimit-${name}`] ?? headers[`ratelimit-${name}`] ?? headers[`x-rate-limit-${name}`];
}

/** The first number: `100, 100;w=60` is 100. */
function count(value: string | undefined): number | null {
  const found = /^\s*(\d{1,15})(?:$|[\s,;.])/.exec(value ?? '')?.[1];
  return found === undefined ? null : Number(found);
}

function resetIn(value: string | undefined, now: number): number | null {
  if (value === undefined) return null;
  const number = /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : null;
  if (number === null) {
    return until(value, now);
  }
  if (number >= EPOCH_MILLISECONDS_FROM) return Math.max(0, number - now);
  return number >= EPOCH_SECONDS_FROM ? Math.max(0, number * 1000 - now) : number * 1000;
}

/** `Date.parse` takes a bare number for a year. */
function until(value: string, now: number): number | null {
  const date = value.includes(':') ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** The server's own clock where it tells it; it is exact to a second only, which is what resets are too. */
function serverNow(headers: AnswerHeaders, epochNow: number): number {
  const date = Date.parse(headers['date'] ?? '');
  return Number.isNaN(date) || Math.abs(date - epochNow) < 2000 ? epochNow : date;
}
