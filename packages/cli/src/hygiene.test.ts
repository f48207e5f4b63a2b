import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Repositories } from './hygiene.ts';

let top = '';
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'keyturn-repositories-')));
});
afterEach(() => {
  rmSync(top, { recursive: true });
});

function repository(...parts: string[]): string {
  const folder = join(top, ...parts);
  mkdirSync(join(folder, '.git'), { recursive: true });
  writeFileSync(join(folder, '.git', 'HEAD'), 'ref: refs/heads/main\n');
  return folder;
}

const at = (path: string) => ({ root: 0, path, source: 'file' }) as Parameters<Repositories['of']>[0];

describe('the repository of a place', () => {
  it('is the nearest one above it', () => {
    const outer = repository('shop');
    const inner = repository('shop', 'vendor', 'lib');
    mkdirSync(join(outer, 'src', 'deep'), { recursive: true });
    mkdirSync(join(inner, 'src'));
    const repositories = new Repositories([outer], [outer]);
    const paths = ['src/deep/a.ts', 'vendor/lib/src/b.ts', 'vendor/lib/c.ts', 'vendor/d.ts', 'e.ts'];
    expect(paths.map((path) => repositories.of(at(path)))).toEqual([outer, inner, inner, outer, outer]);
  });

  it('may lie above what was scanned', () => {
    const outer = repository('shop');
    mkdirSync(join(outer, 'src'));
    expect(new Repositories([join(outer, 'src')], [join(outer, 'src')]).of(at('a.ts'))).toBe(outer);
  });

  it('is the one around it where its folder is gone since, or is inside an archive', () => {
    const outer = repository('shop');
    expect(new Repositories([outer], [outer]).of(at('gone/for/good.zip!/a.ts'))).toBe(outer);
  });

  it('is a folder that was named where there is none, and else nothing', () => {
    mkdirSync(join(top, 'plain', 'src'), { recursive: true });
    const root = join(top, 'plain');
    expect(new Repositories([root], [root]).of(at('src/a.ts'))).toBe(root);
    expect(new Repositories([root], [join(root, 'src', 'a.ts')]).of(at('src/a.ts'))).toBeNull();
  });
});
