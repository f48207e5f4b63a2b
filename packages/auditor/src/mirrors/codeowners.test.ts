import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { SampleRepository } from '../../test/sample-repositories.ts';
import { mirroredCodeowners } from './codeowners.ts';
import { mirror } from './mirror.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyturn-codeowners-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('follows the default branch, and asks git only after something was fetched', async () => {
  const origin = new SampleRepository(join(folder, 'origin'));
  // Counts what is asked of git.
  const bin = join(folder, 'bin');
  const log = join(folder, 'git.log');
  mkdirSync(bin);
  const git = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  writeFileSync(join(bin, 'git'), `#!/bin/sh\necho run >> '${log}'\nexec '${git}' "$@"\n`);
  chmodSync(join(bin, 'git'), 0o755);
  const asked = async (path: string): Promise<[owner: string | null, runs: number]> => {
    const before = process.env['PATH'];
    writeFileSync(log, '');
    process.env['PATH'] = `${bin}:${before ?? ''}`;
    try {
      const owner = (await mirroredCodeowners(path))?.('src/a.ts') ?? null;
      return [owner, readFileSync(log, 'utf8').split('\n').length - 1];
    } finally {
      process.env['PATH'] = before;
    }
  };
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const fetched = (): Promise<string> =>
    mirror(`file://${origin.path}`, { folder: join(folder, 'mirrors'), env, signal: undefined });

  origin.commit('2026-01-01', { 'src/a.ts': 'a\n' });
  const path = await fetched();
  expect(await asked(path)).toEqual([null, 1]);
  expect(await asked(path)).toEqual([null, 0]);

  origin.commit('2026-01-02', { CODEOWNERS: 'src/ @acme/first\n' });
  await fetched();
  expect(await asked(path)).toEqual(['@acme/first', 2]);
  await fetched();
  expect(await asked(path)).toEqual(['@acme/first', 0]);

  origin.git(['checkout', '--quiet', '-b', 'next'], '2026-01-03');
  origin.commit('2026-01-03', { CODEOWNERS: 'src/ @acme/second\n' });
  await fetched();
  expect((await asked(path))[0]).toBe('@acme/second');
  // What can't be understood is read again.
  writeFileSync(join(path, 'keyturn-codeowners'), '{"seen":');
  expect(await asked(path)).toEqual(['@acme/second', 2]);

  // What the last fetch saw is lost: what is kept may be old, and is not asked.
  rmSync(join(path, 'keyturn-seen'));
  origin.commit('2026-01-04', { CODEOWNERS: 'src/ @acme/third\n' });
  execFileSync('git', ['fetch', '--quiet', `file://${origin.path}`, '+refs/*:refs/*'], { cwd: path, env });
  expect((await asked(path))[0]).toBe('@acme/third');
  expect((await asked(path))[0]).toBe('@acme/third');
  // The next fetch writes it down again, and what was read is kept again.
  await fetched();
  expect((await asked(path))[0]).toBe('@acme/third');
  expect(await asked(path)).toEqual(['@acme/third', 0]);
});

it('is read each time where it can’t be kept', async () => {
  const origin = new SampleRepository(join(folder, 'unkept'));
  origin.commit('2026-01-01', { 'src/a.ts': 'a\n', CODEOWNERS: 'src/ @acme/first\n' });
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const path = await mirror(`file://${origin.path}`, { folder: join(folder, 'mirrors'), env, signal: undefined });
  // A folder in its place: no file can be moved there.
  mkdirSync(join(path, 'keyturn-codeowners', 'occupied'), { recursive: true });
  expect((await mirroredCodeowners(path))?.('src/a.ts')).toBe('@acme/first');
  expect(readdirSync(path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
