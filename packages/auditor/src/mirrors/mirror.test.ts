import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { SampleRepository } from '../../test/sample-repositories.ts';
import { mirror } from './mirror.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyturn-mirror-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it(
  'puts the packs of many fetches together, and keeps what nothing reaches any more',
  { timeout: 120_000 },
  async () => {
    const origin = new SampleRepository(join(folder, 'origin'));
    const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
    const url = `file://${origin.path}`;
    const fetched = (): Promise<string> => mirror(url, { folder: join(folder, 'mirrors'), env, signal: undefined });
    origin.commit('2026-01-01', { 'a.ts': 'first\n' });
    const path = await fetched();
    origin.commit('2026-01-02', { 'a.ts': 'taken back\n' });
    await fetched();
    const takenBack = origin.git(['rev-parse', 'HEAD'], '2026-01-02').trim();
    origin.git(['reset', '--quiet', '--hard', 'HEAD~1'], '2026-01-02');
    const packs = (): number =>
      readdirSync(join(path, 'objects', 'pack')).filter((name) => name.endsWith('.pack')).length;
    let most = 0;
    for (let number = 0; number < 60; number++) {
      origin.commit('2026-01-03', { 'a.ts': `${number}\n` });
      await fetched();
      most = Math.max(most, packs());
    }
    expect(most).toBe(50);
    expect(packs()).toBeLessThan(20);
    const git = (...args: string[]): string => execFileSync('git', args, { cwd: path, encoding: 'utf8' });
    expect(git('cat-file', '-t', takenBack).trim()).toBe('commit');
    expect(git('show', `${takenBack}:a.ts`)).toBe('taken back\n');
    expect(git('fsck', '--full', '--no-dangling')).toBe('');
  },
);
