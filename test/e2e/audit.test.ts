/** Audits as a user runs them: codes, reports, a process that is killed, and the schedule. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SampleRepository, keyMaker } from '../../packages/auditor/test/sample-repositories.ts';
import type { AuditDocument } from '../../packages/auditor/src/index.ts';
import { hasPostgres, startPostgres } from '../../packages/ledger/test/postgres.ts';
import type { TestPostgres } from '../../packages/ledger/test/postgres.ts';
import { keyturn, startKeyturn } from './keyturn.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyturn-e2e-audit-'));
/** docs/audit.md tells of more. */
const KILLS = Number(process.env['KEYTURN_KILLS'] ?? 3);
let server: TestPostgres | undefined;
beforeAll(async () => {
  if (hasPostgres) server = await startPostgres();
}, 60_000);
afterAll(
  () => {
    server?.stop();
    rmSync(folder, { recursive: true, force: true });
    // A database for every second kill is to be removed with it.
  },
  60_000 + KILLS * 2_000,
);

const key = keyMaker(23);
let count = 0;
const state = (): { XDG_STATE_HOME: string; XDG_CONFIG_HOME: string; KEYTURN_NOW: string } => {
  const path = join(folder, `state-${count++}`);
  return { XDG_STATE_HOME: path, XDG_CONFIG_HOME: join(path, 'config'), KEYTURN_NOW: '2026-03-31T06:00:00Z' };
};

function repository(name: string, files: Readonly<Record<string, string>>): SampleRepository {
  const made = new SampleRepository(join(folder, name));
  made.commit('2026-01-05', files);
  return made;
}

const value = key('klipy');
const leaky = repository('leaky', {
  'a.ts': `const KLIPY_API_KEY = '${value}';\n`,
  // A tree has no say in how it is audited.
  'keyturn.yaml': 'exclude: ["**"]\n',
});
const clean = repository('clean', { 'a.ts': 'nothing\n' });

describe('keyturn audit', () => {
  it('says by its code what there is', { timeout: 60_000 }, () => {
    const env = state();
    expect(keyturn(['audit', clean.path], { env }).status).toBe(0);
    expect(keyturn(['audit', clean.path, join(folder, 'nowhere')], { env }).status).toBe(3);
    expect(keyturn(['audit', clean.path, leaky.path, join(folder, 'nowhere')], { env }).status).toBe(1);
    for (const wrong of [
      ['audit'],
      ['audit', 'github:'],
      ['audit', '.', '--format', 'pdf'],
      ['audit', '--compare', 'x'],
    ]) {
      expect(keyturn(wrong, { env })).toMatchObject({ status: 2, stdout: '' });
    }
  });

  it('writes a report in four formats, compares two audits, and keeps no value', { timeout: 60_000 }, () => {
    const env = state();
    const report = join(folder, 'report');
    const { status, stdout } = keyturn(['audit', leaky.path, `file://${leaky.path}`, '--report', report], { env });
    expect(status).toBe(1);
    expect(stdout).toContain('1  new');
    const names = readdirSync(report).toSorted((a, b) => (a < b ? -1 : 1));
    expect(names).toEqual(['audit.csv', 'audit.html', 'audit.json', 'audit.md']);
    const again = { ...env, KEYTURN_NOW: '2026-06-30T06:00:00Z' };
    expect(keyturn(['audit', leaky.path, `file://${leaky.path}`], { env: again }).stdout).toContain('1  still open');
    const compared = keyturn(['audit', '--compare', '2026-03-31', '2026-06-30', '--format', 'json'], { env });
    expect(JSON.parse(compared.stdout)).toMatchObject({ id: '2026-06-30', previous: '2026-03-31', closedBefore: 0 });
    // The mirror is the repository itself; nothing else holds the key.
    const files = execFileSync('find', [env.XDG_STATE_HOME, report, '-type', 'f', '-not', '-path', '*/mirrors/*'], {
      encoding: 'utf8',
    });
    for (const file of files.trim().split('\n')) expect(readFileSync(file).includes(value.slice(10))).toBe(false);
    expect(stdout).not.toContain(value.slice(10));
  });

  it(
    'takes its targets from the user’s own configuration, and from none that lies in a target',
    { timeout: 60_000 },
    () => {
      const env = state();
      const own = join(folder, 'own.yaml');
      writeFileSync(own, `targets: ["${leaky.path}"]\nsuppress: [{ path: "**", reason: made for a test }]\n`);
      const { status, stdout } = keyturn(['audit', '--config', own], { env });
      expect([status, /(\d+)\s+suppressed/.exec(stdout)?.[1]]).toEqual([0, '1']);
      const inside = keyturn(['audit', leaky.path, '--config', join(leaky.path, 'keyturn.yaml')], { env });
      expect(inside).toMatchObject({ status: 2 });
      expect(inside.stderr).toContain('lies in what is audited');
    },
  );
});

