import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clarkyKey } from '../../scanner/test/sample.ts';
import { git, put, scratch } from '../../scanner/test/scratch.ts';
import { executable, keyturn, plainEnvironment } from './keyturn.ts';

const commit = (folder: string, subject: string): void => {
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', subject);
};

describe.skipIf(process.platform === 'win32')('a server with the pre-receive hook', () => {
  it('takes what is clean, refuses what holds a key, and keeps nothing of it', () => {
    const folder = scratch();
    const server = join(folder, 'server.git');
    const client = join(folder, 'client');
    execFileSync('git', ['init', '-q', '--bare', '-b', 'main', server]);
    execFileSync('git', ['init', '-q', '-b', 'main', client]);
    // The shell of a hook splits no path at its blanks, and this one may have some.
    const command = `${process.execPath} ${executable}`;
    expect(keyturn(['hook', 'install', '--pre-receive', '--command', command], { cwd: server }).status).toBe(0);
    const push = (...refs: string[]): { status: number | null; stderr: string } =>
      spawnSync('git', ['push', server, ...refs], { cwd: client, encoding: 'utf8', env: plainEnvironment() });
    const objects = (): number => readdirSync(join(server, 'objects'), { recursive: true }).length;

    put(client, { 'a.txt': 'clean' });
    commit(client, 'one');
    expect(push('main').status).toBe(0);
    const before = objects();

    put(client, { 'key.env': `K=${clarkyKey(1)}\n` });
    commit(client, 'two');
    git(client, 'rm', '-q', 'key.env');
    git(client, 'commit', '-qm', 'taken away again');
    const refused = push('main', 'main:refs/heads/other');
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toMatch(/key\.env/);
    expect(refused.stderr).not.toContain(clarkyKey(1));
    expect(objects()).toBe(before);

    expect(push('main~2:refs/heads/again').status).toBe(0);
    expect(push(':refs/heads/again').status).toBe(0);
    expect(existsSync(join(server, 'refs/heads/again'))).toBe(false);
  });
});
