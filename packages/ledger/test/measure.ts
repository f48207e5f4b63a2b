/**
 * Writes a large audit into each database and says what it cost; then the same again, which has to leave nothing new:
 * `node packages/ledger/measure.mjs [KEYS [PLACES]]`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasPostgres, startPostgres } from './postgres.ts';

const [keys = 50_000, places = 20] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'keyturn-measure-'));
/** Beside this one, where measure.mjs puts it. */
const writer = fileURLToPath(new URL('writer.mjs', import.meta.url));
const server = hasPostgres ? await startPostgres() : undefined;

/** Wall clock and CPU of the writing process in seconds, its largest memory in MB. */
interface Cost {
  readonly seconds: number;
  readonly cpu: number;
  readonly megabytes: number;
}

function write(env: NodeJS.ProcessEnv, of: number, audit: string): Cost {
  const { stdout, stderr } = spawnSync(process.execPath, [writer, `${of}`, `${places}`, audit], {
    env: { PATH: process.env['PATH'], ...env },
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Cost;
}

const databases: readonly (readonly [string, () => NodeJS.ProcessEnv])[] = [
  ['SQLite', () => ({ XDG_STATE_HOME: mkdtempSync(join(folder, 'state-')) })],
  ...(server === undefined ? [] : [['PostgreSQL', () => ({ KEYTURN_DATABASE_URL: server.newDatabase() })] as const]),
];

try {
  process.stdout.write(
    '| Database | Keys | Places | Audit | Seconds | of CPU, the writer | Memory |\n| - | - | - | - | - | - | - |\n',
  );
  for (const [name, newLedger] of databases) {
    for (const of of [Math.ceil(keys / 10), keys]) {
      const env = newLedger();
      for (const audit of ['first', 'second']) {
        const { seconds, cpu, megabytes } = write(env, of, audit);
        process.stdout.write(
          `| ${name} | ${of} | ${of * places} | ${audit} | ${seconds.toFixed(1)} | ${cpu.toFixed(1)} | ${Math.round(megabytes)} MB |\n`,
        );
      }
      const state = env['XDG_STATE_HOME'];
      if (state !== undefined) {
        const { size } = statSync(join(state, 'keyturn', 'ledger.db'));
        process.stdout.write(`The file of ${name} has ${Math.round(size / 1e6)} MB then.\n`);
      }
    }
  }
} finally {
  server?.stop();
  rmSync(folder, { recursive: true, force: true });
}
