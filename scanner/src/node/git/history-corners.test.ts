/** Keys in every corner of a repository, plain and encoded: each found once, with its introduction, by either reader. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encode } from '../../../test/encoders.ts';
import { bob, seenByBoth, line as plainLine, once, planted, Workbench } from '../../../test/history.ts';
import { scratch } from '../../../test/scratch.ts';

/** Where objects are, and in what packing. */
const packings: Readonly<Record<string, (bench: Workbench) => void>> = {
  loose: () => undefined,
  'in one pack': (bench) => {
    bench.git(['repack', '-q', '-a', '-d', '-k', '-f', '--depth=250', '--window=50']);
  },
  'in two packs, with a multi-pack index': (bench) => {
    bench.git(['repack', '-q', '-d']);
    bench.git(['repack', '-q', '-a', '-k', '--depth=1', '-f']);
    bench.git(['multi-pack-index', 'write']);
  },
};

const ENCODERS = ['base64', 'hex', 'percent:underscores', 'u:all', 'html:all', 'base64url', 'qp:all'];

/** How keys are written: each in an encoding of its own, always the same one. */
function encoded(key: string): string {
  return encode(key, ENCODERS[key.charCodeAt(key.length - 1) % ENCODERS.length] ?? 'hex');
}

describe.each([
  { format: 'sha1', packing: 'loose', says: 'plain' },
  { format: 'sha1', packing: 'in one pack', says: 'plain' },
  { format: 'sha1', packing: 'in two packs, with a multi-pack index', says: 'plain' },
  { format: 'sha256', packing: 'in one pack', says: 'plain' },
  { format: 'sha1', packing: 'in one pack', says: 'encoded' },
  { format: 'sha256', packing: 'in two packs, with a multi-pack index', says: 'encoded' },
] as const)('a repository with $format, $packing', ({ format, packing, says }) => {
  it(`has its corners searched, for ${says} keys`, async () => {
    const write = says === 'plain' ? (key: string): string => key : encoded;
    const line = (key: string): string => plainLine(write(key));
    const keys = planted(
      'evil',
      'side',
      'stashTree',
      'stashIndex',
      'stashUntracked',
      'oldStash',
      'note',
      'tag',
      'message',
      'orphan',
      'pull',
      'blob',
      'commit',
      'reflog',
      'removed',
      'again',
      'renamed',
      'mode',
      'link',
      'odd',
      'newline',
      'remote',
      'tagged',
      'nested',
      'signed',
    );
    const bench = new Workbench(scratch(), `--object-format=${format}`);
    const first = bench.commit({ 'a.txt': 'text\n', 'b.txt': 'more\n' });

    const added = bench.commit({ 'gone.env': line(keys.removed), 'again.env': line(keys.again) });
    const taken = bench.commit({ 'gone.env': null, 'again.env': 'nothing\n' });
    const back = bench.commit({ 'again.env': `more\n${line(keys.again)}` }, 'again', bob);
    const named = bench.commit({
      'old-name.env': `${'line of text\n'.repeat(20)}${line(keys.renamed)}`,
      'mode.sh': line(keys.mode),
    });
    bench.git(['mv', 'old-name.env', 'new-name.env']);
    bench.git(['update-index', '--chmod=+x', 'mode.sh']);
    bench.git(['commit', '-q', '-m', 'rename']);
    bench.git(['checkout', '-q', '--', '.']);
    symlinkSync(`nowhere/${keys.link}`, join(bench.path, 'link'));
    const odd = bench.commit({ 'döner/ключ.env': line(keys.odd), 'new\nline.env': line(keys.newline) });

    bench.git(['checkout', '-q', '-b', 'side', first]);
    const side = bench.commit({ 'side.env': line(keys.side) }, 'side', bob);
    bench.git(['checkout', '-q', 'main']);
    bench.git(['merge', '-q', '--no-ff', '--no-commit', 'side']);
    bench.write({ 'evil.env': line(keys.evil) });
    bench.git(['add', 'evil.env']);
    bench.git(['commit', '-q', '-m', 'merge']);
    const merge = bench.id('HEAD');
    const message = bench.commit({}, `message\n\nwith ${write(keys.message)}`);

    bench.git(['tag', '-a', '-m', `release with ${write(keys.tag)}`, 'v1', first]);
    const taggedBlob = bench.git(['hash-object', '-w', '--stdin'], { input: line(keys.tagged) });
    bench.git(['tag', 'blob', taggedBlob]);
    bench.git(['tag', '-a', '-m', `inner ${write(keys.nested)}`, 'inner', first]);
    bench.git(['tag', '-a', '-m', 'outer', 'outer', 'inner']);
    bench.git(['tag', '-d', 'inner']);

    bench.write({ 'a.txt': `text\n${line(keys.oldStash)}` });
    bench.git(['stash', '-q']);
    const oldStash = bench.id('refs/stash');
    bench.write({ 'a.txt': `text\n${line(keys.stashIndex)}` });
    bench.git(['add', 'a.txt']);
    bench.write({ 'a.txt': 'text\n', 'b.txt': line(keys.stashTree), 'untracked.env': line(keys.stashUntracked) });
    bench.git(['stash', '-q', '-u']);
    const stash = bench.id('refs/stash');

    bench.git(['notes', 'add', '-m', `note ${write(keys.note)}`, first]);
    const note = bench.id('refs/notes/commits');

    const commitTree = (name: string, key: string, ...args: string[]): string => {
      const blob = bench.git(['hash-object', '-w', '--stdin'], { input: line(key) });
      const tree = bench.git(['mktree', '-z'], { input: `100644 blob ${blob}\t${name}\0` });
      return bench.git(['commit-tree', '-m', 'made', ...args, tree]);
    };
    const orphan = commitTree('orphan.env', keys.orphan);
    bench.git(['update-ref', 'refs/heads/orphan', orphan]);
    const pull = commitTree('pull.env', keys.pull, '-p', first);
    bench.git(['update-ref', 'refs/pull/1/head', pull]);
    const remote = commitTree('remote.env', keys.remote, '-p', first);
    bench.git(['update-ref', 'refs/remotes/other/main', remote]);
    const dangling = commitTree('dangling.env', keys.commit, '-p', first);
    bench.git(['hash-object', '-w', '--stdin'], { input: line(keys.blob) });
    const reflog = bench.commit({ 'reflog.env': line(keys.reflog) });
    bench.git(['reset', '-q', '--hard', 'HEAD~']);
    const signed = bench.git(['hash-object', '-w', '-t', 'commit', '--stdin'], {
      input: `tree ${bench.id(`${first}^{tree}`)}\nparent ${first}\nauthor Ada <ada@example.org> 1700000000 -0330\ncommitter Ada <ada@example.org> 1700000000 -0330\nx-note ${write(keys.signed)}\n\nplain\n`,
    });
    packings[packing]?.(bench);

    const main = ['refs/heads/main'];
    const stashed = { refs: ['refs/stash'] };
    const heldTo = [...main, 'refs/stash', 'stash@{1}'];
    expect(await seenByBoth(bench.path, keys)).toEqual({
      removed: once({ path: 'gone.env', commit: added, removed: taken }),
      again: {
        places: [
          { source: 'git', path: 'again.env', commit: added, author: 'Ada', refs: [], removed: taken },
          { source: 'git', path: 'again.env', commit: back, author: 'Bob', refs: heldTo, removed: null },
        ],
        first: { commit: added, author: 'Ada', path: 'again.env' },
        atHead: true,
      },
      renamed: once({ path: 'old-name.env', commit: named, refs: heldTo }, true),
      mode: once({ path: 'mode.sh', commit: named, refs: heldTo }, true),
      link: once({ path: 'link', commit: odd, refs: heldTo }, true),
      odd: once({ path: 'döner/ключ.env', commit: odd, refs: heldTo }, true),
      newline: once({ path: 'new\nline.env', commit: odd, refs: heldTo }, true),
      side: once(
        {
          path: 'side.env',
          commit: side,
          author: 'Bob',
          refs: [...main, 'refs/heads/side', 'refs/stash', 'stash@{1}'],
        },
        true,
      ),
      evil: once({ path: 'evil.env', commit: merge, refs: heldTo }, true),
      message: once({ source: 'commit-message', path: null, commit: message, refs: heldTo }, true),
      tag: once({ source: 'tag-message', path: null, commit: first, author: 'Committer', refs: ['refs/tags/v1'] }),
      tagged: once({ path: null, refs: ['refs/tags/blob'] }),
      nested: once({
        source: 'tag-message',
        path: null,
        commit: first,
        author: 'Committer',
        refs: ['refs/tags/outer'],
      }),
      oldStash: once({ path: 'a.txt', commit: oldStash, refs: ['stash@{1}'] }),
      stashIndex: once({ path: 'a.txt', commit: bench.id(`${stash}^2`), ...stashed }),
      stashTree: once({ path: 'b.txt', commit: stash, ...stashed }),
      stashUntracked: once({ path: 'untracked.env', commit: bench.id(`${stash}^3`), ...stashed }),
      note: once({ source: 'note', path: null, commit: note, refs: ['refs/notes/commits'] }),
      orphan: once({ path: 'orphan.env', commit: orphan, refs: ['refs/heads/orphan'] }),
      pull: once({ path: 'pull.env', commit: pull, refs: ['refs/pull/1/head'] }),
      remote: once({ path: 'remote.env', commit: remote, refs: ['refs/remotes/other/main'] }),
      commit: once({ path: 'dangling.env', commit: dangling }),
      blob: once({ path: null }),
      reflog: once({ path: 'reflog.env', commit: reflog }),
      signed: once({ source: 'commit-message', path: null, commit: signed }),
    });
  });
});
