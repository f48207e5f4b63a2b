/** Repositories of unusual shapes: the same keys are found, with the same introductions, by either reader. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encode, encodeFile } from '../../../test/encoders.ts';
import { ada, bob, seenByBoth, line, once, planted, seen, Workbench } from '../../../test/history.ts';
import { scratch } from '../../../test/scratch.ts';
import { scanHistory } from './scan-history.ts';

const main = ['refs/heads/main'];

describe('a repository', () => {
  it('is searched where it is bare, and from a linked work tree', async () => {
    const keys = planted('first', 'branch', 'staged');
    const bench = new Workbench();
    const first = bench.commit({ 'a.env': line(keys.first) });
    bench.git(['worktree', 'add', '-q', '-b', 'linked', join(bench.path, 'linked')]);
    const linked = new Workbench(join(bench.path, 'linked'), 'existing');
    const branch = linked.commit({ 'b.env': line(keys.branch) }, 'linked', bob);
    // In the linked work tree's own index only: its object is in the shared store.
    linked.write({ 'c.env': line(keys.staged) });
    linked.git(['add', 'c.env']);
    const expected = {
      first: once({ path: 'a.env', commit: first, refs: ['refs/heads/linked', ...main] }, true),
      branch: once({ path: 'b.env', commit: branch, author: 'Bob', refs: ['refs/heads/linked'] }, true),
      staged: once({ path: null }),
    };
    expect(await seenByBoth(linked.path, keys)).toEqual(expected);
    expect(await seenByBoth(join(bench.path, '.git'), keys)).toEqual({
      ...expected,
      branch: { ...expected.branch, atHead: false },
    });
    const bare = join(scratch(), 'bare.git');
    bench.git(['clone', '-q', '--mirror', bench.path, bare]);
    expect(await seenByBoth(bare, keys)).toEqual({ ...expected, branch: { ...expected.branch, atHead: false } });
    expect((await scanHistory({ path: bare, fingerprintKey: null, threads: 1 })).roots).toEqual([bare]);
    expect((await scanHistory({ path: linked.path, fingerprintKey: null, threads: 1 })).roots).toEqual([linked.path]);
  });

  it('is searched where its objects are in alternates of alternates', async () => {
    const keys = planted('lent', 'own');
    const lender = new Workbench();
    const lent = lender.commit({ 'a.env': line(keys.lent) });
    lender.git(['repack', '-q', '-a', '-d']);
    const folder = scratch();
    lender.git(['clone', '-q', '--shared', lender.path, join(folder, 'between')]);
    lender.git(['clone', '-q', '--shared', join(folder, 'between'), join(folder, 'borrower')]);
    const borrower = new Workbench(join(folder, 'borrower'), 'existing');
    borrower.git(['checkout', '-q', 'main']);
    const own = borrower.commit({ 'b.env': line(keys.own) }, 'own', bob);
    const remotes = ['refs/remotes/origin/HEAD', 'refs/remotes/origin/main'];
    expect(await seenByBoth(borrower.path, keys)).toEqual({
      lent: once({ path: 'a.env', commit: lent, refs: [...main, ...remotes] }, true),
      own: once({ path: 'b.env', commit: own, author: 'Bob', refs: main }),
    });
  });

  it('hides nothing by replacements and grafts', async () => {
    const keys = planted('hidden', 'root');
    const bench = new Workbench();
    const root = bench.commit({ 'a.env': line(keys.root) });
    const first = bench.commit({ 'b.env': line(keys.hidden) });
    const tip = bench.commit({ 'c.txt': 'text\n' });
    const harmless = bench.git(['hash-object', '-w', '--stdin'], { input: 'nothing\n' });
    bench.git(['replace', bench.id(`${first}:b.env`), harmless]);
    mkdirSync(join(bench.path, '.git/info'), { recursive: true });
    writeFileSync(join(bench.path, '.git/info/grafts'), `${tip}\n`);
    const result = await scanHistory({ path: bench.path, fingerprintKey: null, threads: 1 });
    const { hidden, root: atRoot } = seen(result, keys);
    expect([hidden?.places.map(({ commit }) => commit), hidden?.atHead]).toEqual([[first], true]);
    expect(hidden?.places[0]?.refs).toContain('refs/heads/main');
    expect([atRoot?.places.map(({ commit }) => commit), atRoot?.atHead]).toEqual([[root], true]);
  });

  it('may have several roots, and a submodule whose pointer is no blob', async () => {
    const keys = planted('one', 'two', 'beside');
    const bench = new Workbench();
    const one = bench.commit({ 'one.env': line(keys.one) });
    bench.git(['checkout', '-q', '--orphan', 'other']);
    bench.git(['rm', '-rfq', '.']);
    const two = bench.commit({ 'two.env': line(keys.two) }, 'other', bob);
    bench.git(['checkout', '-q', 'main']);
    bench.git(['merge', '-q', '--allow-unrelated-histories', '--no-edit', 'other']);
    bench.write({ 'beside.env': line(keys.beside) });
    bench.git(['add', 'beside.env']);
    bench.git(['update-index', '--add', '--cacheinfo', `160000,${two},module`]);
    bench.git(['commit', '-q', '-m', 'pointer']);
    const pointer = bench.id('HEAD');
    expect(await seenByBoth(bench.path, keys)).toEqual({
      one: once({ path: 'one.env', commit: one, refs: main }, true),
      two: once({ path: 'two.env', commit: two, author: 'Bob', refs: [...main, 'refs/heads/other'] }, true),
      beside: once({ path: 'beside.env', commit: pointer, refs: main }, true),
    });
  });

  it('names authors as its mailmap does', async () => {
    const keys = planted('mapped');
    const bench = new Workbench();
    const mapped = bench.commit({ 'a.env': line(keys.mapped) });
    bench.commit({ '.mailmap': `Ada Lovelace <ada@lovelace.example> <${ada.email}>\n` });
    expect(await seenByBoth(bench.path, keys)).toEqual({
      mapped: once({ path: 'a.env', commit: mapped, author: 'Ada Lovelace', refs: main }, true),
    });
    const result = await scanHistory({ path: bench.path, fingerprintKey: null, threads: 1 });
    expect(result.findings[0]?.occurrences[0]?.git?.authorEmail).toBe('ada@lovelace.example');
    expect(result.findings[0]?.firstSeen?.date).toBe(bench.date(mapped));
  });

  it('is searched where only the mark of a text says that it is UTF-16', async () => {
    const keys = planted('first', 'second');
    const bench = new Workbench();
    const filler = 'nothing here, nothing there\n'.repeat(30);
    const marked = (...parts: readonly string[]): Buffer => encodeFile(parts.join('\n'), 'utf-16be-bom');
    // Each character two bytes, and some of them escaped: no literal of the key stands in the bytes.
    const written = (key: string): string => `KEY="${encode(key, 'u:underscores')}"`;
    const commit = (...parts: readonly string[]): string => {
      writeFileSync(join(bench.path, 'a.txt'), marked(...parts));
      return bench.commit({});
    };
    const first = commit(filler, written(keys.first));
    commit(filler);
    const second = commit(filler, 'more', written(keys.second), 'end');
    bench.git(['repack', '-q', '-a', '-d', '-f']);
    const { first: one, second: two } = await seenByBoth(bench.path, keys);
    expect([one?.places.map((place) => place.commit), two?.places.map((place) => place.commit)]).toEqual([
      [first],
      [second],
    ]);
  });

  it('is searched where it has no commit, and no object at all', async () => {
    const bench = new Workbench();
    expect(await seenByBoth(bench.path, {})).toEqual({});
    const keys = planted('staged');
    bench.write({ 'a.env': line(keys.staged) });
    bench.git(['add', 'a.env']);
    expect(await seenByBoth(bench.path, keys)).toEqual({ staged: once({ path: null }) });
  });
});

describe('a large object', () => {
  it('is searched where it is loose and larger than what is held as one', async () => {
    const held = planted('end');
    const bench = new Workbench();
    const commit = bench.commit({ 'large.txt': `${'text\n'.repeat(14_000_000)}${line(held.end)}` });
    const result = await scanHistory({ path: bench.path, fingerprintKey: null, threads: 1, reader: 'native' });
    expect(seen(result, held)).toEqual({ end: once({ path: 'large.txt', commit, refs: main }, true) });
    expect(result.coverage).toMatchObject({ complete: true, blobs: 1, commits: 1 });
  }, 60_000);
});
