import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator } from '../../packages/emulator/src/index.ts';
import type { Emulator } from '../../packages/emulator/src/index.ts';
import { keysDocumentSchema } from '../../packages/inventory/src/schema.ts';
import { clarkyKey, klipyKey } from '../../scanner/test/sample.ts';
import { repository, scratch } from '../../scanner/test/scratch.ts';
import { keyturn, startKeyturn } from './keyturn.ts';

const old = clarkyKey(81);
const fresh = clarkyKey(82);
const klipy = klipyKey(83);
const KEYTURN_NOW = '2026-06-01T12:00:00Z';

const add = (XDG_STATE_HOME: string, value: string, ...args: readonly string[]) =>
  keyturn(['keys', 'add', ...args], { input: `${value}\n`, env: { XDG_STATE_HOME, KEYTURN_NOW } });

function list(XDG_STATE_HOME: string) {
  const { stdout } = keyturn(['keys', 'list', '--format', 'json'], { env: { XDG_STATE_HOME, KEYTURN_NOW } });
  return keysDocumentSchema.parse(JSON.parse(stdout)).keys;
}

describe('keys add and list', () => {
  it('keep the fingerprint that a scan gives, and no value', () => {
    const home = scratch();
    const added = add(home, old, '--provider', 'clarky', '--name', 'crm', '--owner', 'sales', '--scopes', 'read,write');
    expect(added.status).toBe(0);
    const file = readFileSync(join(home, 'keyturn/keys.yaml'), 'utf8');
    expect(file + added.stdout + added.stderr).not.toContain(old.slice(8));
    const scanned = keyturn(['scan', '--format', 'json', scratch({ 'a.env': `K=${old}` })]).stdout;
    const [finding] = (JSON.parse(scanned) as { findings: { fingerprint: string }[] }).findings;
    expect(list(home)).toMatchObject([
      { name: 'crm', provider: 'clarky', owner: 'sales', scopes: ['read', 'write'], fingerprint: finding?.fingerprint },
    ]);
  });

  it('show the worst first, with the day by which each is to be replaced and why', () => {
    const home = scratch();
    add(home, fresh, '--provider', 'clarky', '--name', 'a-good', '--owner', 'x', '--created', '2026-05-20');
    add(home, old, '--provider', 'clarky', '--name', 'z-old', '--owner', 'x', '--created', '2026-01-01');
    expect(list(home).map(({ name, rotateBy }) => [name, rotateBy])).toEqual([
      ['z-old', '2026-04-01'],
      ['a-good', '2026-08-18'],
    ]);
    const { stdout } = keyturn(['keys', 'list'], { env: { XDG_STATE_HOME: home, KEYTURN_NOW } });
    expect(stdout).toContain('rotation-overdue: The key is 151 days old');
    expect(stdout).toContain('something is to be done for 1');
  });

  it('keep every key of several that are added at once, in a file and in a ledger', async () => {
    for (const where of [[], ['--ledger']]) {
      const home = scratch();
      // One after the other: two that make a new ledger at once are another test’s.
      keyturn(['keys', 'list', ...where], { env: { XDG_STATE_HOME: home, KEYTURN_NOW } });
      const names = ['a', 'b', 'c', 'd'];
      const codes = names.map(async (name, seed) => {
        const child = startKeyturn(['keys', 'add', '--provider', 'clarky', '--name', name, ...where], {
          env: { XDG_STATE_HOME: home, KEYTURN_NOW },
        });
        child.stdin?.end(`${clarkyKey(seed)}\n`);
        const [code] = (await once(child, 'close')) as [number];
        return code;
      });
      expect(await Promise.all(codes)).toEqual([0, 0, 0, 0]);
      const { stdout } = keyturn(['keys', 'list', '--format', 'json', ...where], {
        env: { XDG_STATE_HOME: home, KEYTURN_NOW },
      });
      expect(
        keysDocumentSchema
          .parse(JSON.parse(stdout))
          .keys.map(({ name }) => name)
          .toSorted(),
      ).toEqual(names);
    }
  });

  it.each([
    ['another vendor’s key', 'clarky', klipy, /That is no key of Clarky’s/],
    ['a placeholder', 'clarky', ['ck', 'live', 'paste_your_key_here'].join('_'), /That is no key/],
    ['nothing', 'clarky', '', /Give the key on standard input/],
    ['a provider that is not known', 'acme', old, /There is no provider acme/],
  ])('take no %s', (_, provider, value, says) => {
    const { status, stderr } = add(scratch(), value, '--provider', provider, '--name', 'a');
    expect(status).toBe(2);
    expect(stderr).toMatch(says);
  });

  it('give the facts for a scan’s verdicts, and an exact age that outranks git’s', () => {
    const home = scratch();
    add(home, old, '--provider', 'clarky', '--name', 'crm', '--created', '2026-01-01');
    const folder = scratch({ 'a.env': `K=${old}\n`, 'b.env': `K=${fresh}\n` });
    const args = ['scan', '--format', 'json', '--inventory', join(home, 'keyturn/keys.yaml'), folder];
    const { stdout } = keyturn(args, { env: { KEYTURN_NOW } });
    const { findings } = JSON.parse(stdout) as { findings: { hygiene: { code: string; certainty: string }[] }[] };
    expect(findings.map(({ hygiene }) => hygiene)).toMatchObject([
      [{ code: 'rotation-overdue', certainty: 'exact' }, { code: 'unowned' }],
      [{ code: 'not-in-inventory' }],
    ]);
  });
});

