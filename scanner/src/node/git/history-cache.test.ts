/** A second scan: the same result from what was remembered, and a whole scan wherever that does not serve. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { line, planted, Workbench } from '../../../test/history.ts';
import { scratch } from '../../../test/scratch.ts';
import type { ScanResult } from '../../model.ts';
import { scanHistory } from './scan-history.ts';
import type { HistoryScanOptions } from './scan-history.ts';

const keys = planted('packed', 'fetched', 'loose', 'message');

function setUp(): { bench: Workbench; cacheDir: string } {
  const bench = new Workbench();
  bench.commit({ 'a.env': line(keys.packed), 'b.txt': 'text\n' });
  bench.commit({ 'c.txt': 'text\n' }, `message ${keys.message}`);
  bench.git(['repack', '-q', '-a', '-d']);
  return { bench, cacheDir: scratch() };
}

/** Scans with the cache, which must make no difference to the result. */
async function scanned(
  bench: Workbench,
  cacheDir: string,
  options: Partial<HistoryScanOptions> = {},
): Promise<{ result: ScanResult; notices: string[]; objects: number }> {
  const notices: string[] = [];
  let objects = 0;
  const common = { path: bench.path, fingerprintKey: null, threads: 1, ...options };
  const result = await scanHistory({
    ...common,
    cacheDir,
    onNotice: (notice) => notices.push(notice),
    onProgress: ({ totalObjects }) => {
      objects = totalObjects;
    },
  });
  const plain = await scanHistory(common);
  expect(result).toEqual(plain);
  expect(result.findings.map(({ secret }) => secret.reveal())).toEqual(
    plain.findings.map(({ secret }) => secret.reveal()),
  );
  return { result, notices, objects };
}

const cacheFile = (cacheDir: string): string => join(cacheDir, readdirSync(cacheDir)[0] ?? '');

describe('a scan with a cache', () => {
  it('reads no object twice, and only what is new after a fetch', async () => {
    const { bench, cacheDir } = setUp();
    expect(await scanned(bench, cacheDir)).toMatchObject({ notices: [], objects: 6 });
    const again = await scanned(bench, cacheDir);
    expect(again).toMatchObject({ notices: [], objects: 0 });
    expect(again.result.findings).toHaveLength(2);
    bench.commit({ 'a.env': 'gone\n', 'd.env': line(keys.loose) });
    expect(await scanned(bench, cacheDir)).toMatchObject({ notices: [], objects: 0 });
    const other = new Workbench();
    other.commit({ 'f.env': line(keys.fetched) });
    bench.git(['-c', 'fetch.unpackLimit=1', 'fetch', '-q', other.path, 'main:refs/heads/fetched']);
    const fetched = await scanned(bench, cacheDir);
    expect(fetched).toMatchObject({ notices: [], objects: 3 });
    expect(fetched.result.findings).toHaveLength(4);
    expect(await scanned(bench, cacheDir)).toMatchObject({ notices: [], objects: 0 });
  });

  it('reads a value again only when it is asked for, and says so where it is gone', async () => {
    const { bench, cacheDir } = setUp();
    const options = { path: bench.path, fingerprintKey: null, threads: 1, cacheDir };
    const first = await scanHistory(options);
    const { findings } = await scanHistory(options);
    const [last] = (await scanHistory(options)).findings;
    expect(findings.map(({ secret }) => secret.reveal())).toEqual(first.findings.map(({ secret }) => secret.reveal()));
    expect(findings.map(({ secret }) => [secret.preview, secret.length, secret.prefixLength])).toEqual(
      first.findings.map(({ secret }) => [secret.preview, secret.length, secret.prefixLength]),
    );
    const folder = join(bench.path, '.git/objects/pack');
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { force: true });
    expect(() => last?.secret.reveal()).toThrow(/changed after its cache was read/);
  });

  it('sees that a branch moved, or a name changed', async () => {
    const { bench, cacheDir } = setUp();
    await scanned(bench, cacheDir);
    bench.git(['branch', 'other']);
    const { result } = await scanned(bench, cacheDir);
    expect(result.findings[0]?.occurrences[0]?.git?.refs).toContain('refs/heads/other');
    bench.write({ '.mailmap': 'Somebody <s@example.org> <ada@example.org>\n' });
    expect((await scanned(bench, cacheDir)).result.findings[0]?.firstSeen?.author).toBe('Somebody');
  });

  it('starts anew where the cache is broken, foreign, or of other rules, and says so', async () => {
    const { bench, cacheDir } = setUp();
    await scanned(bench, cacheDir);
    const keyed = await scanned(bench, cacheDir, { fingerprintKey: 'key' });
    expect(keyed.notices).toEqual([expect.stringMatching(/the rules or the configuration changed/)]);
    bench.git(['repack', '-q', '-a', '-d', '-f']);
    bench.git(['gc', '-q', '--prune=now']);
    bench.commit({ 'e.txt': 'e\n' });
    bench.git(['repack', '-q', '-a', '-d']);
    const repacked = await scanned(bench, cacheDir, { fingerprintKey: 'key' });
    expect(repacked.notices).toEqual([expect.stringMatching(/repacked or pruned/)]);
    for (const content of [
      '',
      'nonsense',
      readFileSync(cacheFile(cacheDir), 'utf8').replace('"blobs":', '"blobs":1'),
    ]) {
      writeFileSync(cacheFile(cacheDir), content);
      expect((await scanned(bench, cacheDir)).notices).toEqual([expect.stringMatching(/broken or not ours/)]);
    }
  });

  it('remembers no value, not even one in a path', async () => {
    const { bench, cacheDir } = setUp();
    bench.commit({ [`${keys.loose}.env`]: line(keys.loose) });
    await scanned(bench, cacheDir);
    await scanned(bench, cacheDir);
    const text = readFileSync(cacheFile(cacheDir), 'utf8');
    for (const key of Object.values(keys)) expect(text).not.toContain(key.slice(8));
  });

  it('remembers nothing of a scan with gaps', async () => {
    const { bench, cacheDir } = setUp();
    bench.write({ '.git/objects/aa/11111111111111111111111111111111111111': 'broken' });
    await scanned(bench, cacheDir);
    expect(readdirSync(cacheDir)).toEqual([]);
  });
});
