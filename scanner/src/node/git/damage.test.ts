/** Broken repositories: what cannot be read is told, nothing else is lost, and nothing crashes or hangs. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { line, planted, seen, Workbench } from '../../../test/history.ts';
import { tail } from '../../../test/sample.ts';
import { scratch } from '../../../test/scratch.ts';
import { scanCommits } from './scan-commits.ts';
import { scanHistory } from './scan-history.ts';
import { scanStaged } from './scan-staged.ts';
import { KeyturnError } from '../../errors.ts';
import type { ScanResult } from '../../model.ts';

const keys = planted('a', 'b', 'c', 'd', 'message');
const all = Object.keys(keys).toSorted();

/** Five keys in blobs of a chain and in a message. */
function fill(bench: Workbench): void {
  const text = Array.from({ length: 30 }, (_, i) => `${tail(40, 900 + i)}\n`).join('');
  let content = text;
  for (const name of ['a', 'b', 'c', 'd'] as const) {
    content = line(keys[name]) + content;
    bench.commit({ 'f.env': content, [`${name}.txt`]: `${name}\n` });
  }
  bench.commit({}, `message ${keys.message}`);
}

function packed(): { bench: Workbench; pack: string; index: string } {
  const bench = new Workbench();
  fill(bench);
  bench.git(['repack', '-q', '-a', '-d', '-f']);
  const folder = join(bench.path, '.git/objects/pack');
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644);
  const name = readdirSync(folder).find((one) => one.endsWith('.pack')) ?? '';
  return { bench, pack: join(folder, name), index: join(folder, name.replace('.pack', '.idx')) };
}

const scan = (path: string, reader: 'native' | 'git' = 'native'): Promise<ScanResult> =>
  scanHistory({ path, fingerprintKey: null, threads: 1, reader });

describe('a broken pack', () => {
  it('loses nothing silently, whichever byte is flipped', async () => {
    const { bench, pack } = packed();
    const sound = readFileSync(pack);
    const gaps: boolean[] = [];
    const silent: number[] = [];
    for (let i = 0; i < 12; i++) {
      const broken = Buffer.from(sound);
      const at = Math.floor((sound.length * (i + 0.5)) / 12);
      broken[at] = (broken[at] ?? 0) ^ 0x15;
      writeFileSync(pack, broken);
      const result = await scan(bench.path);
      const found = Object.keys(seen(result, keys));
      if (found.length < all.length && result.coverage.complete) silent.push(at);
      gaps.push(!result.coverage.complete);
    }
    expect(silent).toEqual([]);
    expect(gaps.filter(Boolean).length).toBeGreaterThan(6);
  });

  it.each([
    ['cut off', ({ pack }: { pack: string }) => truncateSync(pack, readFileSync(pack).length - 200)],
    ['empty', ({ pack }: { pack: string }) => truncateSync(pack, 0)],
    ['with a cut index', ({ index }: { index: string }) => truncateSync(index, 1100)],
    ['with an empty index', ({ index }: { index: string }) => truncateSync(index, 0)],
    [
      'with an index of nonsense',
      ({ index }: { index: string }) =>
        writeFileSync(
          index,
          readFileSync(index).map((byte, i) => (i > 1200 ? byte ^ 0x5a : byte)),
        ),
    ],
    [
      'with an index whose count lies',
      ({ index }: { index: string }) => {
        const data = readFileSync(index);
        data.writeUInt32BE(0x7fff_ffff, 8 + 255 * 4);
        writeFileSync(index, data);
      },
    ],
  ] as [string, (paths: { pack: string; index: string }) => void][])('is told: %s', async (_says, damage) => {
    const repository = packed();
    const { bench } = repository;
    // Beside it, what is sound is found.
    bench.git(['hash-object', '-w', '--stdin'], { input: line(keys.a) });
    damage(repository);
    const result = await scan(bench.path);
    expect(result.coverage.complete).toBe(false);
    expect(Object.keys(seen(result, keys))).toContain('a');
    // Git on its own ends at what is broken: a gap or a failure, never a clean answer.
    const byGit = await scan(bench.path, 'git').catch((error: unknown) => error);
    expect(byGit instanceof KeyturnError || !(byGit as ScanResult).coverage.complete).toBe(true);
  });
});

describe('a pack without an index, or an index without a pack', () => {
  it.each(['.idx', '.pack'])('is told (%s is gone)', async (gone) => {
    const { bench, pack } = packed();
    bench.git(['hash-object', '-w', '--stdin'], { input: line(keys.a) });
    const left = pack.replace('.pack', gone === '.idx' ? '.pack' : '.idx');
    rmSync(pack.replace('.pack', gone));
    const result = await scan(bench.path);
    expect(result.coverage.skipped).toContainEqual({ where: left, reason: 'corrupt' });
    expect(Object.keys(seen(result, keys))).toEqual(['a']);
  });
});

describe('a repository that is repacked meanwhile', () => {
  it('loses nothing, and has no gap', async () => {
    const { bench } = packed();
    const path = bench.path;
    let repacks = 0;
    const result = await scanHistory({
      path,
      fingerprintKey: null,
      threads: 1,
      reader: 'native',
      onProgress: () => {
        if (repacks++ > 0) return;
        bench.commit({ 'late.txt': 'late\n' });
        bench.git(['repack', '-q', '-a', '-d', '-f', '--depth=1']);
      },
    });
    expect(repacks).toBeGreaterThan(0);
    expect(result.coverage).toMatchObject({ complete: true });
    expect(Object.keys(seen(result, keys)).toSorted()).toEqual(all);
  });
});

