import { describe, expect, it } from 'vitest';
import { ANCHORS } from '../anchors.ts';
import { planTree, type TreeOptions } from './plan.ts';
import { type WrittenTree, writeTree } from './write-tree.ts';

const OPTIONS: TreeOptions = { seed: 7, files: 300, bytes: 3_000_000, keys: 12 };

function write(options: TreeOptions): { tree: WrittenTree; contents: Map<string, Buffer> } {
  const contents = new Map<string, Buffer>();
  const tree = writeTree(options, { write: (path, data) => contents.set(path, data) });
  return { tree, contents };
}

describe('a generated tree', () => {
  it('is the same for the same seed and another for another', () => {
    const { tree } = write(OPTIONS);
    expect(write(OPTIONS).tree).toEqual(tree);
    expect(write({ ...OPTIONS, seed: 8 }).tree.digest).not.toBe(tree.digest);
    // Pinned: bytes that change on another machine or by an edit need a new TREE_VERSION.
    expect(tree.digest).toBe('ae39f4f4c624d2e31f8bb4d62932580d122043df2144a42467b2acdf8d1ac35a');
  });

  it('has as many files, and at least as many bytes, as were asked for', () => {
    const { tree, contents } = write(OPTIONS);
    expect(contents.size).toBe(300);
    expect(tree.files).toBe(300);
    expect(tree.bytes).toBeGreaterThanOrEqual(3_000_000);
    expect(tree.bytes).toBeLessThan(4_500_000);
    expect([...contents.values()].reduce((sum, data) => sum + data.length, 0)).toBe(tree.bytes);
  });

  it('holds exactly the planted keys, three of each provider', () => {
    const { tree, contents } = write(OPTIONS);
    const text = [...contents.values()].map((data) => data.toString('latin1')).join('\n');
    expect(tree.keys).toBe(12);
    const found = ANCHORS.map(({ pattern, ignoreCase }) => text.match(new RegExp(pattern, ignoreCase ? 'gi' : 'g')));
    expect(found.map((matches) => new Set(matches).size)).toEqual([3, 3, 3, 3]);
  });

  it('has many kinds of files in nested folders, most of them small', () => {
    const plan = planTree({ ...OPTIONS, files: 3000, bytes: 30_000_000 });
    const extensions = new Set(plan.map(({ path }) => path.slice(path.lastIndexOf('.'))));
    expect(extensions.size).toBeGreaterThan(15);
    expect(new Set(plan.map(({ path }) => path)).size).toBe(3000);
    const folders = new Set(plan.map(({ path }) => path.slice(0, path.lastIndexOf('/'))));
    expect(3000 / folders.size).toBeGreaterThan(8);
    expect(3000 / folders.size).toBeLessThan(22);
    const sizes = plan.map(({ bytes }) => bytes).toSorted((left, right) => left - right);
    expect(sizes[1500]).toBeLessThan(5000);
  });
});
