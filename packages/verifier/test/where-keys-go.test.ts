/** Where a key may go, and where nothing may arrive: a server for each rule. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startEmulator } from '@keyturn/emulator';
import { providers } from '@keyturn/providers';
import type { Probe, Provider } from '@keyturn/providers';
import { createVerifier } from '@keyturn/verifier';
import { afterEach, describe, expect, it } from 'vitest';
import { containing } from './containing.ts';
import { agentclaraKey, clarkyKey, findingOf, hastyClock, klipyKey, randomTail } from './findings.ts';

const open: { close(): unknown }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ url: string; port: number }> {
  const server: Server = createServer(answer);
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port };
}

async function recorder(): Promise<{ url: string; port: number; seen: string[] }> {
  const seen: string[] = [];
  const { url, port } = await listen((request, response) => {
    seen.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
    response.end('{}');
  });
  return { url, port, seen };
}

const quick = { env: {}, clock: hastyClock(), totalTimeoutMs: 2000 } as const;
const refusal = JSON.stringify({ error: { code: 'unauthorized', message: 'Missing or invalid API key' } });

describe('ambiguous keys', () => {
  it('go nowhere while nobody vouches for them', async () => {
    const { url, seen } = await recorder();
    const finding = findingOf(null, agentclaraKey());
    const verifier = createVerifier({
      ...quick,
      endpoints: { agentclara: url, clarky: url, klipy: url, clarify: url },
    });
    await verifier.verify([finding]);
    expect(seen).toEqual([]);
    expect(finding.validity).toMatchObject({ state: 'not-checked', checkedAt: null, endpoint: null });
    expect(finding.severity).toBe('high');
  });

  it('go where the user vouches for them', async () => {
    const emulator = await startEmulator({ record: true });
    open.push(emulator);
    const value = agentclaraKey();
    emulator.state.add({ provider: 'agentclara', value });
    const finding = findingOf(null, value);
    await createVerifier({ ...quick, endpoints: emulator.endpoints, verifyAs: 'agentclara' }).verify([finding]);
    expect(finding).toMatchObject({ validity: { state: 'active' }, severity: 'critical', provider: null });
    expect(emulator.received.every((request) => request.url.startsWith('/agentclara/'))).toBe(true);
  });

  it.each([
    {
      says: "a rival's clear context",
      more: { rivalClear: true, candidates: ['stripe', 'agentclara'] },
      verifyAs: 'agentclara',
    },
    { says: 'a shape that the provider does not have', more: {}, verifyAs: 'klipy' },
    { says: 'a provider that is no candidate', more: { candidates: ['stripe'] }, verifyAs: 'agentclara' },
  ])('go nowhere for $says, whoever vouches', async ({ more, verifyAs }) => {
    const { url, seen } = await recorder();
    const finding = findingOf(null, agentclaraKey(), more);
    await createVerifier({ ...quick, endpoints: { agentclara: url, klipy: url }, verifyAs }).verify([finding]);
    expect({ seen, state: finding.validity.state }).toEqual({ seen: [], state: 'not-checked' });
  });

  it('are not made clear by vouching for them elsewhere: another provider’s key stays its own', async () => {
    const [clarky, klipy] = [await recorder(), await recorder()];
    await createVerifier({ ...quick, endpoints: { clarky: clarky.url, klipy: klipy.url }, verifyAs: 'clarky' }).verify([
      findingOf('klipy', klipyKey()),
    ]);
    expect(clarky.seen).toEqual([]);
    expect(klipy.seen).not.toEqual([]);
  });
});

describe('rules of the scanned tree', () => {
  it('cannot make another vendor’s key a provider’s', async () => {
    const { url, seen } = await recorder();
    const finding = findingOf('clarky', agentclaraKey());
    await createVerifier({ ...quick, endpoints: { clarky: url } }).verify([finding]);
    expect({ seen, state: finding.validity.state }).toEqual({ seen: [], state: 'not-checked' });
  });

  it('cannot bring an endpoint: the first provider of a name counts, and a probe leads to its own host', () => {
    const [clarky] = providers;
    const probe = clarky?.probe ?? null;
    if (clarky === undefined || probe === null) throw new Error('Clarky has a probe.');
    const planned = (list: readonly Provider[]): string | undefined => {
      const [first] = createVerifier({ env: {}, providers: list }).plan([findingOf('clarky', clarkyKey())]).requests;
      return first?.host;
    };
    const at = (more: Partial<Probe>): Provider => ({ ...clarky, probe: { ...probe, ...more } });
    expect(planned([...providers, at({ baseUrl: 'https://evil.example' })])).toBe('https://clarky.ai');
    expect(() => planned([at({ baseUrl: 'http://evil.example' })])).toThrow('http on evil.example');
    expect(() => planned([at({ baseUrl: 'https://clarky.ai', path: '@evil.example/' })])).toThrow('another host');
  });
});

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])('%d is not followed', async (status) => {
    const target = await recorder();
    const value = clarkyKey();
    const { url } = await listen((request, response) => {
      const isKey = request.headers.authorization === `Bearer ${value}`;
      if (isKey) response.writeHead(status, { location: `${target.url}/taken` }).end();
      else response.writeHead(401, { 'content-type': 'application/json' }).end(refusal);
    });
    const finding = findingOf('clarky', value);
    await createVerifier({ ...quick, endpoints: { clarky: url } }).verify([finding]);
    expect(target.seen).toEqual([]);
    expect(finding.validity).toMatchObject({ state: 'unknown', reason: containing('redirects') });
  });

  it('neither are the other ways to be sent elsewhere', async () => {
    const target = await recorder();
    const { url } = await listen((_request, response) => {
      const headers = {
        'content-type': 'application/json',
        refresh: `0; url=${target.url}`,
        link: `<${target.url}>; rel=preload`,
        'alt-svc': `h2=":${target.port}"`,
        'content-location': target.url,
      };
      response.writeHead(401, headers).end(refusal);
    });
    await createVerifier({ ...quick, endpoints: { clarky: url } }).verify([
      findingOf('clarky', clarkyKey()),
      findingOf('clarky', clarkyKey()),
    ]);
    expect(target.seen).toEqual([]);
  });
});

describe('endpoints', () => {
  it.each([
    ['http://api.example.com', 'http on api.example.com'],
    ['http://127.0.0.1.example.com', 'http on'],
    ['http://localhost.example.com', 'http on'],
    ['http://[::ffff:127.0.0.1]', 'http on'],
    ['http://0.0.0.0:80', 'http on'],
    ['http://10.0.0.1', 'http on'],
    ['https://user@clarky.ai', 'user name'],
    ['https://user:pass@clarky.ai/api', 'password'],
    ['https://clarky.ai/api?x=1', 'query'],
    ['https://clarky.ai/#x', 'fragment'],
    ['ftp://127.0.0.1', 'ftp'],
    ['file:///etc/passwd', 'file'],
    ['javascript:alert(1)', 'javascript'],
    ['clarky.ai/api/v1', 'not a URL'],
    ['//clarky.ai', 'not a URL'],
  ])('refuses %s', (endpoint, reason) => {
    const make = (): unknown => createVerifier({ endpoints: { clarky: endpoint }, env: {} });
    expect(make).toThrow(reason);
    expect(make).toThrow(expect.objectContaining({ code: 'usage', message: containing('KEYTURN_ENDPOINT_CLARKY') }));
    expect(make).not.toThrow(/pass@/);
  });

  it.each([
    'https://clarky.internal/api',
    'http://127.0.0.1:8080',
    'http://127.1:8080',
    'http://[::1]:8080',
    'http://localhost:8080',
    'https://10.0.0.1:8443/x/',
  ])('takes %s', (endpoint) => {
    const [request] = createVerifier({ endpoints: { clarky: endpoint }, env: {} }).plan([
      findingOf('clarky', clarkyKey()),
    ]).requests;
    expect(request).toMatchObject({
      host: new URL(endpoint).origin,
      path: `${new URL(endpoint).pathname.replace(/\/$/, '')}/pipelines?page_size=1`,
    });
  });

  it('are the providers’ own, over https, where none is named', () => {
    const findings = [
      findingOf('clarky', clarkyKey()),
      findingOf('clarify', randomTail(40)),
      findingOf('klipy', klipyKey()),
      findingOf('agentclara', agentclaraKey()),
    ];
    const { requests } = createVerifier({ env: {}, workspaces: ['acme'] }).plan(findings);
    expect([...new Set(requests.map(({ host, path }) => host + path))]).toEqual([
      'https://clarky.ai/api/v1/pipelines?page_size=1',
      'https://api.clarify.ai/v1/workspaces/acme/schemas',
      'https://api.klipy.ai/api/v1/authenticate',
      expect.stringMatching(/^https:\/\/api\.agentclara\.app\/conversations\/[a-z-]+$/),
    ]);
  });

  it.each(['/v1/workspaces/{workspace}', '/v1/workspaces/{slug}', '/v1/workspaces', '/v1'])(
    'place the workspace once below %s',
    (path) => {
      const { requests } = createVerifier({
        env: {},
        workspaces: ['acme'],
        endpoints: { clarify: `https://clarify.internal${path}` },
      }).plan([findingOf('clarify', randomTail(40))]);
      expect(requests[0]?.path).toBe('/v1/workspaces/acme/schemas');
    },
  );

  it('of a provider that is not there are a mistake', () => {
    expect(() => createVerifier({ endpoints: { clarkey: 'https://x' }, env: {} })).toThrow(
      expect.objectContaining({ code: 'usage' }),
    );
  });
});

describe('slugs of the scanned text', () => {
  const key = randomTail(40).toLowerCase();
  it.each([
    '../../evil',
    'a/b',
    'acme?x=1',
    'acme#',
    '%2e%2e',
    'acme.evil.com',
    'Acme',
    'acme\u0000',
    'acmé',
    '-acme',
    'a'.repeat(64),
    '@evil',
    '',
    key,
    key.slice(4, 30),
  ])('“%s” is not put into a URL', async (slug) => {
    const { url, seen } = await recorder();
    const finding = findingOf('clarify', key);
    const verifier = createVerifier({ ...quick, endpoints: { clarify: url } });
    await verifier.verify([finding], { slugsNear: () => [slug] });
    expect({ seen, plan: verifier.plan([finding], { slugsNear: () => [slug] }).requests }).toEqual({
      seen: [],
      plan: [],
    });
  });

  it('are tried three at most', () => {
    const slugs = Array.from({ length: 500 }, (_, index) => `workspace-${index}`);
    const { requests } = createVerifier({ env: {} }).plan([findingOf('clarify', randomTail(40))], {
      slugsNear: () => slugs,
    });
    expect(requests.filter(({ purpose }) => purpose === 'key')).toHaveLength(3);
  });

  it('of the user have to be slugs as well', () => {
    expect(() => createVerifier({ workspaces: ['../x'], env: {} })).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

describe('the plan', () => {
  it('tells every request and nothing of a key', () => {
    const value = clarkyKey();
    const findings = [findingOf('clarky', value), findingOf('clarky', value), findingOf(null, agentclaraKey())];
    const plan = createVerifier({ env: {} }).plan(findings);
    expect(
      plan.requests.map(({ purpose, method, host, path, header }) => [purpose, method, host + path, header]),
    ).toEqual([
      [
        'control',
        'GET',
        'https://clarky.ai/api/v1/pipelines?page_size=1',
        'Authorization: Bearer <a random key of the same shape>',
      ],
      ['key', 'GET', 'https://clarky.ai/api/v1/pipelines?page_size=1', 'Authorization: Bearer <ck_live_…(30)>'],
    ]);
    expect(plan.heldBack).toEqual([{ fingerprint: findings[2]?.fingerprint, reason: containing('--verify-as') }]);
    expect(JSON.stringify(plan)).not.toContain(value.slice(8, 14));
  });
});
