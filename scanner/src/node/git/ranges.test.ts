/** Ranges of commits and what is staged: what each adds, and nothing that was there before. */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bob, line, once, planted, seen, Workbench } from '../../../test/history.ts';
import type { SeenKey } from '../../../test/history.ts';
import { scanCommits } from './scan-commits.ts';
import type { CommitScanOptions } from './scan-commits.ts';
import { scanStaged } from './scan-staged.ts';

const main = ['refs/heads/main'];
const text = 'a line of text\n'.repeat(30);

async function range(
  bench: Workbench,
  keys: Readonly<Record<string, string>>,
  options: Omit<CommitScanOptions, 'path' | 'fingerprintKey'>,
): Promise<Record<string, SeenKey>> {
  const result = await scanCommits({ path: bench.path, fingerprintKey: null, ...options });
  expect(result.coverage.complete).toBe(true);
  return seen(result, keys);
}

/** As a range tells it: the first sighting and the head are a whole history's. */
function added(place: Parameters<typeof once>[0]): SeenKey {
  return { ...once(place), first: null, atHead: undefined };
}

describe('a range', () => {
  it('holds what each of its commits adds, where it still is, and what took it away', async () => {
    const keys = planted('before', 'removed', 'kept', 'side', 'evil', 'renamed', 'message', 'moved');
    const bench = new Workbench();
    bench.commit({ 'a.env': line(keys.before), 'old.env': text + line(keys.renamed) });
    const base = bench.id('HEAD');
    const one = bench.commit({ 'b.env': line(keys.removed), 'a.env': `more\n${line(keys.before)}` });
    bench.git(['branch', 'still']);
    const two = bench.commit({ 'b.env': null });
    bench.git(['mv', 'old.env', 'new.env']);
    const three = bench.commit(
      { 'c.env': line(keys.kept), 'm.env': text + line(keys.moved) },
      `message ${keys.message}`,
      bob,
    );
    bench.git(['mv', 'm.env', 'moved.env']);
    bench.git(['commit', '-q', '-m', 'move']);
    bench.git(['checkout', '-q', '-b', 'side', base]);
    const side = bench.commit({ 's.env': line(keys.side) });
    bench.git(['checkout', '-q', 'main']);
    bench.git(['merge', '-q', '--no-ff', '--no-commit', 'side']);
    bench.write({ 'e.env': line(keys.evil) });
    bench.git(['add', '-A']);
    bench.git(['commit', '-q', '-m', 'merge']);
    const merge = bench.id('HEAD');
    const expected = {
      removed: added({ path: 'b.env', commit: one, refs: ['refs/heads/still'], removed: two }),
      kept: added({ path: 'c.env', commit: three, author: 'Bob', refs: main }),
      moved: added({ path: 'm.env', commit: three, author: 'Bob', refs: main }),
      message: added({ source: 'commit-message', path: null, commit: three, author: 'Bob', refs: main }),
      side: added({ path: 's.env', commit: side, refs: [...main, 'refs/heads/side'] }),
      evil: added({ path: 'e.env', commit: merge, refs: main }),
    };
    expect(await range(bench, keys, { range: `${base}..main` })).toEqual(expected);
    expect(await range(bench, keys, { range: 'side...main' })).toEqual({ ...expected, side: undefined });
    expect(await range(bench, keys, { commits: [merge] })).toEqual({ evil: expected.evil });
    expect(await range(bench, keys, { since: '@1700000000 +0000' })).toMatchObject(expected);
    expect(await range(bench, keys, { range: 'main..main' })).toEqual({});
    await expect(range(bench, keys, { range: 'nowhere..main' })).rejects.toThrow(/does not resolve/);
  });
});

describe('what is staged', () => {
  const staged = async (
    path: string,
    keys: Readonly<Record<string, string>>,
  ): Promise<Record<string, string | null>> => {
    const result = await scanStaged({ path, fingerprintKey: null });
    expect(result.coverage.complete).toBe(true);
    const found = seen(result, keys);
    return Object.fromEntries(
      Object.entries(found).map(([name, { places }]) => [name, places.map((one) => one.path).join()]),
    );
  };

  it('is the content of the index, also before the first commit', async () => {
    const keys = planted('staged', 'unstaged', 'partly', 'intended', 'deleted', 'renamed', 'old', 'odd');
    const bench = new Workbench();
    bench.write({ 'first.env': line(keys.old) });
    bench.git(['add', '-A']);
    expect(await staged(bench.path, keys)).toEqual({ old: 'first.env' });
    bench.commit({ 'deleted.env': line(keys.deleted), 'r.env': text + line(keys.renamed), 'p.env': 'x\n' });
    expect(await staged(bench.path, keys)).toEqual({});

    bench.write({ 'p.env': line(keys.partly), 'ключ\n.env': line(keys.odd), 's.env': line(keys.staged) });
    bench.git(['add', '-A']);
    bench.write({
      'p.env': 'y\n',
      's.env': 'z\n',
      'first.env': line(keys.old) + line(keys.unstaged),
      'i.env': line(keys.intended),
    });
    bench.git(['add', '-N', 'i.env']);
    bench.git(['rm', '-q', '--cached', 'deleted.env']);
    bench.git(['mv', 'r.env', 'renamed.env']);
    mkdirSync(join(bench.path, 'module'));
    bench.git(['update-index', '--add', '--cacheinfo', `160000,${bench.id('HEAD')},module`]);
    expect(await staged(bench.path, keys)).toEqual({ partly: 'p.env', odd: 'ключ\n.env', staged: 's.env' });
  });

  it('is what a hook commits, split index and sparse names alike', async () => {
    const keys = planted('split', 'hooked');
    const bench = new Workbench();
    bench.commit({ 'a.txt': 'a\n' });
    bench.write({ 'split.env': line(keys.split) });
    bench.git(['update-index', '--split-index']);
    bench.git(['add', '-A']);
    expect(await staged(bench.path, keys)).toEqual({ split: 'split.env' });
    bench.git(['update-index', '--no-split-index', '--index-version', '4']);
    expect(await staged(bench.path, keys)).toEqual({ split: 'split.env' });
    const index = join(bench.path, '.git/index');
    const hooked = join(bench.path, '.git/next-index-1.lock');
    renameSync(index, hooked);
    bench.write({ 'hooked.env': line(keys.hooked) });
    bench.git(['add', 'hooked.env'], { env: { GIT_INDEX_FILE: hooked } });
    bench.git(['read-tree', 'HEAD']);
    expect(await staged(bench.path, keys)).toEqual({});
    process.env['GIT_INDEX_FILE'] = '.git/next-index-1.lock';
    try {
      expect(await staged(bench.path, keys)).toEqual({ split: 'split.env', hooked: 'hooked.env' });
    } finally {
      delete process.env['GIT_INDEX_FILE'];
    }
    rmSync(hooked);
  });
});
