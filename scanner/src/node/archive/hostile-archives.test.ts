/** Archives that are broken, that lie, or that are made to do harm: told in the coverage, and nothing else happens. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { filtered, hasTool, madeBy, tar, zip } from '../../../test/archives.ts';
import type { Files } from '../../../test/archives.ts';
import { deflatedZeros, gzippedZeros, overlappingZip, quineZip, zipOfZips } from '../../../test/bombs.ts';
import { clarkyKey } from '../../../test/sample.ts';
import { scratch } from '../../../test/scratch.ts';
import { CoverageMeter } from '../../coverage.ts';
import type { ScanResult, Sighting } from '../../model.ts';
import { scanFiles } from '../files/scan-files.ts';
import { createScanner } from '../pool/create-scanner.ts';
import { BytesContent } from './content.ts';
import { loadArchives } from './load.ts';

const scan = (files: Files, maxFileSize?: number): Promise<ScanResult> =>
  scanFiles({
    paths: [scratch(files)],
    fingerprintKey: null,
    threads: 1,
    noIgnore: true,
    ...(maxFileSize !== undefined && { maxFileSize }),
  });

const gaps = ({ coverage }: ScanResult): string[] => coverage.skipped.map(({ where, reason }) => `${reason} ${where}`);
const keys = ({ findings }: ScanResult): string[] => findings.map(({ secret }) => secret.reveal()).toSorted();
const line = (seed: number): string => `K=${clarkyKey(seed)}\n`;

/** Bytes that nothing compresses, the same each time. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

describe('a broken archive', () => {
  const many = zip(
    Array.from({ length: 50 }, (_, i) => ({
      name: `entry-${i}-`,
      content: `${'text '.repeat(90)}${line(i)}`,
    })),
  );

  it('is told where its end is missing, and what stands plain in it is found', async () => {
    const stored = zip([
      { name: 'a', content: `${line(1)}\n`, method: 0 },
      { name: 'b', content: noise(5000) },
    ]);
    const result = await scan({ 'cut.zip': stored.subarray(0, 400) });
    expect(gaps(result)).toEqual(['corrupt cut.zip']);
    expect(keys(result)).toEqual([clarkyKey(1)]);
  });

  it('is searched as far as it goes, and told: cut off', async () => {
    const text = Buffer.concat([Buffer.from(line(1)), noise(60_000), Buffer.from(line(2))]);
    const files: Record<string, Uint8Array> = { 'cut.gz': gzipSync(text) };
    for (const tool of ['bzip2', 'xz', 'zstd'].filter(hasTool)) files[`cut.${tool}`] = filtered(tool, text);
    files['cut.tar'] = tar({ a: text });
    for (const [name, content] of Object.entries(files)) {
      files[name] = content.subarray(0, Math.floor(content.length * 0.7));
    }
    const result = await scan(files);
    expect(new Set(gaps(result).map((gap) => gap.replace(/!.*/, '')))).toEqual(
      new Set(Object.keys(files).map((name) => `corrupt ${name}`)),
    );
    expect(keys(result)).toEqual([clarkyKey(1)]);
    // bzip2 gives nothing before a block is whole.
    expect(result.findings[0]?.occurrences.map(({ path }) => path)).toEqual(
      Object.keys(files)
        .filter((name) => name !== 'cut.bzip2')
        .toSorted(),
    );
  });

  it('costs its broken entry and no other', async () => {
    const broken = Buffer.from(many);
    // No block of deflate begins so.
    broken[broken.indexOf('entry-7-') + 'entry-7-'.length] = 0xff;
    const result = await scan({ 'a.zip': broken });
    expect(gaps(result)).toEqual(['corrupt a.zip!entry-7-']);
    expect(result.findings).toHaveLength(49);
  });

  it('is told where it says what is not so: checksum, size, place', async () => {
    const result = await scan({
      'crc.zip': zip([{ name: 'a', content: line(1), crc: 1 }]),
      'smaller.zip': zip([{ name: 'a', content: line(2), size: 3 }]),
      'larger.zip': zip([{ name: 'a', content: line(3), size: 300 }]),
      'elsewhere.zip': zip([{ name: 'a', content: line(4), offset: 2 ** 31 }]),
      'nowhere.zip': zip([{ name: 'a', content: line(5), offset: 9 }]),
    });
    expect(gaps(result)).toEqual(
      ['crc', 'elsewhere', 'larger', 'nowhere', 'smaller'].map((name) => `corrupt ${name}.zip!a`),
    );
    expect(keys(result)).toEqual([1, 2, 3].map((seed) => clarkyKey(seed)).toSorted());
  });
});

describe('what cannot be opened', () => {
  it('is told: encrypted', async () => {
    if (!hasTool('zip')) return;
    const archive = madeBy('zip', ['-q', '-P', 'a password', '-r', '-', 'a.env'], { 'a.env': line(1) });
    const result = await scan({ 'a.zip': archive });
    expect(gaps(result)).toEqual(['encrypted a.zip!a.env']);
    expect(result.findings).toEqual([]);
  });

  it('is told: packed in a way that nobody here knows', async () => {
    const result = await scan({ 'a.zip': zip([{ name: 'a.env', content: line(1), method: 98 }]) });
    expect(gaps(result)).toEqual(['encoding a.zip!a.env']);
  });

  it('is told: larger than what was asked for', async () => {
    const large = `${'many words '.repeat(900)}${line(1)}`;
    const result = await scan({ 'a.zip': zip([{ name: 'large', content: large }]), 'a.gz': gzipSync(large) }, 5000);
    expect(gaps(result)).toEqual(['too-large a.gz', 'too-large a.zip!large']);
  });
});

