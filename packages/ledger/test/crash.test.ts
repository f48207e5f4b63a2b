/** Processes that are killed, and disks that are full: what was written stands, and nothing stands twice. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLedger } from '../src/index.ts';
import { bundledWriter } from './bundled-writer.ts';
import { hasPostgres, startPostgres } from './postgres.ts';
import type { TestPostgres } from './postgres.ts';

const KEYS = 500;
const PLACES = 30;
/** docs/ledger.md tells of 200. */
const KILLS = Number(process.env['KEYTURN_KILLS'] ?? 10);

const folder = mkdtempSync(join(tmpdir(), 'keyturn-crash-'));
let writer = '';
let server: TestPostgres | undefined;
let count = 0;

beforeAll(async () => {
  writer = await bundledWriter();
  if (hasPostgres) server = await startPostgres();
}, 60_000);
afterAll(() => {
  server?.stop();
  rmSync(folder, { recursive: true, force: true });
  rmSync(writer, { force: true });
}, 60_000);

const sqlite = (): Record<string, string> => ({ XDG_STATE_HOME: join(folder, `${count++}`) });
const postgres = (): Record<string, string> => ({ KEYTURN_DATABASE_URL: server?.newDatabase() ?? '' });

/** Runs the writer; kills it after so many milliseconds. @returns whether it came to its end */
function write(env: Record<string, string>, killAfter: number | null, audit = 'audit'): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [writer, `${KEYS}`, `${PLACES}`, audit], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const timer = killAfter === null ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
  });
}

async function dump(env: Record<string, string>): Promise<string> {
  const ledger = await openLedger(null, env);
  let text = '';
  for await (const line of ledger.exportLines()) text += line;
  await ledger.close();
  return text;
}

describe.each([
  { name: 'SQLite', newLedger: sqlite },
  ...(hasPostgres ? [{ name: 'PostgreSQL', newLedger: postgres }] : []),
])('a writer of $name', ({ newLedger }) => {
  it('writes beside two others into a ledger that none of them has found', { timeout: 60_000 }, async () => {
    const env = newLedger();
    const names = ['first', 'second', 'third'];
    expect(await Promise.all(names.map((name) => write(env, null, name)))).toEqual([true, true, true]);
    const lines = (await dump(env))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, never>);
    expect(lines.at(-1)).toMatchObject({ end: { audit: 3, key: KEYS, occurrence: 3 * KEYS * PLACES } });
    const events = lines.flatMap((line) =>
      'key' in line ? [(line['key'] as { events: unknown[] }).events.length] : [],
    );
    expect(events).toEqual(Array.from({ length: KEYS }, () => 1));
  });

  it(
    'is killed at random moments, begun again, and leaves what an undisturbed one leaves',
    { timeout: 120_000 + KILLS * 5_000 },
    async () => {
      const calm = newLedger();
      const started = performance.now();
      expect(await write(calm, null)).toBe(true);
      const duration = performance.now() - started;
      const expected = await dump(calm);
      expect(JSON.parse(expected.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
        end: { audit: 1, key: KEYS, occurrence: KEYS * PLACES },
      });
      let kills = 0;
      while (kills < KILLS) {
        const env = newLedger();
        // Three cuts into the same audit, then to its end.
        for (let cut = 0; cut < 3; cut++) {
          if (!(await write(env, Math.random() * duration))) kills++;
        }
        expect(await write(env, null)).toBe(true);
        expect(await dump(env)).toBe(expected);
      }
      expect(kills).toBeGreaterThanOrEqual(KILLS);
    },
  );
});

describe.skipIf(process.platform === 'win32')('a full disk', () => {
  it(
    'ends with a sentence, keeps what was written, and takes the rest when there is room',
    { timeout: 60_000 },
    async () => {
      const calm = sqlite();
      expect(await write(calm, null)).toBe(true);
      const env = sqlite();
      // In KiB, for each file. Ignored, the signal leaves an error in its place.
      const command = `trap '' XFSZ; ulimit -f 3000; exec "$0" "$@"`;
      const { status, stderr } = spawnSync('bash', ['-c', command, process.execPath, writer, `${KEYS}`, `${PLACES}`], {
        env: { PATH: process.env['PATH'], ...env },
        encoding: 'utf8',
      });
      expect(status).not.toBe(0);
      expect(stderr).toContain('There is no room left where the ledger');
      expect(await write(env, null)).toBe(true);
      expect(await dump(env)).toBe(await dump(calm));
    },
  );
});
