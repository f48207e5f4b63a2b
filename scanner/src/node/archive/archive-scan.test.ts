import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { filtered, hasTool, madeBy, nested, tar, zip } from '../../../test/archives.ts';
import type { Files } from '../../../test/archives.ts';
import { clarkyKey, klipyKey } from '../../../test/sample.ts';
import { scratch } from '../../../test/scratch.ts';
import type { ScanResult } from '../../model.ts';
import { scanFiles } from '../files/scan-files.ts';
import type { FileScanOptions } from '../files/scan-files.ts';

const scan = (files: Files, options: Partial<FileScanOptions> = {}): Promise<ScanResult> =>
  scanFiles({ paths: [scratch(files)], fingerprintKey: null, threads: 1, noIgnore: true, ...options });

/** Every place, in the words that tests compare. */
const places = (result: ScanResult): string[] =>
  result.findings
    .flatMap(({ secret, occurrences }) =>
      occurrences.map(
        ({ source, path, startLine, startColumn, endColumn, encoding }) =>
          `${source} ${path ?? ''} ${startLine}:${startColumn}-${endColumn} ${encoding.join(' > ')} ${secret.reveal().slice(-6)}`,
      ),
    )
    .toSorted();

const gaps = ({ coverage }: ScanResult): string[] => coverage.skipped.map(({ where, reason }) => `${reason} ${where}`);

const line = (seed: number): string => `first line\n  K=${clarkyKey(seed)} # end\n`;
const end = (seed: number): string => clarkyKey(seed).slice(-6);
const columns = `2:5-${5 + clarkyKey(1).length}`;

const packers: Readonly<Record<string, { tool: 'zip' | 'tar'; args: readonly string[]; hasLongNames: boolean }>> = {
  'zip -9': { tool: 'zip', args: ['-q', '-9', '-r', '-', '.'], hasLongNames: true },
  'zip -0': { tool: 'zip', args: ['-q', '-0', '-r', '-', '.'], hasLongNames: true },
  'tar (ustar)': { tool: 'tar', args: ['--format=ustar', '-cf', '-', '.'], hasLongNames: false },
  'tar (pax)': { tool: 'tar', args: ['--format=pax', '-cf', '-', '.'], hasLongNames: true },
  'tar (GNU)': { tool: 'tar', args: ['--format=gnu', '-cf', '-', '.'], hasLongNames: true },
  'tar (v7)': { tool: 'tar', args: ['--format=v7', '-cf', '-', '.'], hasLongNames: false },
};

describe('an archive made by', () => {
  it.each(Object.entries(packers))('%s gives its keys at their places', async (_name, { tool, args, hasLongNames }) => {
    if (!hasTool(tool)) return;
    const deep = `deep/${'long-'.repeat(hasLongNames ? 40 : 5)}/ключ.env`;
    const files = { 'plain.txt': 'nothing', 'a.env': line(1), [deep]: `\n${line(2)}`, 'no-line-end': clarkyKey(3) };
    const result = await scan({ 'release.bin': madeBy(tool, args, files) });
    const step = tool === 'tar' ? 'tar:./' : 'zip:';
    expect(gaps(result)).toEqual([]);
    expect(places(result)).toEqual(
      [
        `archive release.bin ${columns} ${step}a.env ${end(1)}`,
        `archive release.bin ${columns.replace('2:', '3:')} ${step}${deep} ${end(2)}`,
        `archive release.bin 1:1-${1 + clarkyKey(3).length} ${step}no-line-end ${end(3)}`,
      ].toSorted(),
    );
  });

  it.each(['gzip', 'bzip2', 'xz', 'zstd'])('%s gives its keys, and is a tar where it holds one', async (tool) => {
    if (!hasTool(tool)) return;
    const twice = Buffer.concat([filtered(tool, Buffer.from(line(1))), filtered(tool, Buffer.from(line(2)))]);
    const result = await scan({
      'two-streams': twice,
      'a.tar.x': filtered(tool, tar({ 'etc/k.env': line(3) })),
    });
    expect(gaps(result)).toEqual([]);
    expect(places(result)).toEqual(
      [
        `archive two-streams ${columns} ${tool} ${end(1)}`,
        `archive two-streams ${columns.replace('2:', '4:')} ${tool} ${end(2)}`,
        `archive a.tar.x ${columns} ${tool} > tar:etc/k.env ${end(3)}`,
      ].toSorted(),
    );
  });
});

