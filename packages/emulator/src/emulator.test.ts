/** The emulator behaves as the providers' documentation says. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEmulator } from './emulator.ts';
import type { Emulator } from './emulator.ts';
import { seeded, tail } from './demo.ts';
import type { ProviderId } from './state.ts';

let emulator: Emulator;
const random = seeded(1);
const key = tail(30, random);

beforeEach(async () => {
  emulator = await startEmulator({ limits: 'published', record: true });
});

afterEach(async () => {
  await emulator.close();
});

async function ask(
  provider: ProviderId,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; body: unknown; headers: Headers }> {
  const response = await fetch(emulator.endpoints[provider] + path, { headers, method, redirect: 'manual' });
  return { status: response.status, body: await response.json(), headers: response.headers };
}

async function order(name: string, body: unknown): Promise<number> {
  return (await fetch(`${emulator.url}/_emulator/${name}`, { method: 'POST', body: JSON.stringify(body) })).status;
}

describe('Clarky', () => {
  const bearer = { authorization: `Bearer ${key}` };

  it('answers 401 in its envelope without a key, and ever after a revocation', async () => {
    const refusal = { status: 401, body: { error: { code: 'unauthorized', message: 'Missing or invalid API key' } } };
    expect(await ask('clarky', '/contacts')).toMatchObject(refusal);
    emulator.state.add({ provider: 'clarky', value: key });
    expect((await ask('clarky', '/contacts?page=1', bearer)).status).toBe(200);
    expect(await order('revoke', { provider: 'clarky', value: key })).toBe(200);
    expect(await ask('clarky', '/contacts', bearer)).toMatchObject(refusal);
  });

  it('denies with 403 what a scope does not cover', async () => {
    emulator.state.add({ provider: 'clarky', value: key, scopes: ['read'] });
    expect(await ask('clarky', '/contacts', bearer, 'POST')).toMatchObject({
      status: 403,
      body: { error: { code: 'forbidden' } },
    });
  });

  it('limits a key to 120 reads a minute, and tells so in epoch seconds', async () => {
    emulator.state.add({ provider: 'clarky', value: key });
    const answers = await Promise.all(Array.from({ length: 121 }, () => ask('clarky', '/pipelines', bearer)));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
    const last = answers.find(({ status }) => status === 429);
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(Number(last?.headers.get('x-ratelimit-reset'))).toBeGreaterThan(1e9);
    expect(last?.body).toMatchObject({ error: { code: 'rate_limited' } });
    expect(emulator.overruns()).toBe(1);
  });
});

describe('Clarify', () => {
  const path = '/workspaces/acme/schemas';

  it('knows its own scheme, the slug and nothing else', async () => {
    emulator.state.add({ provider: 'clarify', value: key });
    emulator.state.add({ provider: 'clarify', value: tail(30, random), workspace: 'globex' });
    const own = { authorization: `api-key ${key}` };
    const statuses = await Promise.all([
      ask('clarify', path, own),
      ask('clarify', path, { authorization: `Bearer ${key}` }),
      ask('clarify', '/workspaces/globex/schemas', own),
      ask('clarify', '/workspaces/nowhere/schemas', own),
      ask('clarify', '/schemas', own),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([200, 401, 401, 404, 400]);
    expect(statuses[1]?.body).toMatchObject({ errors: [{ status: '401', detail: expect.any(String) as string }] });
    expect(Number(statuses[0]?.headers.get('x-ratelimit-reset'))).toBeLessThan(61);
  });
});

describe('Klipy', () => {
  it('takes both headers, and says when a key has expired, by a clock that can be told', async () => {
    expect(await order('keys', { provider: 'klipy', value: key, expires: '2026-06-01T00:00:00Z' })).toBe(200);
    expect(await order('clock', { now: '2026-05-31T23:59:00Z' })).toBe(200);
    expect((await ask('klipy', '/authenticate', { 'x-klipy-api-key': key })).body).toMatchObject({
      object: 'authentication',
      data: { organization: { name: 'acme Ltd' } },
    });
    expect((await ask('klipy', '/people', { authorization: `Bearer ${key}` })).status).toBe(200);
    await order('clock', { advance: 120 });
    expect(await ask('klipy', '/people', { 'x-klipy-api-key': key })).toMatchObject({
      status: 401,
      body: { code: 'key_expired' },
    });
  });

  it('keeps a narrow key to its scopes', async () => {
    emulator.state.add({ provider: 'klipy', value: key, scopes: ['people:read'] });
    const own = { 'x-klipy-api-key': key };
    const statuses = await Promise.all([
      ask('klipy', '/people', own),
      ask('klipy', '/companies', own),
      ask('klipy', '/authenticate', own),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([200, 403, 403]);
  });
});

describe('AgentClara', () => {
  it('refuses a key of another environment as one that it never knew', async () => {
    emulator.state.add({ provider: 'agentclara', value: key, environment: 'test' });
    expect(await ask('agentclara', '/conversations/x', { authorization: `Bearer ${key}` })).toMatchObject({
      status: 401,
      body: { success: false, error: 'Invalid API key' },
    });
  });
});

describe('faults', () => {
  it('come and go by order', async () => {
    expect(await order('faults', { fault: 'html-403', provider: 'clarky', after: 1, times: 1 })).toBe(200);
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await fetch(`${emulator.endpoints.clarky}/pipelines`)).status);
    expect(statuses).toEqual([401, 403, 401]);
    expect(await order('faults', { fault: 'no such fault' })).toBe(400);
  });

  it('are listed, and so are the requests', async () => {
    await ask('clarky', '/pipelines');
    const [faults, requests] = await Promise.all(
      ['faults', 'requests'].map(async (name): Promise<unknown> =>
        (await fetch(`${emulator.url}/_emulator/${name}`)).json(),
      ),
    );
    expect(Object.keys(faults as object).length).toBeGreaterThan(40);
    expect(requests).toMatchObject([{ method: 'GET', url: '/clarky/api/v1/pipelines', status: 401 }]);
  });
});
