import { describe, expect, it } from 'vitest';
import { compileGlob } from './glob.ts';

describe('compileGlob', () => {
  it.each([
    ['*.md', 'README.md', true],
    ['*.md', 'docs/deep/a.md', true],
    ['vendor', 'vendor/a/b.js', true],
    ['vendor/', 'src/vendor/b.js', true],
    ['/vendor', 'src/vendor/b.js', false],
    ['/vendor', 'vendor/b.js', true],
    ['src/*.ts', 'src/a.ts', true],
    ['src/*.ts', 'src/deep/a.ts', false],
    ['src/**/*.ts', 'src/a.ts', true],
    ['src/**/*.ts', 'src/a/b/c.ts', true],
    ['test/**', 'test/a/b', true],
    ['test/**', 'test', false],
    ['**', 'a', true],
    ['**', 'a/b', true],
    ['**/fixtures/**', 'a/b/fixtures/c', true],
    ['**/fixtures/**', 'fixtures/c', true],
    ['**/fixtures/**', 'a/fixture/c', false],
    ['*.{js,ts}', 'a.ts', true],
    ['{a,b/{c,d}}/x', 'b/d/x', true],
    ['file?.txt', 'file1.txt', true],
    ['file?.txt', 'file.txt', false],
    ['a.b', 'axb', false],
    ['./src', 'src/a', true],
  ])('%s and %s: %s', (pattern, path, isFit) => {
    expect(compileGlob(pattern)(path)).toBe(isFit);
  });

  it('takes its time in proportion on catastrophic patterns', () => {
    const start = performance.now();
    expect(compileGlob(`${'*a'.repeat(200)}b`)('a'.repeat(20_000))).toBe(false);
    expect(compileGlob(`${'**/a/'.repeat(100)}b`)('a/'.repeat(3000))).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('refuses braces that explode, and nothing at all', () => {
    expect(() => compileGlob('{a,b}'.repeat(10))).toThrow(RangeError);
    expect(() => compileGlob('  ')).toThrow(RangeError);
  });
});
