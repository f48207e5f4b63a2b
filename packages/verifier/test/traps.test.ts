/** The traps of each provider, one by one: what a careless verifier would get wrong. */
import { startEmulator } from '@keyturn/emulator';
import type { Emulator } from '@keyturn/emulator';
import type { Finding } from '@keyturn/scanner';
import { createVerifier } from '@keyturn/verifier';
import type { Extras, VerifierOptions } from '@keyturn/verifier';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { containing } from './containing.ts';
import { agentclaraKey, clarkyKey, findingOf, hastyClock, klipyKey, randomTail } from './findings.ts';

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({ record: true });
});

afterEach(async () => {
  await emulator.close();
});

async function verify(finding: Finding, options: VerifierOptions = {}, extras: Extras = {}): Promise<Finding> {
  const verifier = createVerifier({ endpoints: emulator.endpoints, env: {}, clock: hastyClock(), ...options });
  await verifier.verify([finding], extras);
  await verifier.close();
  return finding;
}

describe('Clarky', () => {
  it('takes 403 in its envelope for a live key that may not read', async () => {
    const value = clarkyKey();
    emulator.state.add({ provider: 'clarky', value, scopes: ['write'] });
    const { validity, severity } = await verify(findingOf('clarky', value));
    expect(validity).toMatchObject({ state: 'active', endpoint: `${emulator.endpoints.clarky}/pipelines?page_size=1` });
    expect(validity.reason).toContain('scopes do not cover it');
    expect(severity).toBe('critical');
  });

  it('does not take a 403 for active that speaks of a dead key', async () => {
    const value = clarkyKey();
    const body = { error: { code: 'forbidden', message: 'This API key was revoked' } };
    const { validity } = await verify(findingOf('clarky', value), { transport: answering(value, 403, body) });
    expect(validity.state).toBe('unknown');
  });

  it('asks for no customer data, honestly, and sends the key in one header only', async () => {
    const value = clarkyKey();
    emulator.state.add({ provider: 'clarky', value });
    await verify(findingOf('clarky', value), { version: '1.2.3' });
    const request = emulator.received.find(({ headers }) => headers['authorization'] === `Bearer ${value}`);
    expect(request).toMatchObject({ method: 'GET', url: '/clarky/api/v1/pipelines?page_size=1' });
    expect(request?.headers['user-agent']).toMatch(/^keyturn\/1\.2\.3 \(.*\+https:\/\/\S+\)$/);
    expect(Object.entries(request?.headers ?? {}).filter(([, header]) => String(header).includes(value))).toHaveLength(
      1,
    );
  });
});

describe('Klipy', () => {
  it.each([
    { scopes: ['people:read'], status: 403 },
    { scopes: ['companies:read'], status: 401 },
  ])('says unknown of a narrow key that is denied with $status', async ({ scopes }) => {
    const value = klipyKey();
    emulator.state.add({ provider: 'klipy', value, scopes });
    const { validity } = await verify(findingOf('klipy', value));
    expect(validity.state).toBe('unknown');
  });

  it('believes that a key has expired where Klipy says so', async () => {
    const value = klipyKey();
    emulator.state.add({ provider: 'klipy', value, expires: '2026-03-01T00:00:00Z' });
    emulator.state.setNow(Date.parse('2026-02-28T23:59:59Z'));
    expect((await verify(findingOf('klipy', value))).validity.state).toBe('active');
    emulator.state.advance(1000);
    const { validity, severity } = await verify(findingOf('klipy', value));
    expect(validity).toMatchObject({ state: 'inactive' });
    expect(validity.reason).toContain('expired');
    expect(severity).toBe('info');
  });

  it.each([
    'Your plan has expired',
    'This key is expired or not scoped',
    'Session expired',
    'Key not revoked, only paused',
  ])('does not read “%s” as the end of the key', async (message) => {
    const value = klipyKey();
    const { validity } = await verify(findingOf('klipy', value), {
      transport: answering(value, 401, { code: 'denied', message, details: null }),
    });
    expect(validity.state).toBe('unknown');
  });

  it('does not take a refusal for the same whose details name a scope', async () => {
    const value = klipyKey();
    const body = { code: 'unauthorized', message: 'Invalid API key', details: { required: 'people:read' } };
    const { validity } = await verify(findingOf('klipy', value), { transport: answering(value, 401, body) });
    expect(validity.state).toBe('unknown');
  });
});

