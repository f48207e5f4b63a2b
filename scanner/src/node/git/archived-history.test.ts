/** Keys in archives that were committed: every corner of a repository, by either reader. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { filtered, hasTool, tar, zip } from '../../../test/archives.ts';
import { Workbench } from '../../../test/history.ts';
import { clarkyKey } from '../../../test/sample.ts';
import { put } from '../../../test/scratch.ts';
import type { ScanResult } from '../../model.ts';
import { scanCommits, scanHistory, scanStaged } from './index.ts';

const line = (seed: number): string => `first\n K=${clarkyKey(seed)}\n`;

/** Commits files of any bytes. */
function commit(bench: Workbench, files: Readonly<Record<string, string | Uint8Array>>, message = 'change'): string {
  put(bench.path, files);
  return bench.commit({}, message);
}

/** A large text that changes a little from one version to the next, so that git keeps deltas of what holds it. */
const versionOf = (n: number, ...lines: readonly string[]): string =>
  [...Array.from({ length: 400 }, (_, i) => `line ${i} of ${i === n ? 'this version' : 'all'}`), ...lines].join('\n');

const packings: Readonly<Record<string, (bench: Workbench) => void>> = {
  loose: () => undefined,
  'in one pack, with long chains of deltas': (bench) => {
    bench.git(['repack', '-q', '-a', '-d', '-k', '-f', '--depth=250', '--window=50']);
  },
};

interface Place {
  readonly source: string;
  readonly path: string | null;
  readonly encoding: string;
  readonly commit: string | null;
  readonly removed: string | null;
}

const seen = (result: ScanResult): Record<string, Place[]> =>
  Object.fromEntries(
    result.findings.map(({ secret, occurrences }) => [
      secret.reveal(),
      occurrences.map(({ source, path, encoding, git, startLine, startColumn }) => {
        expect({ startLine, startColumn }).toEqual({ startLine: encoding.length === 0 ? 1 : 2, startColumn: 4 });
        return {
          source,
          path,
          encoding: encoding.join(' > '),
          commit: git?.commit ?? null,
          removed: git?.removed ?? null,
        };
      }),
    ]),
  );

const options = { fingerprintKey: null, threads: 2 } as const;

describe.each(Object.entries(packings))('archives in a history (%s)', (_name, pack) => {
  it('are opened wherever they are: changed, removed, in a stash, in nothing that is reachable', async () => {
    const bench = new Workbench();
    const ids: string[] = [];
    // Stored entries, so that each version is a delta of the one before, and of a text that is no archive.
    const text = versionOf(0);
    commit(bench, { 'big.txt': text });
    for (let n = 0; n < 4; n++) {
      const file = { name: 'k.env', content: n % 2 === 0 ? line(n) : 'nothing\n', method: 0 };
      const archive = zip([{ name: 'big.txt', content: versionOf(n), method: 0 }, file]);
      ids.push(
        commit(bench, {
          'dist/app.zip': archive,
          'a.tar': tar({ 'big.txt': versionOf(n), 'k.env': line(10 + n) }),
          tool: zip([{ name: 'k.env', content: line(30 + n) }], '', Buffer.from(`#!/bin/sh\n${versionOf(n)}`)),
        }),
      );
    }
    commit(bench, { 'a.tgz': gzipSync(tar({ 'etc/k.env': line(20) })) }, 'gz');
    const gz = bench.id('HEAD');
    put(bench.path, { 'a.tgz': gzipSync(tar({ 'etc/k.env': line(21) })) });
    bench.git(['stash', 'push', '-q']);
    put(bench.path, { 'dangling.gz': gzipSync(line(22)) });
    bench.git(['hash-object', '-w', 'dangling.gz']);
    rmSync(join(bench.path, 'dangling.gz'));
    pack(bench);
    const native = await scanHistory({ ...options, path: bench.path, reader: 'native' });
    const byGit = await scanHistory({ ...options, path: bench.path, reader: 'git' });
    expect(seen(native)).toEqual(seen(byGit));
    expect(native.coverage.complete).toBe(true);
    const at = (seed: number): Place[] | undefined => seen(native)[clarkyKey(seed)];
    expect(at(0)).toEqual([
      { source: 'archive', path: 'dist/app.zip', encoding: 'zip:k.env', commit: ids[0], removed: ids[1] },
    ]);
    expect(at(2)).toEqual([
      { source: 'archive', path: 'dist/app.zip', encoding: 'zip:k.env', commit: ids[2], removed: ids[3] },
    ]);
    expect(at(11)).toEqual([
      { source: 'archive', path: 'a.tar', encoding: 'tar:k.env', commit: ids[1], removed: ids[2] },
    ]);
    expect(at(31)).toEqual([
      { source: 'archive', path: 'tool', encoding: 'zip:k.env', commit: ids[1], removed: ids[2] },
    ]);
    expect(at(20)).toEqual([
      { source: 'archive', path: 'a.tgz', encoding: 'gzip > tar:etc/k.env', commit: gz, removed: null },
    ]);
    expect(at(21)?.map(({ encoding }) => encoding)).toEqual(['gzip > tar:etc/k.env']);
    expect(at(22)).toEqual([{ source: 'archive', path: null, encoding: 'gzip', commit: null, removed: null }]);
    expect(Object.keys(seen(native))).toHaveLength(13);
  });

  it('are left closed where that is asked for', async () => {
    const bench = new Workbench();
    commit(bench, { 'a.zip': zip([{ name: 'k.env', content: line(1) }]), 'b.txt': ` K=${clarkyKey(2)}\n` });
    pack(bench);
    const result = await scanHistory({ ...options, path: bench.path, archives: false });
    expect(result.findings.map(({ secret }) => secret.reveal())).toEqual([clarkyKey(2)]);
  });
});

