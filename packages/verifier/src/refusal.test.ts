import { describe, expect, it } from 'vitest';
import {
  endOf,
  isSameRefusal,
  refusalOf,
  refusesForSomethingElse,
  saysNoKeyArrived,
  speaksOfDeadKey,
  withoutKey,
} from './refusal.ts';
import type { Refusal } from './refusal.ts';

const KEY = 'abcd1234EFGH5678';
const envelope = { has: [], code: 'code', message: 'message' };
const said = (message: string, code: string | null = null): Refusal => ({ status: 401, code, message, rest: '' });
const refusal = (body: unknown, headers: Record<string, string> = {}, key = KEY): Refusal =>
  refusalOf({ status: 401, headers, body: '', complete: true }, body, envelope, key);

describe('two refusals', () => {
  const one = refusal({ code: 'unauthorized', message: 'Invalid API key', details: null });

  it.each([
    { says: 'in other words', body: { code: 'unauthorized', message: 'Key lacks a scope', details: null } },
    { says: 'with another code', body: { code: 'scope', message: 'Invalid API key', details: null } },
    {
      says: 'with details of its own',
      body: { code: 'unauthorized', message: 'Invalid API key', details: { scope: 'read' } },
    },
    {
      says: 'with a hint more',
      body: { code: 'unauthorized', message: 'Invalid API key', details: null, hint: 'use test' },
    },
  ])('are not the same $says', ({ body }) => {
    expect(isSameRefusal(one, refusal(body))).toBe(false);
  });

  it('are not the same where the challenge differs', () => {
    const body = { code: 'unauthorized', message: 'Invalid API key', details: null };
    expect(isSameRefusal(one, refusal(body, { 'www-authenticate': 'Bearer error="insufficient_scope"' }))).toBe(false);
  });

  it('are the same but for ids, times and the key that they echo', () => {
    const body = (id: string, key: string): unknown => ({
      code: 'unauthorized',
      message: `Invalid API key …${key.slice(-4)}`,
      requestId: id,
      at: `2026-11-21T${id}`,
      key,
    });
    expect(
      isSameRefusal(refusal(body('10:01', KEY)), refusal(body('10:02', 'zyxw9876VUTS5432'), {}, 'zyxw9876VUTS5432')),
    ).toBe(true);
  });

  it('hold nothing of the key', () => {
    const whole = refusal(
      { code: KEY, message: `no ${KEY.slice(2, 9)}… ${KEY}`, [KEY]: 1, list: [KEY] },
      { 'www-authenticate': KEY },
    );
    expect(JSON.stringify({ ...whole, rest: whole.rest.replaceAll(`"${KEY}"`, '') })).not.toMatch(/cd1234E|EFGH/);
  });
});

describe('the end of a key', () => {
  it.each([
    ['API key has expired', null, 'expired'],
    ['Unauthorized', 'key_expired', 'expired'],
    ['Unauthorized', 'expired', 'expired'],
    ['This token was revoked.', 'unauthorized', 'revoked'],
    ['Your API key has expired. Create a new one in your workspace settings.', 'unauthorized', 'expired'],
    ['Invalid API key', 'unauthorized', null],
    ['Missing, expired or revoked key', null, null],
    ['Your trial has expired', null, null],
    ['Session expired', null, null],
    ['The key is not expired', null, null],
    ['API key expired', 'plan_expired', null],
    ['The key may have been revoked', null, null],
    ['Unexpired key', null, null],
  ])('“%s” (%s): %s', (message, code, end) => {
    expect(endOf(said(message, code))).toBe(end);
  });
});

describe('what a refusal speaks of', () => {
  it.each(['Missing API key', 'No API key provided', 'Authorization header required'])(
    'no key arrived: %s',
    (message) => {
      expect(saysNoKeyArrived(said(message))).toBe(true);
    },
  );

  it('a key that is missing or invalid did perhaps arrive', () => {
    expect(saysNoKeyArrived(said('Missing or invalid API key'))).toBe(false);
  });

  it.each(['API key revoked', 'Invalid API key', 'Unknown key', 'Key not found', 'Workspace suspended'])(
    'a dead key: %s',
    (message) => {
      expect(speaksOfDeadKey(said(message, 'forbidden'))).toBe(true);
    },
  );

  it.each([
    'Forbidden',
    'Invalid scope',
    'This key does not have the read scope',
    'Conversation not found',
    'Not authorized',
  ])('a live one: %s', (message) => {
    expect(speaksOfDeadKey(said(message, 'forbidden'))).toBe(false);
  });

  it.each(['Your IP is not in the allowlist', 'Too many failed attempts', 'Not available in your region'])(
    'something else than the key: %s',
    (message) => {
      expect(refusesForSomethingElse(said(message))).toBe(true);
    },
  );
});

describe('a text without the key', () => {
  it.each([`x ${KEY} y`, `…${KEY.slice(-4)}`, `${KEY.slice(0, 8)}****`, `("${KEY.slice(3, 12)}")`])('%s', (text) => {
    expect(withoutKey(text, KEY)).not.toMatch(/[a-d1-8E-H]{4}/);
  });
});