it('keys calendar writes the same calendar at every run', () => {
  const home = scratch();
  add(home, old, '--provider', 'clarky', '--name', 'crm', '--created', '2026-01-01', '--expires', '2026-12-31');
  const [first, second] = ['2026-06-01T00:00:00Z', '2026-07-01T00:00:00Z'].map(
    (now) => keyturn(['keys', 'calendar'], { env: { XDG_STATE_HOME: home, KEYTURN_NOW: now } }).stdout,
  );
  expect(first).toContain('SUMMARY:Replace the key crm');
  expect(second).toBe(first);
});

describe('keys check', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator();
    emulator.state.add({ provider: 'clarky', value: old });
    emulator.state.add({ provider: 'clarky', value: fresh });
  });
  afterAll(() => emulator.close());

  async function check(home: string, env: Readonly<Record<string, string>>) {
    const endpoint = { KEYTURN_ENDPOINT_CLARKY: emulator.endpoints.clarky };
    const child = startKeyturn(['keys', 'check', '--format', 'json'], {
      env: { XDG_STATE_HOME: home, KEYTURN_NOW, ...endpoint, ...env },
    });
    let stdout = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    const [status] = (await once(child, 'close')) as [number | null];
    return { status, keys: keysDocumentSchema.parse(JSON.parse(stdout)).keys };
  }

  const good = ['--provider', 'clarky', '--owner', 'x', '--created', '2026-05-20'] as const;

  it('is 0 where all is well, and 3 where something could not be told', async () => {
    const home = scratch();
    add(home, fresh, ...good, '--name', 'a', '--where', 'env:A');
    expect(await check(home, { A: fresh })).toMatchObject({ status: 0, keys: [{ validity: { state: 'active' } }] });
    expect(await check(home, {})).toMatchObject({ status: 3, keys: [{ validity: { state: 'unknown' } }] });
    const other = await check(home, { A: old });
    expect(other.keys[0]?.validity.reason).toBe('env:A holds another key.');
    expect(other.status).toBe(3);
  });

  it('is 1 where a key that was replaced still answers', async () => {
    const home = scratch();
    add(home, old, ...good, '--name', 'a', '--where', 'env:A');
    add(home, fresh, ...good, '--name', 'b', '--where', 'env:B', '--replaces', 'a');
    const { status, keys } = await check(home, { A: old, B: fresh });
    expect(status).toBe(1);
    expect(keys.map(({ name, hygiene }) => [name, hygiene.map(({ code, due }) => [code, due])])).toEqual([
      ['a', [['rotated-but-active', '2026-05-27']]],
      ['b', []],
    ]);
  });

  it('is 1 for a key that works no more and has no successor', async () => {
    const home = scratch();
    add(home, clarkyKey(84), ...good, '--name', 'a', '--where', 'env:A');
    expect(await check(home, { A: clarkyKey(84) })).toMatchObject({
      status: 1,
      keys: [{ validity: { state: 'inactive' } }],
    });
  });
});