describe('archives in archives', () => {
  it('are opened to a depth of four', async () => {
    const four = nested(Buffer.from(line(1)), ['zip', 'tar', 'zip', 'tar']);
    const result = await scan({ 'four.zip': four });
    expect(gaps(result)).toEqual([]);
    expect(places(result)).toEqual([
      `archive four.zip ${columns} zip:inner3 > tar:inner2 > zip:inner1 > tar:inner0 ${end(1)}`,
    ]);
  });

  it('are left closed below, which is told', async () => {
    const five = nested(gzipSync(line(1)), ['zip', 'tar', 'zip', 'zip']);
    const result = await scan({ 'five.zip': five });
    expect(result.findings).toEqual([]);
    expect(gaps(result)).toEqual(['limit five.zip!inner3!inner2!inner1!inner0']);
  });

  it('count a compressed tar once', async () => {
    const levels = ['gzip', 'tar', 'gzip', 'tar', 'gzip', 'tar', 'gzip', 'tar'] as const;
    const result = await scan({ 'a.tgz': nested(Buffer.from(line(1)), levels) });
    expect(gaps(result)).toEqual([]);
    expect(result.findings).toHaveLength(1);
  });
});

describe('a key in an archive', () => {
  it('is found through the encodings inside', async () => {
    const encoded = Buffer.from(`KEY=${clarkyKey(1)}`).toString('base64');
    const result = await scan({ 'a.zip': zip([{ name: 'secret.yaml', content: `data:\n  K: ${encoded}\n` }]) });
    expect(places(result)).toEqual([`archive a.zip 2:6-${6 + encoded.length} zip:secret.yaml > base64 ${end(1)}`]);
  });

  it('is judged like any other: placeholders are none, comments allow, and its own path counts', async () => {
    const result = await scan({
      'a.zip': zip([
        { name: 'example.env', content: 'K=ck_live_paste_your_key_here_please_00\n' },
        { name: 'allowed.env', content: `K=${clarkyKey(1)} # keyturn:allow reason="a test"\n` },
        { name: 'agentclara/k.env', content: `K=${['sk', 'live', clarkyKey(2).slice(8)].join('_')}\n` },
      ]),
    });
    expect(result.findings.map(({ provider }) => provider ?? '').toSorted()).toEqual(['agentclara', 'clarky']);
    expect(result.findings.flatMap(({ occurrences }) => occurrences.map(({ allow }) => allow?.reason ?? null))).toEqual(
      expect.arrayContaining(['a test', null]),
    );
  });

  it('is one finding where it is stored, whatever bytes stand behind it', async () => {
    const stored = zip([
      { name: 'a', content: clarkyKey(1), method: 0 },
      { name: 'b', content: clarkyKey(2), method: 0 },
    ]);
    expect(
      places(await scan({ 'a.zip': stored, 'b.zip': zip([{ name: 'c.zip', content: stored, method: 0 }]) })),
    ).toEqual(
      [1, 2]
        .flatMap((seed) => [
          `archive a.zip 1:1-${1 + clarkyKey(1).length} zip:${seed === 1 ? 'a' : 'b'} ${end(seed)}`,
          `archive b.zip 1:1-${1 + clarkyKey(1).length} zip:c.zip > zip:${seed === 1 ? 'a' : 'b'} ${end(seed)}`,
        ])
        .toSorted(),
    );
  });

  it('is found outside the entries too: before the archive and in its comment', async () => {
    const before = Buffer.from(`PK\x03\x04 ${clarkyKey(1)}\n`);
    const archive = zip([{ name: 'a', content: line(2) }], ` ${klipyKey(3)} `, before);
    const result = await scan({ 'a.zip': archive });
    expect(result.findings.map(({ secret }) => secret.reveal()).toSorted()).toEqual(
      [clarkyKey(1), clarkyKey(2), klipyKey(3)].toSorted(),
    );
    expect(places(result).filter((place) => place.startsWith('file'))).toHaveLength(2);
  });

  it('is the same with any number of threads, and in the same order', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        `d${i % 7}/a${i}.zip`,
        zip([
          { name: 'x', content: line(1) },
          { name: 'y', content: line(i + 2) },
        ]),
      ]),
    );
    const folder = scratch(files);
    const of = async (threads: number): Promise<unknown> =>
      (await scanFiles({ paths: [folder], fingerprintKey: null, threads, noIgnore: true })).findings.map((one) => ({
        ...one,
        secret: null,
      }));
    expect(await of(3)).toEqual(await of(1));
  });
});