describe('a broken loose object', () => {
  it.each([
    ['cut off', (file: string) => truncateSync(file, 12)],
    ['empty', (file: string) => truncateSync(file, 0)],
    ['nonsense', (file: string) => writeFileSync(file, 'nonsense')],
    [
      'a folder',
      (file: string) => {
        rmSync(file);
        mkdirSync(file);
      },
    ],
  ])('is told, and the others are searched (%s)', async (_says, damage) => {
    const bench = new Workbench();
    fill(bench);
    const objects = ['HEAD~1:f.env', 'HEAD~3', 'HEAD~2^{tree}'].map((name) => bench.id(name));
    for (const id of objects) {
      const file = join(bench.path, '.git/objects', id.slice(0, 2), id.slice(2));
      chmodSync(file, 0o644);
      damage(file);
    }
    const result = await scan(bench.path);
    expect(result.coverage.skipped.map(({ where }) => where)).toEqual(objects.toSorted());
    expect(Object.keys(seen(result, keys)).toSorted()).toEqual(['a', 'b', 'c', 'message']);
  });
});

describe('a shallow clone', () => {
  it('is told', async () => {
    const origin = new Workbench();
    fill(origin);
    const folder = join(scratch(), 'clone');
    origin.git(['clone', '-q', '--depth=2', `file://${origin.path}`, folder]);
    for (const reader of ['native', 'git'] as const) {
      const { coverage, findings } = await scan(folder, reader);
      expect(coverage.skippedTotal).toEqual({ shallow: 1 });
      expect(findings).toHaveLength(5);
    }
  });
});

describe('a hostile repository', () => {
  it('starts nothing, whatever its configuration names', async () => {
    const bench = new Workbench();
    fill(bench);
    const marker = join(scratch(), 'started');
    const start = `touch ${marker};false`;
    const hook = `#!/bin/sh\ntouch ${marker}\n`;
    bench.commit({ '.gitattributes': '* filter=evil diff=evil merge=evil\n', 'x.env': 'X=1\n' });
    for (const name of [
      'post-index-change',
      'reference-transaction',
      'pre-commit',
      'fsmonitor-watchman',
      'post-checkout',
    ]) {
      mkdirSync(join(bench.path, '.git/hooks'), { recursive: true });
      writeFileSync(join(bench.path, '.git/hooks', name), hook, { mode: 0o755 });
    }
    bench.git(['update-index', '--add', '--cacheinfo', `100644,${bench.id('HEAD:x.env')},y.env`]);
    const settings = [
      'core.fsmonitor',
      'core.sshCommand',
      'core.gitProxy',
      'core.askPass',
      'core.editor',
      'core.pager',
      'sequence.editor',
      'core.alternateRefsCommand',
      'credential.helper',
      'diff.external',
      'diff.evil.command',
      'diff.evil.textconv',
      'filter.evil.clean',
      'filter.evil.smudge',
      'filter.evil.process',
      'merge.evil.driver',
      'gpg.program',
      'gpg.ssh.program',
      'gpg.x509.program',
      'gpg.ssh.defaultKeyCommand',
      'pager.log',
      'pager.rev-list',
      'pager.cat-file',
      'pager.diff-tree',
      'alias.cat-file',
      'alias.rev-list',
      'uploadpack.packObjectsHook',
      'remote.origin.uploadpack',
      'interactive.diffFilter',
      'trailer.sign.command',
      'gc.recentObjectsHook',
    ];
    for (const key of settings) bench.git(['config', key, key.startsWith('alias.') ? `!${start}` : start]);
    bench.git(['config', 'filter.evil.required', 'true']);
    bench.git(['config', 'log.showSignature', 'true']);
    bench.git(['config', 'mailmap.blob', 'HEAD:x.env']);
    bench.git(['config', 'extensions.partialClone', 'origin']);
    bench.git(['config', 'core.repositoryFormatVersion', '1']);
    bench.git(['config', 'remote.origin.promisor', 'true']);
    bench.git(['config', 'remote.origin.url', `ext::sh -c "touch% ${marker}"`]);
    rmSync(marker, { force: true });
    const missing = bench.id('HEAD~2:f.env');
    rmSync(join(bench.path, '.git/objects', missing.slice(0, 2), missing.slice(2)));
    for (const reader of ['native', 'git'] as const) {
      const { coverage } = await scan(bench.path, reader);
      expect(coverage.skipped.map(({ where }) => where)).toEqual([`${missing} f.env`]);
    }
    await scanCommits({ path: bench.path, fingerprintKey: null, range: 'HEAD~2..HEAD' });
    await scanStaged({ path: bench.path, fingerprintKey: null });
    expect(existsSync(marker)).toBe(false);
  });

  it('that somebody else owns is refused, with a sentence that helps', async () => {
    const bench = new Workbench();
    fill(bench);
    process.env['GIT_TEST_ASSUME_DIFFERENT_OWNER'] = '1';
    try {
      const sentence = /somebody else owns it.*git config --global --add safe\.directory/;
      await expect(scan(bench.path)).rejects.toThrow(sentence);
      await expect(scanCommits({ path: bench.path, fingerprintKey: null, range: 'HEAD~1..HEAD' })).rejects.toThrow(
        sentence,
      );
      await expect(scanStaged({ path: bench.path, fingerprintKey: null })).rejects.toThrow(sentence);
    } finally {
      delete process.env['GIT_TEST_ASSUME_DIFFERENT_OWNER'];
    }
  });
});
