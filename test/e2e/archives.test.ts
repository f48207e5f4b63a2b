/** Archives and encodings as the executable handles them: on any number of threads, in every format, and switched off. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { tar, zip } from '../../scanner/test/archives.ts';
import { quineZip } from '../../scanner/test/bombs.ts';
import { clarkyKey } from '../../scanner/test/sample.ts';
import { git, repository, scratch } from '../../scanner/test/scratch.ts';
import { keyturn } from './keyturn.ts';

interface Document {
  readonly coverage: { complete: boolean; files: number; skipped: { where: string; reason: string }[] };
  readonly findings: {
    occurrences: { source: string; path: string | null; encoding: string[]; startLine: number }[];
  }[];
}

// Starting the executable takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const line = (seed: number): string => `first\nK=${clarkyKey(seed)}\n`;
const packed = zip([{ name: 'conf/k.env', content: line(1) }]);

function scanned(
  args: readonly string[],
  options: Parameters<typeof keyturn>[1] = {},
): Document & { status: number | null } {
  const { stdout, status } = keyturn(['scan', ...args, '--format', 'json'], options);
  return { ...(JSON.parse(stdout) as Document), status };
}

const places = ({ findings }: Document): string[] =>
  findings.flatMap(({ occurrences }) =>
    occurrences.map(({ source, path, encoding, startLine }) => [source, path, startLine, ...encoding].join(' ')),
  );

describe('a scan', () => {
  it('opens archives in a tree, in standard input, in the index and in history', () => {
    const folder = repository({ 'dist/app.zip': packed });
    const expected = ['archive dist/app.zip 2 zip:conf/k.env'];
    expect(scanned([folder])).toMatchObject({ status: 1, coverage: { complete: true, files: 1 } });
    expect(places(scanned([folder]))).toEqual(expected);
    expect(places(scanned(['--history', folder]))).toEqual(expected);
    expect(places(scanned(['--stdin', '--stdin-name', 'x.zip'], { input: packed }))).toEqual([
      'archive x.zip 2 zip:conf/k.env',
    ]);
    const large = gzipSync(tar({ 'a.bin': Buffer.alloc(2 ** 24, 'abc'), 'k.env': line(2) }));
    expect(places(scanned(['--stdin'], { input: large }))).toEqual(['archive  2 gzip tar:k.env']);
    writeFileSync(join(folder, 'new.gz'), gzipSync(line(3)));
    git(folder, 'add', '-A');
    expect(places(scanned(['--staged', folder]))).toEqual(['archive new.gz 2 gzip']);
  });

  it('opens what was packed long ago without a warning of how that is done', () => {
    const folder = scratch({
      'hello.bz2': Buffer.from('QlpoOTFBWSZTWcHAgOIAAAFBAAAQAkSgADDNAMNGKZcXckU4UJDBwIDi', 'base64'),
    });
    const { status, stderr } = keyturn(['scan', folder]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('gives the same with one thread and with several', () => {
    const files: Record<string, Uint8Array | string> = {};
    for (let i = 0; i < 300; i++) {
      files[`d${i % 9}/f${i}.txt`] = `text ${i}\n`.repeat(400);
      if (i % 4 === 0) files[`d${i % 9}/a${i}.zip`] = zip([{ name: `in${i}`, content: `${line(i)}${line(1)}` }]);
      if (i % 50 === 0) files[`d${i % 9}/broken${i}.gz`] = gzipSync(line(i)).subarray(0, 25);
    }
    const folder = scratch(files);
    const strip = (document: unknown): unknown => ({ ...(document as object), tool: null });
    const one = scanned([folder, '--threads', '1']);
    expect(one.findings.length).toBeGreaterThan(70);
    expect(one.coverage.skipped).toHaveLength(6);
    expect(strip(scanned([folder, '--threads', '4']))).toEqual(strip(one));
  });

  it('is told apart from a clean one where something could not be opened', () => {
    const broken = scratch({ 'a.zip': zip([{ name: 'a', content: 'nothing', crc: 1 }]), 'q.zip': quineZip });
    const result = scanned([broken]);
    expect(result.status).toBe(3);
    expect(result.coverage.skipped).toEqual([
      { where: 'a.zip!a', reason: 'corrupt' },
      { where: 'q.zip!r/r.zip!r/r.zip!r/r.zip!r/r.zip', reason: 'limit' },
    ]);
    expect(keyturn(['scan', broken]).stdout).toContain('beyond a limit');
  });

  it('shows names from archives as text, whatever they are', () => {
    const written = scratch();
    const evil = ['\u001b[31mred', 'a\n::error file=x::gotcha', '<img src=x onerror=alert(1)>', clarkyKey(7)];
    const folder = scratch({ 'a.zip': zip(evil.map((name, i) => ({ name, content: line(i) }))) });
    const formats = ['text', 'json', 'jsonl', 'sarif', 'csv', 'junit', 'markdown', 'html', 'github'];
    const { stdout, stderr } = keyturn([
      'scan',
      folder,
      '--color',
      'never',
      ...formats.flatMap((format) => ['--format', `${format}=${join(written, format)}`]),
    ]);
    expect(stdout + stderr).not.toContain(clarkyKey(7));
    for (const format of formats) {
      const text = readFileSync(join(written, format), 'utf8');
      expect(text).not.toContain('\u001b');
      expect(text).not.toContain(clarkyKey(7));
      expect(text.split('\n').filter((row) => row.startsWith('::error file=x'))).toEqual([]);
    }
    expect(readFileSync(join(written, 'html'), 'utf8')).not.toContain('<img');
  });

  it('names the path inside where a place is one line of text', () => {
    const folder = scratch({ 'app.zip': packed });
    expect(keyturn(['scan', folder]).stdout).toContain('inside zip:conf/k.env');
    for (const format of ['junit', 'markdown', 'github']) {
      const { stdout } = keyturn(['scan', folder, '--format', format]);
      expect(stdout.replaceAll('&#33;', '!')).toContain('app.zip!conf/k.env:2:3');
    }
  });

  it('finds a baseline’s keys again, however the archive is packed', () => {
    const folder = scratch({ 'app.zip': packed });
    expect(keyturn(['baseline', folder]).status).toBe(0);
    expect(readFileSync(join(folder, '.keyturn-baseline'), 'utf8')).toContain('app.zip');
    expect(keyturn(['scan', folder]).status).toBe(0);
    writeFileSync(join(folder, 'app.zip'), zip([{ name: 'moved/k.env', content: `\n\n${line(1)}`, method: 0 }]));
    expect(keyturn(['scan', folder]).status).toBe(0);
  });
});

describe('a switch', () => {
  it('--no-archives leaves archives closed, wherever they come from', () => {
    const folder = repository({ 'app.zip': packed, 'k.env': line(2) });
    writeFileSync(join(folder, 'new.zip'), zip([{ name: 'k', content: line(3) }]));
    git(folder, 'add', '-A');
    expect(places(scanned([folder, '--no-archives']))).toEqual(['file k.env 2']);
    expect(scanned([folder, '--no-archives']).coverage).toMatchObject({ complete: true, files: 3 });
    expect(places(scanned(['--history', folder, '--no-archives']))).toEqual(['git k.env 2']);
    expect(scanned(['--staged', folder, '--no-archives'])).toMatchObject({ status: 0, findings: [] });
    expect(scanned(['--stdin', '--no-archives'], { input: packed })).toMatchObject({ status: 0, findings: [] });
  });

  it('--no-decode leaves encoded text as it is, in archives too', () => {
    const encoded = `KEY: ${Buffer.from(`K=${clarkyKey(1)}`).toString('base64')}\n`;
    const folder = repository({
      'secret.yaml': encoded,
      'plain.env': line(2),
      'a.zip': zip([
        { name: 'in.yaml', content: encoded },
        { name: 'k.env', content: line(3) },
      ]),
    });
    const plain = ['archive a.zip 2 zip:k.env', 'file plain.env 2'];
    expect(places(scanned([folder, '--no-decode']))).toEqual(plain);
    expect(places(scanned([folder])).toSorted()).toEqual(
      [...plain, 'archive a.zip 1 zip:in.yaml base64', 'file secret.yaml 1 base64'].toSorted(),
    );
    expect(places(scanned(['--history', folder, '--no-decode']))).toEqual(
      plain.map((one) => one.replace('file', 'git')),
    );
    expect(scanned(['--stdin', '--no-decode'], { input: encoded })).toMatchObject({ status: 0, findings: [] });
  });
});
