/** A real PostgreSQL for tests: Debian's or whatever is installed, as a user of its own, in a temporary folder. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestPostgres {
  /** With its data, its journal and its log. */
  readonly folder: string;
  /** A new, empty database of it. */
  newDatabase(): string;
  stop(): void;
}

/** Where its programs are, or null. */
function programs(): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((one) => join(debian, one, 'bin')), ...(process.env['PATH'] ?? '').split(':')];
  return folders.find((one) => existsSync(join(one, 'initdb')) && existsSync(join(one, 'pg_ctl'))) ?? null;
}

/** Whether there is one. On CI there has to be: nothing is skipped there. */
export const hasPostgres: boolean = programs() !== null || (process.env['CI'] ?? '') !== '';

/** @param settings of the server's own, as `log_statement=all` */
export async function startPostgres(...own: readonly string[]): Promise<TestPostgres> {
  const bin = programs();
  if (bin === null) {
    throw new Error('There is no PostgreSQL: install Debian’s package postgresql (node scripts/postgres.mjs).');
  }
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-postgres-'));
  const user = ownUser();
  if (user !== null) chownSync(folder, user.uid, user.gid);
  const options = {
    cwd: folder,
    stdio: 'pipe',
    env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' },
    ...user,
  } as const;
  const data = join(folder, 'data');
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'keyturn', '-A', 'trust', '-E', 'UTF8', '--no-sync'], options);
  const port = await freePort();
  const settings = [`-p ${port} -h 127.0.0.1 -k ${folder}`, ...own.map((one) => `-c ${one}`)].join(' ');
  execFileSync(join(bin, 'pg_ctl'), ['-D', data, '-o', settings, '-l', join(folder, 'log'), '-w', 'start'], {
    ...options,
    // The server would hold the pipes open.
    stdio: 'ignore',
  });
  let count = 0;
  return {
    folder,
    newDatabase() {
      const name = `ledger_${count++}`;
      execFileSync(join(bin, 'createdb'), ['-h', '127.0.0.1', '-p', `${port}`, '-U', 'keyturn', name], options);
      return `postgres://keyturn@127.0.0.1:${port}/${name}`;
    },
    stop() {
      spawnSync(join(bin, 'pg_ctl'), ['-D', data, '-m', 'immediate', '-w', 'stop'], { ...options, stdio: 'ignore' });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** It refuses to run as root. */
function ownUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string): string => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout.trim();
  const [uid, gid] = [id('-u'), id('-g')];
  return uid === '' || gid === '' ? { uid: 65_534, gid: 65_534 } : { uid: Number(uid), gid: Number(gid) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
