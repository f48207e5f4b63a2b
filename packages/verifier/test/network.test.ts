/** Networks as they are: proxies, certificates, IPv6, names that lead nowhere. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate, startEmulator } from '@keyturn/emulator';
import type { Certificate, Emulator } from '@keyturn/emulator';
import { createVerifier } from '@keyturn/verifier';
import type { VerifierOptions } from '@keyturn/verifier';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { containing } from './containing.ts';
import { clarkyKey, findingOf, hastyClock, klipyKey, randomTail } from './findings.ts';

const HOSTS = ['clarky.ai', 'api.clarify.ai', 'api.klipy.ai', 'api.agentclara.app'];
let certificate: Certificate;
let emulator: Emulator;
let ca: string;
const folder = mkdtempSync(join(tmpdir(), 'keyturn-'));
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  certificate = await makeCertificate(HOSTS);
  emulator = await startEmulator({ tls: certificate, record: true });
  ca = join(folder, 'ca.pem');
  writeFileSync(ca, certificate.cert);
});

afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});

afterEach(async () => {
  emulator.received.splice(0);
  await Promise.all(open.splice(0).map((one) => one.close()));
});

/** A proxy that notes what it is asked, and leads every tunnel to the emulator. */
async function proxy(
  answer: 'tunnel' | 407 | 502 = 'tunnel',
): Promise<{ url: string; asked: string[]; bytes: () => string }> {
  const asked: string[] = [];
  const bytes: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
    response.writeHead(500).end();
  });
  server.on('connect', (request, socket: Socket) => {
    asked.push(`${request.method} ${request.url}`);
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    if (answer !== 'tunnel') {
      socket.end(`HTTP/1.1 ${answer} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const upstream = connect(Number(new URL(emulator.url).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.on('data', (chunk: Buffer) => bytes.push(chunk));
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on('error', () => socket.destroy());
    sockets.add(upstream);
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, bytes: () => Buffer.concat(bytes).toString('latin1') };
}

async function stateOf(value: string, options: VerifierOptions): Promise<{ state: string; reason: string }> {
  const finding = findingOf('clarky', value);
  const verifier = createVerifier({ clock: hastyClock(), totalTimeoutMs: 3000, ...options });
  await verifier.verify([finding]);
  await verifier.close();
  return finding.validity;
}

describe('a proxy', () => {
  it('sees the hosts of the four providers, and no key, header or path: they go through its tunnel', async () => {
    const { url, asked, bytes } = await proxy();
    // The pinned endpoints themselves: the emulator answers for their names, below its own paths or not.
    const findings = [
      findingOf('clarky', clarkyKey()),
      findingOf('klipy', klipyKey()),
      findingOf('clarify', randomTail(40)),
      findingOf('agentclara', `${['sk', 'live', ''].join('_')}${randomTail(30)}`),
    ];
    const verifier = createVerifier({
      env: { HTTPS_PROXY: url, NODE_EXTRA_CA_CERTS: ca },
      workspaces: ['acme'],
      clock: hastyClock(),
    });
    await verifier.verify(findings);
    await verifier.close();
    expect(new Set(asked)).toEqual(new Set(HOSTS.map((host) => `CONNECT ${host}:443`)));
    for (const { secret } of findings) expect(asked.join('\n') + bytes()).not.toContain(secret.reveal());
    // What came out at the other end: each request whole, with its headers and nothing beside them.
    const names = new Set(emulator.received.flatMap(({ headers }) => Object.keys(headers)));
    expect([...names].toSorted()).toEqual(
      [
        'accept',
        'accept-encoding',
        'authorization',
        'cache-control',
        'connection',
        'host',
        'user-agent',
        'x-klipy-api-key',
      ].filter((name) => names.has(name)),
    );
    expect(
      new Set(emulator.received.map(({ headers, method, url: path }) => `${method} ${String(headers['host'])}${path}`)),
    ).toEqual(
      new Set([
        'GET clarky.ai/api/v1/pipelines?page_size=1',
        'GET api.klipy.ai/api/v1/authenticate',
        'GET api.clarify.ai/v1/workspaces/acme/schemas',
        containing('GET api.agentclara.app/conversations/'),
      ]),
    );
  });

  it('is used for https, unless NO_PROXY names the host', async () => {
    const value = clarkyKey();
    emulator.state.add({ provider: 'clarky', value });
    const through = await proxy();
    const endpoints = { clarky: emulator.endpoints.clarky };
    const env = { https_proxy: through.url, NODE_EXTRA_CA_CERTS: ca };
    expect((await stateOf(value, { endpoints, env })).state).toBe('active');
    expect(through.asked.length).toBeGreaterThan(0);
    const before = through.asked.length;
    expect((await stateOf(value, { endpoints, env: { ...env, NO_PROXY: 'example.com,127.0.0.1' } })).state).toBe(
      'active',
    );
    expect(through.asked.length).toBe(before);
  });

  it('is never given a key over plain http', async () => {
    const plain = await startEmulator({ record: true });
    open.push(plain);
    const { url, asked } = await proxy();
    const value = clarkyKey();
    plain.state.add({ provider: 'clarky', value });
    const env = { HTTP_PROXY: url, http_proxy: url, HTTPS_PROXY: url, ALL_PROXY: url };
    expect((await stateOf(value, { endpoints: plain.endpoints, env })).state).toBe('active');
    expect(asked).toEqual([]);
  });

  it.each([407, 502] as const)('that answers %d makes the verdict unknown', async (status) => {
    const { url } = await proxy(status);
    const { state, reason } = await stateOf(clarkyKey(), { env: { HTTPS_PROXY: url } });
    expect({ state, reason }).toMatchObject({ state: 'unknown', reason: containing('proxy refuses') });
  });

  it('whose address is no http URL is a mistake, told without its password', () => {
    const make = (): unknown => createVerifier({ env: { HTTPS_PROXY: 'socks5://me:hunter@127.0.0.1' } });
    expect(make).toThrow('HTTPS_PROXY');
    expect(make).not.toThrow('hunter');
  });
});

describe('certificates', () => {
  it('that nobody vouches for make the verdict unknown, whatever NODE_TLS_REJECT_UNAUTHORIZED says', async () => {
    const value = clarkyKey();
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const { state, reason } = await stateOf(value, {
        endpoints: emulator.endpoints,
        env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      });
      expect({ state, reason }).toMatchObject({ state: 'unknown', reason: containing('NODE_EXTRA_CA_CERTS') });
      expect(emulator.received).toEqual([]);
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  it('are believed when NODE_EXTRA_CA_CERTS names them', async () => {
    const value = clarkyKey();
    emulator.state.add({ provider: 'clarky', value });
    expect(await stateOf(value, { endpoints: emulator.endpoints, env: { NODE_EXTRA_CA_CERTS: ca } })).toMatchObject({
      state: 'active',
    });
  });

  it('in a file that is not there are a mistake', () => {
    expect(() => createVerifier({ env: { NODE_EXTRA_CA_CERTS: join(folder, 'none.pem') } })).toThrow(
      'NODE_EXTRA_CA_CERTS',
    );
  });
});

describe('the way there', () => {
  it('may be IPv6', async () => {
    const six = await startEmulator({ host: '::1' });
    open.push(six);
    const value = clarkyKey();
    six.state.add({ provider: 'clarky', value });
    expect(six.endpoints.clarky).toContain('[::1]');
    expect(await stateOf(value, { endpoints: six.endpoints, env: {} })).toMatchObject({ state: 'active' });
  });

  it('may be the name localhost, by whichever address listens', async () => {
    const six = await startEmulator({ host: '::1' });
    open.push(six);
    const value = clarkyKey();
    six.state.add({ provider: 'clarky', value });
    const endpoints = { clarky: six.endpoints.clarky.replace('[::1]', 'localhost') };
    expect(await stateOf(value, { endpoints, env: {} })).toMatchObject({ state: 'active' });
  });

  it('may lead nowhere: refused, unresolved', async () => {
    const gone = await startEmulator();
    await gone.close();
    expect(await stateOf(clarkyKey(), { endpoints: gone.endpoints, env: {} })).toMatchObject({
      state: 'unknown',
      reason: containing('nothing listens'),
    });
    const { state, reason } = await stateOf(clarkyKey(), { endpoints: { clarky: 'https://keyturn.invalid' }, env: {} });
    expect({ state, reason }).toMatchObject({ state: 'unknown', reason: containing('DNS') });
  });
});