describe('keys import', () => {
  const run = (home: string, file: string) =>
    keyturn(['keys', 'import', file], { env: { XDG_STATE_HOME: home, KEYTURN_NOW } });

  it('takes the keys of a .env file that are ours, once, and says where each is kept', () => {
    const home = scratch();
    const file = join(scratch({ '.env': `CLARKY_KEY="${old}"\nKLIPY=${klipy}\nDEBUG=true\n` }), '.env');
    const first = run(home, file);
    expect(first.stderr).toContain('2 keys added');
    expect(list(home).map(({ name, provider }) => `${name} ${provider}`)).toEqual(['KLIPY klipy', 'CLARKY_KEY clarky']);
    expect(run(home, file).stderr).toContain('0 keys added, 2 known already');
    const stored = readFileSync(join(home, 'keyturn/keys.yaml'), 'utf8');
    expect(stored).toMatch(/file:\S+\/\.env#CLARKY_KEY/);
    expect(stored + first.stderr).not.toContain(old.slice(8));
  });

  it('takes a CSV with values or fingerprints, and all or none of it', () => {
    const home = scratch();
    const head = 'name,provider,value,owner,scopes,created,expires\n';
    const csv = `${head}crm,clarky,${old},"sales, north",read write,2026-05-01,\nmail,klipy,${klipy},,,,never\n`;
    expect(run(home, join(scratch({ 'k.csv': csv }), 'k.csv')).status).toBe(0);
    expect(list(home).find(({ name }) => name === 'crm')).toMatchObject({
      owner: 'sales, north',
      scopes: ['read', 'write'],
      created: { date: '2026-05-01', source: 'inventory', exact: true },
    });
    const wrong = `${head}new,clarky,${fresh},,,,\nbad,clarky,${klipy},,,,\n`;
    const refused = run(home, join(scratch({ 'k.csv': wrong }), 'k.csv'));
    expect(refused.status).toBe(2);
    expect(refused.stderr).not.toContain(klipy.slice(10));
    expect(list(home)).toHaveLength(2);
  });
});

describe('the inventory', () => {
  it('is the ledger’s where the user says so, by a flag or in their own configuration', { timeout: 90_000 }, () => {
    const home = scratch();
    const config = join(scratch({ 'c.yaml': 'inventory: ledger\n' }), 'c.yaml');
    const added = add(home, old, '--provider', 'clarky', '--name', 'crm', '--created', '2026-01-01', '--ledger');
    expect(added.stderr).toContain('the ledger');
    const listed = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
      const { stdout } = keyturn(['keys', 'list', '--format', 'json', ...args], {
        env: { XDG_STATE_HOME: home, KEYTURN_NOW, ...env },
      });
      return keysDocumentSchema.parse(JSON.parse(stdout)).keys.map(({ name }) => name);
    };
    expect(listed([])).toEqual([]);
    expect(listed(['--ledger'])).toEqual(['crm']);
    expect(listed([], { KEYTURN_CONFIG: config })).toEqual(['crm']);
    const twice = keyturn(['keys', 'list', '--ledger', '--inventory', 'x'], { env: { XDG_STATE_HOME: home } });
    expect([twice.status, twice.stderr]).toEqual([2, expect.stringContaining('either')]);
    expect(existsSync(join(home, 'keyturn/keys.yaml'))).toBe(false);
  });

  it('of a ledger judges what is scanned into it', { timeout: 90_000 }, () => {
    const home = scratch();
    const env = { XDG_STATE_HOME: home, KEYTURN_NOW };
    const folder = scratch({ 'a.env': `K=${old}\n`, 'b.env': `K=${fresh}\n` });
    const scan = (...args: readonly string[]) =>
      (
        JSON.parse(keyturn(['scan', folder, '--format', 'json', ...args], { env }).stdout) as {
          findings: { hygiene: { code: string }[] }[];
        }
      ).findings.map(({ hygiene }) => hygiene.map(({ code }) => code));
    expect(scan('--ledger')).toEqual([[], []]);
    add(home, old, '--provider', 'clarky', '--name', 'crm', '--created', '2026-01-01', '--owner', 'x', '--ledger');
    expect(scan('--ledger')).toEqual([['rotation-overdue'], ['not-in-inventory']]);
  });

  it('names nobody’s key, and passes over one that CODEOWNERS or blame gives an owner', { timeout: 90_000 }, () => {
    const home = scratch();
    add(home, old, '--provider', 'clarky', '--name', 'crm', '--created', '2026-05-20');
    const inventory = join(home, 'keyturn/keys.yaml');
    const codes = (folder: string): string[] => {
      const { stdout } = keyturn(['scan', folder, '--format', 'json', '--inventory', inventory], {
        env: { KEYTURN_NOW },
      });
      expect(stdout).not.toContain(fresh.slice(8));
      const { findings } = JSON.parse(stdout) as { findings: { hygiene: { code: string; evidence: string }[] }[] };
      return findings.flatMap(({ hygiene }) => hygiene.map(({ code, evidence }) => `${code}: ${evidence}`));
    };
    expect(codes(scratch({ 'a.env': `K=${old}\n` }))).toEqual([expect.stringContaining('unowned')]);
    expect(codes(repository({ 'a.env': `K=${old}\n` }))).toEqual([]);
    expect(codes(repository({ 'a.env': `K=${old}\n`, CODEOWNERS: '*.env @ops\n' }))).toEqual([]);
    // What the tree says is shown masked.
    expect(codes(repository({ 'a.env': `K=${fresh}\n`, CODEOWNERS: `*.env @${fresh}\n` }))).toEqual([
      expect.stringMatching(/^not-in-inventory: .* CODEOWNERS names @ck_live_…/),
    ]);
  });
});