describe('--no-archives', () => {
  it('searches the bytes as they are', async () => {
    const archive = zip([
      { name: 'a', content: line(1) },
      { name: 'b', content: line(2), method: 0 },
    ]);
    const result = await scan({ 'a.zip': archive }, { archives: false });
    expect(result.findings.map(({ secret }) => secret.reveal())).toEqual([clarkyKey(2)]);
    expect(result.findings[0]?.occurrences[0]?.source).toBe('file');
    expect(result.coverage.complete).toBe(true);
  });
});

describe('what only looks like an archive', () => {
  it.each([
    ['a text that begins with PK', `PK is a name\n${line(1)}`],
    ['a text with tar’s word at its place', `${'x'.repeat(257)}ustar${'x'.repeat(300)}\n${line(1)}`],
    ['a text that begins with BZh', `BZh91 is no block\n${line(1)}`],
  ])('is a text: %s', async (_name, content) => {
    const result = await scan({ 'a.bin': content });
    expect(result.findings).toHaveLength(1);
    expect(result.findings[0]?.occurrences[0]?.source).toBe('file');
    expect(result.coverage.complete).toBe(true);
  });
});

describe('a zip behind something else', () => {
  const packed = zip([{ name: 'a.env', content: line(1) }], 'a comment');
  const place = `zip:a.env ${end(1)}`;

  it.each([
    ['a program for Windows', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(70_000, 0x90)])],
    ['a program for Linux, of some size', Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(600_000, 0x90)])],
    ['a program larger than what is read at once', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(9_000_000, 0x90)])],
    ['a script', Buffer.from('#!/usr/bin/env python3\n')],
    ['what Chrome signs an extension with', Buffer.from('Cr24\x03\0\0\0\x04\0\0\0sign')],
  ])('is opened: %s', async (_, before) => {
    const file = Buffer.concat([before, packed]);
    const result = await scan({ 'tool.bin': file, 'outer.zip': zip([{ name: 'tool.bin', content: file }]) });
    expect(gaps(result)).toEqual([]);
    expect(places(result)).toEqual([
      `archive outer.zip ${columns} zip:tool.bin > ${place}`,
      `archive tool.bin ${columns} ${place}`,
    ]);
  });

  it('is none where the end only looks like one', async () => {
    const script = Buffer.concat([Buffer.from(`#!/bin/sh\n${line(2)}`), packed.subarray(-40), Buffer.from('more\n')]);
    const result = await scan({ 'a.sh': script, 'b.sh': '#!' });
    expect(gaps(result)).toEqual([]);
    expect(places(result)).toEqual([`file a.sh ${columns.replace('2:', '3:')}  ${end(2)}`]);
  });
});
