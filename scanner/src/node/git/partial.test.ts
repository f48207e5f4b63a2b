/** Partial clones: what is missing is told with its path, and nothing is fetched. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { line, planted, seen, Workbench } from '../../../test/history.ts';
import { scratch } from '../../../test/scratch.ts';
import { scanCommits } from './scan-commits.ts';
import { scanHistory } from './scan-history.ts';

const keys = planted('early', 'late');

/** A repository, and a clone of it without its blobs but those that are checked out. */
function partialClone(filter: string): { origin: Workbench; clone: Workbench } {
  const origin = new Workbench();
  origin.commit({ 'deep/er/a.env': line(keys.early), 'b.txt': 'one\n' });
  origin.commit({ 'deep/er/a.env': 'nothing\n', 'b.txt': 'two\n' });
  origin.commit({ 'c.env': line(keys.late), 'b.txt': 'three\n' });
  origin.git(['config', 'uploadpack.allowFilter', 'true']);
  origin.git(['config', 'uploadpack.allowAnySHA1InWant', 'true']);
  const folder = join(scratch(), 'clone');
  origin.git(['clone', '-q', `--filter=${filter}`, `file://${origin.path}`, folder]);
  return { origin, clone: new Workbench(folder, 'existing') };
}

const files = (folder: string): string[] => readdirSync(join(folder, '.git/objects/pack')).toSorted();

describe('a partial clone', () => {
  it.each([
    ['as it was made', () => undefined],
    ['without its configuration', (clone: Workbench) => writeFileSync(join(clone.path, '.git/config'), '')],
    [
      'with indexes of version 1',
      (clone: Workbench) => {
        const folder = join(clone.path, '.git/objects/pack');
        for (const pack of readdirSync(folder).filter((name) => name.endsWith('.pack'))) {
          rmSync(join(folder, pack.replace(/pack$/, 'idx')));
          clone.git(['index-pack', '--index-version=1', join(folder, pack)]);
        }
      },
    ],
  ] as [string, (clone: Workbench) => void][])('tells what is missing (%s)', async (_says, change) => {
    const { origin, clone } = partialClone('blob:none');
    change(clone);
    const before = files(clone.path);
    const missing = ['HEAD~2:b.txt', 'HEAD~1:b.txt', 'HEAD~2:deep/er/a.env'].map(
      (name) => `${origin.id(name)} ${name.replace(/^.*:/, '')}`,
    );
    for (const reader of ['native', 'git'] as const) {
      const result = await scanHistory({ path: clone.path, fingerprintKey: null, threads: 1, reader });
      expect(result.coverage.skipped.map(({ where }) => where)).toEqual(missing.toSorted());
      expect(result.coverage).toMatchObject({ complete: false, skippedTotal: { 'missing-object': 3 } });
      expect(Object.keys(seen(result, keys))).toEqual(['late']);
    }
    expect(files(clone.path)).toEqual(before);
  });

  it('tells what a range lacks', async () => {
    const { origin, clone } = partialClone('blob:none');
    const { coverage } = await scanCommits({ path: clone.path, fingerprintKey: null, range: 'HEAD~2..HEAD' });
    expect(coverage.skipped).toEqual([{ where: origin.id('HEAD~1:b.txt'), reason: 'missing-object' }]);
  });

  it('tells missing folders and trees of commits', async () => {
    const { origin, clone } = partialClone('tree:0');
    rmSync(join(clone.path, '.git/config'));
    const { coverage } = await scanHistory({ path: clone.path, fingerprintKey: null, threads: 1 });
    const missing = ['HEAD~2^{tree}', 'HEAD~1^{tree}'].map((name) => origin.id(name));
    expect(coverage.skipped.map(({ where }) => where)).toEqual(missing.toSorted());
  });

  it('has no gap once it has everything', async () => {
    const { clone } = partialClone('blob:none');
    clone.git(['fetch', '-q', '--refetch', '--no-filter']);
    const { coverage } = await scanHistory({ path: clone.path, fingerprintKey: null, threads: 1 });
    expect(coverage).toMatchObject({ complete: true, skipped: [] });
  });
});