describe('keys import', () => {
  const imported = (home: string, ...args: readonly string[]) =>
    keyturn(['keys', 'import', ...args], {
      env: { XDG_STATE_HOME: home, KEYTURN_NOW, PATH: process.env['PATH'] ?? '' },
    });

  it('takes the keys of a listing that has values, and passes over all else', { timeout: 90_000 }, () => {
    const home = scratch();
    const doppler = {
      CLARKY_KEY: { computed: old },
      KLIPY_KEY: { computed: klipy },
      AGAIN: { computed: old },
      PORT: { computed: '1' },
    };
    const file = join(scratch({ 'list.json': JSON.stringify(doppler) }), 'list.json');
    const { status, stderr } = imported(home, file);
    expect([status, stderr]).toEqual([0, expect.stringContaining('2 keys added')]);
    expect(list(home)).toMatchObject([{ name: 'KLIPY_KEY', provider: 'klipy' }, { name: 'CLARKY_KEY' }]);
    const text = readFileSync(join(home, 'keyturn/keys.yaml'), 'utf8');
    expect(text).toContain('command:doppler secrets get --plain CLARKY_KEY');
    expect(text + stderr).not.toContain(old.slice(8));
    expect(imported(home, file).stderr).toContain('0 keys added, 2 known already');
  });

  it('reads what a listing lacks by the manager’s own program, when asked to', { timeout: 90_000 }, () => {
    const home = scratch();
    const programs = scratch({
      op: `#!/bin/sh\n[ "$1 $2" = "read op://v/i/credential" ] && echo '${old}'\n`,
      vault: `#!/bin/sh\n[ "$*" = "kv get -format=json secret/app/crm" ] && echo '{"data":{"data":{"key":"${fresh}"}}}'\n`,
    });
    for (const name of ['op', 'vault']) chmodSync(join(programs, name), 0o755);
    const folder = scratch({
      'op.json': JSON.stringify([{ id: 'i', title: 'CRM', category: 'API_CREDENTIAL', vault: { id: 'v' } }]),
      'vault.json': JSON.stringify(['crm', 'gone']),
    });
    const PATH = `${programs}:${process.env['PATH'] ?? ''}`;
    const run = (...args: readonly string[]) =>
      keyturn(['keys', 'import', ...args], { env: { XDG_STATE_HOME: home, KEYTURN_NOW, PATH } });
    expect(run(join(folder, 'op.json')).stderr).toContain('--read runs the manager’s own program');
    expect(list(home)).toEqual([]);
    expect(run(join(folder, 'op.json'), '--read').stderr).toContain('1 key added');
    const vault = run(join(folder, 'vault.json'), '--read', '--from', 'secret/app');
    expect(vault.stderr).toMatch(/gone: vault failed[\s\S]*1 key added/);
    expect(list(home).map(({ name }) => name)).toEqual(['CRM', 'crm.key']);
    expect(readFileSync(join(home, 'keyturn/keys.yaml'), 'utf8')).toContain(
      'command:vault kv get -field=key secret/app/crm',
    );
  });
});
