import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ANCHORS } from '../anchors.ts';
import { writeRepository } from './write-repository.ts';

const OPTIONS = { seed: 3, packedBytes: 700_000, assets: 0, keys: 8 };
const folder = mkdtempSync(join(tmpdir(), 'keyturn-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(repository: string, ...args: string[]): string {
  return execFileSync('git', ['-C', repository, ...args], { encoding: 'latin1', maxBuffer: 1e9 });
}

describe('a generated repository', () => {
  it('is whole, in one pack, with merges and deltas, and holds exactly the planted keys', async () => {
    const path = join(folder, 'one.git');
    const facts = await writeRepository(path, OPTIONS);
    expect(readdirSync(join(path, 'objects/pack')).filter((name) => name.endsWith('.pack'))).toHaveLength(1);
    expect(facts.keys).toBe(8);
    expect(facts.commits).toBe(Number(git(path, 'rev-list', '--all', '--count')));
    expect(git(path, 'rev-list', '--all', '--merges')).not.toBe('');
    expect(() => git(path, 'fsck', '--strict')).not.toThrow();

    const blobs = git(path, 'cat-file', '--batch-all-objects', '--batch', '--unordered', '--buffer');
    const found = ANCHORS.map(
      ({ pattern, ignoreCase }) => new Set(blobs.match(new RegExp(pattern, ignoreCase ? 'gi' : 'g'))),
    );
    expect(found.map(({ size }) => size)).toEqual([2, 2, 2, 2]);
    expect(blobs.length).toBeGreaterThan(5 * facts.packedBytes);
  });

  it('is the same for the same seed, with large random blobs too', async () => {
    const options = { ...OPTIONS, packedBytes: 4_000_000, assets: 0.9 };
    const heads: string[] = [];
    for (const name of ['two.git', 'three.git']) {
      await writeRepository(join(folder, name), options);
      heads.push(git(join(folder, name), 'rev-parse', 'main'));
    }
    expect(heads[0]).toBe(heads[1]);
    expect(git(join(folder, 'two.git'), 'ls-tree', '-r', '--name-only', 'main')).toContain('assets/');
  });
});