describe('archives in single commits', () => {
  it('are opened in a range and in the index, and only what is new in them counts', async () => {
    const bench = new Workbench();
    const first = commit(bench, { 'a.zip': zip([{ name: 'old.env', content: line(1) }]) });
    const second = commit(bench, {
      'a.zip': zip([
        { name: 'old.env', content: line(1) },
        { name: 'new.env', content: line(2) },
      ]),
    });
    const range = await scanCommits({ fingerprintKey: null, path: bench.path, range: `${first}..${second}` });
    expect(seen(range)).toEqual({
      [clarkyKey(2)]: [{ source: 'archive', path: 'a.zip', encoding: 'zip:new.env', commit: second, removed: null }],
    });
    put(bench.path, { 'b.gz': gzipSync(line(3)), 'cut.gz': gzipSync(line(4)).subarray(0, 30) });
    bench.git(['add', '-A']);
    const staged = await scanStaged({ fingerprintKey: null, path: bench.path });
    expect(Object.values(seen(staged)).map(([place]) => place?.encoding)).toEqual(['gzip']);
    expect(Object.keys(staged.coverage.skippedTotal)).toEqual(['corrupt']);
    const closed = await scanStaged({ fingerprintKey: null, path: bench.path, archives: false });
    expect(closed.findings).toEqual([]);
    expect(closed.coverage.complete).toBe(true);
  });

  it('have a broken one told by its object', async () => {
    const bench = new Workbench();
    commit(bench, { 'a.zip': zip([{ name: 'a', content: line(1), crc: 7 }]) });
    const id = bench.git(['rev-parse', 'HEAD:a.zip']);
    const result = await scanHistory({ ...options, path: bench.path });
    expect(result.coverage.skipped).toEqual([{ where: `${id}!a`, reason: 'corrupt' }]);
  });
});

describe('a history with archives and a cache', () => {
  it('remembers what was in them, and gives their values when they are asked for', async () => {
    if (!hasTool('xz')) return;
    const bench = new Workbench();
    commit(bench, {
      'a.zip': zip([{ name: 'k.env', content: line(1) }]),
      'b.xz': filtered('xz', Buffer.from(`${'text '.repeat(99)}${line(2)}`)),
    });
    const cacheDir = new Workbench().path;
    const before = await scanHistory({ ...options, path: bench.path, cacheDir });
    const again = await scanHistory({ ...options, path: bench.path, cacheDir });
    expect(seen(again)).toEqual(seen(before));
    expect(Object.keys(seen(again)).toSorted()).toEqual([clarkyKey(1), clarkyKey(2)].toSorted());
    // Closed archives are another question.
    const closed = await scanHistory({ ...options, path: bench.path, cacheDir, archives: false });
    expect(closed.findings).toEqual([]);
  });
});
