import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readInTree } from './read-in-tree.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-tree-'));
  mkdirSync(join(folder, 'tree/deep'), { recursive: true });
  writeFileSync(join(folder, 'outside'), 'secret');
  writeFileSync(join(folder, 'tree/deep/inside'), 'text');
  symlinkSync('../outside', join(folder, 'tree/out'));
  symlinkSync('deep/inside', join(folder, 'tree/in'));
  symlinkSync('/dev/zero', join(folder, 'tree/zero'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(process.platform === 'win32')('readInTree', () => {
  const read = (path: string): string | undefined => readInTree(join(folder, 'tree'), path);

  it('reads what is there, and links within the tree', () => {
    expect([read('deep/inside'), read('in'), read('gone')]).toEqual(['text', 'text', undefined]);
  });

  it.each(['out', '../outside', 'zero', '.'])('does not follow %s out of the tree', (path) => {
    expect(() => read(path)).toThrow(/leads out of the tree/);
  });

  it('opens nothing but files', () => {
    expect(() => read('deep')).toThrow('deep is no file.');
  });
});