describe('names in an archive', () => {
  it('lead nowhere and are shown as text', async () => {
    const outside = scratch();
    const names = [
      '../../../../../../tmp/escape',
      `${outside}/absolute`,
      'C:\\windows\\x',
      'new\nline',
      '\u001b[31mred\u0007',
      '::error file=x::gotcha',
      '\u202eltr',
      'a'.repeat(3000),
      Buffer.from([0x66, 0xff, 0xfe]),
      '',
    ];
    const result = await scan({
      'a.zip': zip(names.map((name, i) => ({ name, content: line(i) }))),
      'b.tar': tar({ '../up': line(20), '/etc/cron.d/x': line(21) }),
    });
    expect(gaps(result)).toEqual([]);
    expect(result.findings).toHaveLength(names.length + 2);
    expect(readdirSync(outside)).toEqual([]);
    expect(existsSync('/tmp/escape')).toBe(false);
    const steps = result.findings.flatMap(({ occurrences }) => occurrences.flatMap(({ encoding }) => encoding));
    expect(steps.filter((step) => /[\p{Cc}\p{Cf}]/u.test(step) || step.length > 1100)).toEqual([]);
    expect(steps).toContain('zip:new line');
    expect(steps).toContain('tar:../up');
  });
});

describe('a bomb', () => {
  it.each([
    ['ten gigabytes of zeros, gzipped', (): Buffer => gzippedZeros()],
    [
      'gigabytes of zeros as an entry that says so',
      (): Buffer => zip([{ name: 'z', content: '', data: deflatedZeros(48), size: 48 * 2 ** 26 }]),
    ],
    [
      'gigabytes of zeros as an entry that says otherwise',
      (): Buffer => zip([{ name: 'z', content: '', data: deflatedZeros(48), size: 2 ** 20 }]),
    ],
    ['zips of zips', (): Buffer => zipOfZips(6)],
    ['zips of zips, no deeper than is opened', (): Buffer => zipOfZips(3)],
    ['entries in one another', (): Buffer => overlappingZip(5000)],
    ['a zip that holds itself', (): Buffer => quineZip],
  ])('is left, and told: %s', async (_name, make) => {
    const result = await scan({ 'bomb.bin': make(), 'other.txt': line(1) });
    expect(result.coverage.complete).toBe(false);
    expect(Object.keys(result.coverage.skippedTotal)).toEqual(['limit']);
    expect(keys(result)).toEqual([clarkyKey(1)]);
  });

  it.each(['bzip2', 'xz', 'zstd'])('is left, and told: zeros through %s', async (tool) => {
    if (!hasTool(tool)) return;
    const zeros = filtered(tool, Buffer.alloc(2 ** 26));
    const result = await scan({ 'bomb.bin': zeros });
    expect(gaps(result)).toEqual(['limit bomb.bin']);
  });

  it('of entries is left where there are more than its bytes could honestly hold', async () => {
    const entries = Buffer.from(tar({ a: 'x' }).subarray(0, 1024));
    const result = await scan({ 'bomb.tgz': gzipSync(Buffer.concat(Array.from({ length: 60_000 }, () => entries))) });
    expect(gaps(result)).toEqual(['limit bomb.tgz']);
  });

  it('of time is left when that is used up', async () => {
    const scanArchive = await loadArchives();
    const archive = zip(Array.from({ length: 100 }, (_, i) => ({ name: `f${i}`, content: line(i) })));
    let clock = 0;
    const meter = new CoverageMeter();
    const run = scanArchive(
      new BytesContent(archive),
      'zip',
      { name: 'slow.zip', path: null },
      {
        scanner: createScanner(null),
        meter,
        maxFileSize: null,
        now: () => (clock += 150),
      },
    );
    let found: readonly Sighting[] = [];
    for (let step = run.next(); ; step = run.next()) {
      if (step.done === true) {
        found = step.value;
        break;
      }
    }
    expect(meter.result().skipped).toEqual([{ where: 'slow.zip', reason: 'timeout' }]);
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(100);
  });

  it('is none where an archive is only large', async () => {
    const text = 'a line of a log that is much like the one before\n'.repeat(2 ** 20);
    const result = await scan({ 'log.gz': gzipSync(`${text.slice(0, 2 ** 24)}${line(1)}`) });
    expect(gaps(result)).toEqual([]);
    expect(keys(result)).toEqual([clarkyKey(1)]);
  });

  it('leaves no temporary file behind', async () => {
    const before = new Set(readdirSync('/tmp').filter((name) => name.startsWith('keyturn-') && !name.includes('test')));
    await scan({ 'a.gz': gzipSync(noise(2 ** 24)), 'b.zip': zip([{ name: 'x', content: noise(2 ** 24) }]) });
    const after = readdirSync('/tmp').filter((name) => name.startsWith('keyturn-') && !name.includes('test'));
    expect(after.filter((name) => !before.has(name) && existsSync(join('/tmp', name, 'input')))).toEqual([]);
  });
});
