/** A history through the executable: what it shows of keys in names, and how it ends where git cannot go on. */
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Workbench } from '../../scanner/test/history.ts';
import { clarkyKey, tail } from '../../scanner/test/sample.ts';
import { keyturn } from './keyturn.ts';

describe('keys in names', () => {
  it.each(['text', 'json', 'sarif', 'csv', 'html', 'junit'])(
    'are masked in the path, the author and the branch (%s)',
    (format) => {
      const bench = new Workbench();
      const key = clarkyKey(1);
      const other = clarkyKey(2);
      bench.commit({ 'a.txt': 'nothing\n' });
      bench.git(['checkout', '-q', '-b', `feature/${key}`]);
      const commit = bench.commit({ [`${key}.env`]: `KEY=${key}\n` }, 'change', {
        name: `Eve ${other}`,
        email: `${other}@example.org`,
      });
      const { status, stdout, stderr } = keyturn(['scan', '--history', bench.path, '--format', format]);
      expect(status).toBe(1);
      expect(stdout).toContain(commit.slice(0, 7));
      for (const value of [key, other]) expect(stdout + stderr).not.toContain(value.slice(8, 18));
    },
  );
});

describe('a broken pack that git alone reads', () => {
  it('ends with 2 and a sentence, never as if nothing was there', () => {
    const bench = new Workbench();
    bench.commit({ 'a.txt': tail(4000, 3) });
    bench.git(['repack', '-q', '-a', '-d']);
    const folder = join(bench.path, '.git/objects/pack');
    const pack = join(folder, readdirSync(folder).find((name) => name.endsWith('.pack')) ?? '');
    const data = readFileSync(pack);
    data.fill(0x55, Math.floor(data.length / 2), Math.floor(data.length / 2) + 64);
    chmodSync(pack, 0o644);
    writeFileSync(pack, data);
    const { status, stderr } = keyturn(['scan', '--history', bench.path], { env: { KEYTURN_GIT_READER: 'git' } });
    expect(stderr).toMatch(/\w+.*\./);
    expect(status).toBe(2);
    expect(keyturn(['scan', '--history', bench.path]).status).toBe(3);
  });
});
