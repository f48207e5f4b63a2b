import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator } from '../../packages/emulator/src/index.ts';
import type { Emulator } from '../../packages/emulator/src/index.ts';
import { clarkyKey, klipyKey, secretKey, tail } from '../../scanner/test/sample.ts';
import { git, put, repository, scratch } from '../../scanner/test/scratch.ts';
import { startKeyturn } from './keyturn.ts';

interface Verdict {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly findings: readonly {
    rule: string;
    severity: string;
    suppressed: unknown;
    validity: { state: string; reason: string; endpoint: string | null };
  }[];
}

let emulator: Emulator;
const live = clarkyKey(1);
const revoked = clarkyKey(2);
const expired = klipyKey(3);
const clarifyKey = tail(40, 4);

beforeAll(async () => {
  emulator = await startEmulator({ record: true });
  emulator.state.add({ provider: 'clarky', value: live });
  emulator.state.add({ provider: 'clarky', value: revoked, revoked: true });
  emulator.state.add({ provider: 'klipy', value: expired, expires: '2026-01-01T00:00:00Z' });
  emulator.state.add({ provider: 'clarify', value: clarifyKey, workspace: 'acme' });
});
afterAll(() => emulator.close());

/** The emulator answers from this process, so the executable must not block it. */
async function run(
  args: readonly string[],
  input?: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Verdict> {
  const endpoints = Object.fromEntries(
    Object.entries(emulator.endpoints).map(([id, url]) => [`KEYTURN_ENDPOINT_${id.toUpperCase()}`, url]),
  );
  const child = startKeyturn(args, { env: { ...endpoints, ...more } });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin?.end(input);
  const [status] = (await once(child, 'close')) as [number | null];
  const findings = stdout.startsWith('{') ? (JSON.parse(stdout) as { findings: Verdict['findings'] }).findings : [];
  return { status, stdout, stderr, findings };
}

const statesOf = ({ findings }: Verdict): string[] =>
  findings.map((one) => `${one.rule} ${one.validity.state} ${one.severity}`).toSorted();

describe('a scan with --verify', () => {
  it('tells live keys from dead ones, and says where it asked', async () => {
    const folder = scratch({
      'a.env': `A=${live}\nB=${revoked}\nC=${expired}\n`,
      'b.sh': `curl -H "Authorization: api-key ${clarifyKey}" https://api.clarify.ai/v1/workspaces/acme/schemas\n`,
    });
    const verdict = await run(['scan', folder, '--verify', '--format', 'json']);
    expect(statesOf(verdict)).toEqual([
      'clarify-api-key active critical',
      'clarky-api-key active critical',
      'clarky-api-key inactive info',
      'klipy-api-key inactive info',
    ]);
    expect(verdict.status).toBe(1);
    for (const value of [live, revoked, expired, clarifyKey]) {
      expect(verdict.stdout + verdict.stderr).not.toContain(value.slice(-12));
    }
  });

  it('takes every mark from a key that is active', async () => {
    const folder = repository({
      'a.ts': `const a = '${live}' // keyturn:allow reason="old"\nconst b = '${revoked}' // keyturn:allow reason="old"\n`,
    });
    const verdict = await run(['scan', folder, '--verify', '--format', 'json']);
    expect(verdict.findings.map((one) => [one.validity.state, one.suppressed === null])).toEqual([
      ['active', true],
      ['inactive', false],
    ]);
    expect(verdict.status).toBe(1);
  });

  it('sends an ambiguous key nowhere unless the user vouches, and never where a rival is named', async () => {
    const ambiguous = secretKey(5);
    const stripe = secretKey(6, 24);
    const folder = scratch({ 'a.env': `KEY=${ambiguous}\n`, 'b.env': `STRIPE_KEY=${stripe}\n` });
    const before = emulator.received.length;
    expect(
      statesOf(await run(['scan', folder, '--verify', '--format', 'json'])).every((state) =>
        state.includes('not-checked'),
      ),
    ).toBe(true);
    expect(emulator.received.length).toBe(before);
    await run(['scan', folder, '--verify', '--verify-as', 'agentclara', '--format', 'json']);
    const sent = JSON.stringify(emulator.received.slice(before));
    expect(sent).toContain(ambiguous);
    expect(sent).not.toContain(stripe);
  });

  it('refuses an endpoint that is neither https nor on loopback', async () => {
    const child = startKeyturn(['scan', scratch({ 'a.env': `A=${live}\n` }), '--verify'], {
      env: { KEYTURN_ENDPOINT_CLARKY: 'http://example.org' },
    });
    const [status] = (await once(child, 'exit')) as [number | null];
    expect(status).toBe(2);
  });
});

describe('keyturn verify', () => {
  it('finds the values of a stored result again: in files, and in objects of git', async () => {
    const folder = repository({ 'a.env': `A=${live}\n` });
    put(folder, { 'a.env': `A=${revoked}\n` });
    git(folder, 'commit', '-qam', 'second');
    const stored = join(scratch(), 'findings.json');
    const scanned = await run(['scan', folder, '--history', '--format', 'json', '--output', stored]);
    expect(scanned.status).toBe(1);
    expect(readFileSync(stored, 'utf8')).not.toContain(live.slice(8, 20));
    const verdict = await run(['verify', stored, '--format', 'json']);
    expect(statesOf(verdict)).toEqual(['clarky-api-key active critical', 'clarky-api-key inactive info']);
    expect(verdict.status).toBe(1);
  });

  it('ends with 0 where all are proven dead, and with 3 where that is not known', async () => {
    const folder = scratch({ 'a.env': `A=${revoked}\n` });
    const { stdout } = await run(['scan', folder, '--format', 'json']);
    expect((await run(['verify', '-', '--format', 'json'], stdout)).status).toBe(0);
    writeFileSync(join(folder, 'a.env'), 'gone\n');
    const lost = await run(['verify', '-', '--format', 'json'], stdout);
    expect(lost.status).toBe(3);
    expect(lost.findings[0]?.validity).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('no longer stands') as string,
    });
    expect((await run(['verify', '-'], '{"schema":"other"}')).status).toBe(2);
  });

  it('prints what it would send with --dry-run, and sends nothing', async () => {
    const { stdout } = await run(['scan', scratch({ 'a.env': `A=${live}\n` }), '--format', 'json']);
    const before = emulator.received.length;
    const plan = await run(['verify', '-', '--dry-run'], stdout);
    expect(plan.status).toBe(0);
    expect(plan.stdout).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\S* {2}Authorization: Bearer/m);
    expect(plan.stdout).not.toContain(live.slice(8, 20));
    expect(emulator.received.length).toBe(before);
  });
});