describe('what hides keys from an audit', () => {
  const marked = repository('marked', {
    'a.ts': `const KLIPY_API_KEY = '${key('klipy')}';\n`,
    'tests/b.ts': `const KLIPY_API_KEY = '${key('klipy')}';\n`,
    'keyturn.yaml': 'exclude: ["tests/**"]\n',
  });
  keyturn(['baseline', marked.path], { env: state() });
  marked.commit('2026-01-06', {});

  it.each([
    ['a work tree', marked.path],
    ['a mirror', `file://${marked.path}`],
  ])('of %s are its own configuration and baseline only where the user says so', { timeout: 60_000 }, (_, target) => {
    const open = keyturn(['audit', target, '--format', 'json'], { env: state() });
    expect(open.status).toBe(1);
    expect((JSON.parse(open.stdout) as AuditDocument).keys.map(({ suppressed }) => suppressed)).toEqual([null, null]);
    const told = keyturn(['audit', target, '--tree-config', '--format', 'json'], { env: state() });
    const document = JSON.parse(told.stdout) as AuditDocument;
    expect(told.status).toBe(0);
    expect(document.keys.map(({ suppressed }) => suppressed)).toEqual(['baseline']);
    // What it leaves out is told, not hidden.
    expect(document.targets[0]?.coverage.narrowed).toEqual([expect.stringContaining('tests/**')]);
  });

  it('is the baseline that the user’s own configuration names', { timeout: 60_000 }, () => {
    const own = join(folder, 'with-baseline.yaml');
    writeFileSync(own, 'baseline: known-keys\n');
    const wanting = keyturn(['audit', marked.path, '--config', own], { env: state() });
    expect(wanting).toMatchObject({ status: 2, stdout: '' });
    expect(wanting.stderr).toContain('known-keys');
    writeFileSync(join(folder, 'known-keys'), readFileSync(join(marked.path, '.keyturn-baseline')));
    const { stdout } = keyturn(['audit', marked.path, '--config', own, '--format', 'json'], { env: state() });
    const suppressed = (JSON.parse(stdout) as AuditDocument).keys.map((one) => one.suppressed);
    expect(new Set(suppressed)).toEqual(new Set(['baseline', null]));
  });

  it('of a repository that can’t be read makes it not covered, and stops no other', { timeout: 60_000 }, () => {
    const broken = repository('broken', { 'a.ts': 'nothing\n', 'keyturn.yaml': 'exclude: 7\n' });
    const { status, stdout } = keyturn(['audit', broken.path, clean.path, '--tree-config', '--format', 'json'], {
      env: state(),
    });
    expect(status).toBe(3);
    const failures = (JSON.parse(stdout) as AuditDocument).targets.map(({ coverage: { failure } }) => failure);
    expect(failures).toEqual([expect.stringContaining('keyturn.yaml'), null]);
  });
});

describe.each([{ name: 'SQLite' }, ...(hasPostgres ? [{ name: 'PostgreSQL' }] : [])])(
  'an audit into $name',
  ({ name }) => {
    it(
      'is killed at random moments, begun again, and leaves what an undisturbed one leaves',
      { timeout: 300_000 + KILLS * 20_000 },
      async () => {
        const targets = Array.from({ length: 6 }, (_, index) =>
          repository(`${name}-${index}`, {
            'a.ts': `const KLIPY_API_KEY = '${key('klipy')}';\n`,
            'b.ts': `x${index}\n`,
          }),
        ).map(({ path }, index) => (index % 2 === 0 ? path : `file://${path}`));
        const newEnv = (): Record<string, string> => ({
          ...state(),
          ...(name === 'PostgreSQL' && { KEYTURN_DATABASE_URL: server?.newDatabase() ?? '' }),
        });
        const run = (env: Record<string, string>, killAfter: number | null): Promise<boolean> =>
          new Promise((resolve) => {
            const child = startKeyturn(['audit', '--quiet', ...targets], { env });
            const timer = killAfter === null ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
            child.stdout?.resume();
            child.stderr?.resume();
            child.on('exit', (_code, signal) => {
              clearTimeout(timer);
              resolve(signal === null);
            });
          });
        const dump = (env: Record<string, string>): string => keyturn(['ledger', 'export'], { env }).stdout;
        const isFinished = (text: string): boolean => /"audit":\{.*"finishedAt":"/.test(text.split('\n')[1] ?? '');
        const calm = newEnv();
        const started = performance.now();
        await run(calm, null);
        const duration = performance.now() - started;
        const wanted = dump(calm);
        expect(wanted).toContain('"end":');
        let kills = 0;
        while (kills < KILLS) {
          const env = newEnv();
          let isDone = false;
          for (let cut = 0; cut < 2 && !isDone; cut++) {
            const isAtEnd = await run(env, Math.random() * duration);
            if (!isAtEnd) kills++;
            // One that is killed in its last moments may have come to its end; one more would be another.
            isDone = isAtEnd || isFinished(dump(env));
          }
          if (!isDone) await run(env, null);
          expect(dump(env)).toBe(wanted);
          rmSync(env['XDG_STATE_HOME'] ?? '', { recursive: true });
        }
      },
    );
  },
);

describe('keyturn schedule', () => {
  it('answers on loopback, and ends cleanly when it is told to', async () => {
    const env = state();
    const own = join(folder, 'schedule.yaml');
    writeFileSync(own, `targets: ["${clean.path}"]\naudit: { schedule: "@quarterly", timezone: Europe/Berlin }\n`);
    const child = startKeyturn(['schedule', '--listen', '127.0.0.1:0', '--config', own], {
      env: { XDG_STATE_HOME: env.XDG_STATE_HOME, XDG_CONFIG_HOME: env.XDG_CONFIG_HOME },
    });
    const said = await new Promise<string>((resolve) => {
      let all = '';
      child.stderr?.on('data', (chunk: Buffer) => {
        all += chunk.toString();
        if (all.includes('is due at')) resolve(all);
      });
    });
    const url = /http:\S+/.exec(said)?.[0] ?? '';
    const health = (await (await fetch(`${url}/healthz`)).json()) as { status: string; nextRun: string };
    expect(health).toMatchObject({ status: 'ok', nextRun: expect.stringMatching(/T2[123]:00:00/) as string });
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('keyturn_outbox_pending 0');
    child.kill('SIGTERM');
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect(code).toBe(0);
  });

  it('wants a schedule and targets', () => {
    const env = state();
    expect(keyturn(['schedule'], { env }).stderr).toContain('There is no schedule');
    expect(keyturn(['schedule', '--cron', '@quarterly'], { env }).stderr).toContain('There is nothing to audit');
  });
});