describe('Clarify', () => {
  it('sends the api-key scheme, never Bearer', async () => {
    const value = randomTail(40);
    emulator.state.add({ provider: 'clarify', value });
    const { validity } = await verify(findingOf('clarify', value), { workspaces: ['acme'] });
    expect(validity.state).toBe('active');
    expect(
      emulator.received.every(({ headers }) => headers['authorization']?.toString().startsWith('api-key ') === true),
    ).toBe(true);
  });

  it('cannot check without a workspace, and sends nothing', async () => {
    const { validity } = await verify(findingOf('clarify', randomTail(40)));
    expect(validity.state).toBe('not-checked');
    expect(validity.reason).toMatch(/^Cannot check: .*--workspace/);
    expect(emulator.received).toEqual([]);
  });

  it('lets a slug of the scanned text prove a key active, and never inactive', async () => {
    const [live, dead] = [randomTail(40), randomTail(40)];
    emulator.state.add({ provider: 'clarify', value: live });
    const near = { slugsNear: () => ['acme'] };
    expect((await verify(findingOf('clarify', live), {}, near)).validity.state).toBe('active');
    const { validity } = await verify(findingOf('clarify', dead), {}, near);
    expect(validity).toMatchObject({ state: 'unknown', reason: containing('--workspace') });
  });

  it('takes the slugs that the scan found beside the key', async () => {
    const value = randomTail(40);
    emulator.state.add({ provider: 'clarify', value });
    expect((await verify(findingOf('clarify', value, { workspaces: ['acme'] }))).validity.state).toBe('active');
  });

  it("proves a key dead at the user's own workspace, though the text names one that does not exist", async () => {
    const dead = randomTail(40);
    emulator.state.add({ provider: 'clarify', value: randomTail(40) });
    const { validity } = await verify(
      findingOf('clarify', dead),
      { workspaces: ['acme'] },
      { slugsNear: () => ['nowhere'] },
    );
    expect(validity.state).toBe('inactive');
  });

  it('finds a key alive in the workspace that the text names, though the own one refuses it', async () => {
    const value = randomTail(40);
    emulator.state.add({ provider: 'clarify', value, workspace: 'globex' });
    emulator.state.add({ provider: 'clarify', value: randomTail(40) });
    const { validity } = await verify(
      findingOf('clarify', value),
      { workspaces: ['acme'] },
      { slugsNear: () => ['globex'] },
    );
    expect(validity).toMatchObject({ state: 'active', endpoint: containing('/workspaces/globex/') });
  });

  it('says unknown where the own workspace does not exist', async () => {
    const { validity } = await verify(findingOf('clarify', randomTail(40)), { workspaces: ['typo'] });
    expect(validity).toMatchObject({
      state: 'unknown',
      reason: containing('does not know this workspace'),
    });
  });

  it('sends no client secret or token as if it were an API key', async () => {
    const { validity } = await verify(findingOf('clarify', randomTail(40), { rule: 'clarify-oauth-secret' }), {
      workspaces: ['acme'],
    });
    expect(validity.state).toBe('not-checked');
    expect(emulator.received).toEqual([]);
  });
});

describe('AgentClara', () => {
  it('says unknown of a refused test key, which may be of another environment', async () => {
    const { validity, severity } = await verify(findingOf('agentclara', agentclaraKey('test')));
    expect(validity).toMatchObject({ state: 'unknown', reason: containing('environment') });
    expect(severity).toBe('low');
  });

  it('believes a test key that is answered', async () => {
    const value = agentclaraKey('test');
    emulator.state.add({ provider: 'agentclara', value });
    expect(await verify(findingOf('agentclara', value))).toMatchObject({
      validity: { state: 'active' },
      severity: 'medium',
    });
  });

  it('says unknown where the service looks for the conversation before it looks at the key', async () => {
    const careless = await startEmulator({ agentclara: { looksFirst: true }, record: true });
    const value = agentclaraKey();
    careless.state.add({ provider: 'agentclara', value });
    const { validity } = await verify(findingOf('agentclara', value), { endpoints: careless.endpoints });
    await careless.close();
    expect(validity).toMatchObject({ state: 'unknown', reason: containing('does not tell keys apart') });
    expect(JSON.stringify(careless.received)).not.toContain(value);
  });
});

/** The provider's own refusal for random keys, and one given answer for one key. */
function answering(value: string, status: number, body: unknown): NonNullable<VerifierOptions['transport']> {
  const clarky = { error: { code: 'unauthorized', message: 'Missing or invalid API key' } };
  const klipy = { code: 'unauthorized', message: 'Invalid API key', details: null };
  return {
    send({ headers, url }) {
      const isKey = Object.values(headers).some((header) => header.includes(value));
      const refusal = url.href.includes('klipy') ? klipy : clarky;
      return Promise.resolve({
        status: isKey ? status : 401,
        headers: {},
        body: JSON.stringify(isKey ? body : refusal),
        complete: true,
      });
    },
  };
}