describe('the user’s own provider', () => {
  const shop = (probe: string): string => `providers:
  - id: shop
    name: Shop
    shapes: [{ rule: shop-key, prefix: shop_live_, alphabet: alnum, tail: { min: 20, max: 40 } }]
${probe}`;
  const PROBE = `    probe:
      baseUrl: https://api.shop.example
      path: /me
      header: Authorization
      value: "Bearer {key}"
      answers:
        - { status: 200, envelope: { has: [{ path: id, is: text }] }, says: active, reason: It answered. }
        - { status: 401, envelope: { has: [{ path: error, is: text }] }, says: refused, reason: It refused. }
`;
  const open = ['shop_live_', tail(30, 7)].join('');
  const shut = ['shop_live_', tail(30, 8)].join('');
  const server = createServer((request, response) => {
    const isOpen = request.headers.authorization === `Bearer ${open}`;
    response.writeHead(isOpen ? 200 : 401, { 'content-type': 'application/json' });
    response.end(isOpen ? '{"id":"1"}' : '{"error":"no such key"}');
    asked++;
  });
  let asked = 0;
  let endpoint = '';
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  const states = (verdict: Verdict): string[] => verdict.findings.map(({ validity }) => validity.state).toSorted();

  it('is asked as the user’s own configuration says, again from a stored result, and never as a tree says', async () => {
    const own = join(scratch({ 'config.yaml': `${shop(PROBE)}endpoints: { shop: "${endpoint}" }\n` }), 'config.yaml');
    const folder = scratch({ 'a.env': `A=${open}\nB=${shut}\n`, 'keyturn.yaml': shop(PROBE) });
    const args = ['scan', folder, '--verify', '--format', 'json'];
    const verdict = await run(args, '', { KEYTURN_CONFIG: own });
    expect(states(verdict)).toEqual(['active', 'inactive']);
    const again = await run(['verify', '-', '--format', 'json'], verdict.stdout, { KEYTURN_CONFIG: own });
    expect([states(again), again.status]).toEqual([['active', 'inactive'], 1]);
    const before = asked;
    expect(states(await run(args))).toEqual(['not-checked', 'not-checked']);
    expect(asked).toBe(before);
    for (const { stdout, stderr } of [verdict, again]) expect(stdout + stderr).not.toContain(open.slice(-12));
  });
});

it.skipIf(process.platform === 'win32')(
  'Ctrl-C cuts off what is on its way: code 130, and nothing is written',
  async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const asked = once(server, 'request');
    const folder = scratch({ 'a.env': `A=${live}\n` });
    const env = { KEYTURN_ENDPOINT_CLARKY: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    const child = startKeyturn(['scan', folder, '--verify', '--output', join(folder, 'out.txt')], { env });
    const ended = once(child, 'exit');
    // It never answers.
    const [request] = (await asked) as [IncomingMessage];
    const cut = once(request.socket, 'close');
    child.kill('SIGINT');
    expect((await ended)[0]).toBe(130);
    await cut;
    server.close();
    expect(readdirSync(folder)).toEqual(['a.env']);
  },
);
