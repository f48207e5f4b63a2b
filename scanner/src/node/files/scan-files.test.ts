import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { git, put, repository, scratch } from '../../../test/scratch.ts';
import { clarkyKey, klipyKey } from '../../../test/sample.ts';
import type { ScanResult } from '../../model.ts';
import { scanFiles } from './scan-files.ts';
import type { FileScanOptions } from './scan-files.ts';

const scan = (paths: string | readonly string[], options: Partial<FileScanOptions> = {}): Promise<ScanResult> =>
  scanFiles({
    paths: typeof paths === 'string' ? [paths] : paths,
    fingerprintKey: null,
    threads: 1,
    noIgnore: false,
    ...options,
  });

const pathsOf = (result: ScanResult): string[] =>
  result.findings.flatMap((finding) => finding.occurrences.map((one) => one.path ?? '')).toSorted();

const line = (seed: number): string => `K=${clarkyKey(seed)}\n`;

describe('outside a repository', () => {
  it('scans everything, hidden files and deep folders too', async () => {
    const folder = scratch({
      'a.env': line(1),
      '.hidden/b': line(2),
      'deep/1/2/3/c.ts': line(3),
      'node_modules/x/d.js': line(4),
      empty: '',
    });
    const result = await scan(folder);
    expect(pathsOf(result)).toEqual(['.hidden/b', 'a.env', 'deep/1/2/3/c.ts', 'node_modules/x/d.js']);
    expect(result.coverage).toMatchObject({ complete: true, files: 5, skipped: [] });
    expect(result.roots).toEqual([folder]);
  });

  it('follows no symbolic link: to a file, to a folder, in a circle or to nothing', async () => {
    const outside = scratch({ 'key.env': line(1) });
    const folder = scratch({ 'a.txt': 'nothing' });
    symlinkSync(join(outside, 'key.env'), join(folder, 'file-link'));
    symlinkSync(outside, join(folder, 'folder-link'));
    symlinkSync(folder, join(folder, 'circle'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'broken'));
    const result = await scan(folder);
    expect(result.findings).toEqual([]);
    expect(result.coverage).toMatchObject({ complete: true, files: 1 });
  });

  it.skipIf(process.platform === 'win32')('opens no pipe and no socket', async () => {
    const folder = scratch({ 'a.env': line(1) });
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const server = createServer();
    await new Promise<void>((done) => server.listen(join(folder, 'socket'), done));
    const result = await scan(folder);
    server.close();
    expect(pathsOf(result)).toEqual(['a.env']);
    expect(result.coverage.complete).toBe(true);
    await expect(scan(join(folder, 'pipe'))).rejects.toThrow(/neither a file nor a directory/);
  });

  it.skipIf(process.platform !== 'linux')(
    'reads names with line feeds, escape codes and bytes that are no UTF-8',
    async () => {
      const folder = scratch({ 'with\nline\u001b[31m/a': line(1) });
      const broken = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x62, 0xff, 0xfe])]);
      writeFileSync(broken, line(2));
      const brokenFolder = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x64, 0xe9])]);
      mkdirSync(brokenFolder);
      writeFileSync(Buffer.concat([brokenFolder, Buffer.from('/inner')]), line(3));
      const result = await scan(folder);
      expect(pathsOf(result)).toEqual(['b��', 'd�/inner', 'with\nline\u001b[31m/a']);
      rmSync(broken);
    },
  );

  it('takes several paths, each a root, and a file by its folder', async () => {
    const one = scratch({ 'a.env': line(1) });
    const two = scratch({ 'b.env': line(1), 'c.env': line(2) });
    const result = await scan([one, join(two, 'b.env')]);
    expect(result.roots).toEqual([one, two]);
    expect(result.findings).toHaveLength(1);
    expect(result.findings[0]?.occurrences.map(({ root, path }) => [root, path])).toEqual([
      [0, 'a.env'],
      [1, 'b.env'],
    ]);
  });

  it('says what to do where there is nothing', async () => {
    await expect(scan(join(scratch(), 'missing'))).rejects.toThrow(/There is nothing at .*missing\. Check the path/);
  });

  it('skips what is larger than asked for, and says so', async () => {
    const result = await scan(scratch({ 'a.env': line(1), 'big.txt': 'x'.repeat(2000) }), { maxFileSize: 1000 });
    expect(result.coverage).toMatchObject({
      complete: false,
      skipped: [{ where: 'big.txt', reason: 'too-large' }],
      skippedTotal: { 'too-large': 1 },
    });
    expect(result.findings).toHaveLength(1);
  });

  it('tells placeholders when asked to, without their text', async () => {
    const told: string[] = [];
    const folder = scratch({ 'a.md': `first\nKEY=${['ck_live_', 'paste_your_key_here'].join('')}\n` });
    const result = await scan(folder, { onPlaceholder: (place) => told.push(place) });
    expect(result.findings).toEqual([]);
    expect(told).toEqual(['a.md:2:5']);
  });
});

describe('inside a repository', () => {
  it('scans what git tracks and does not ignore, the folder that was named and nothing above it', async () => {
    const folder = repository({ '.gitignore': 'ignored/\n*.log\n', 'a.env': line(1), 'sub/b.env': line(2) });
    put(folder, { 'new.env': line(3), 'ignored/c.env': line(4), 'd.log': line(5), 'sub/tracked.log': line(6) });
    git(folder, 'add', '-f', 'sub/tracked.log');
    expect(pathsOf(await scan(folder))).toEqual(['a.env', 'new.env', 'sub/b.env', 'sub/tracked.log']);
    expect(pathsOf(await scan(join(folder, 'sub')))).toEqual(['b.env', 'tracked.log']);
    expect(pathsOf(await scan(folder, { noIgnore: true }))).toEqual([
      'a.env',
      'd.log',
      'ignored/c.env',
      'new.env',
      'sub/b.env',
      'sub/tracked.log',
    ]);
  });

  it('scans an ignored file or folder that is named', async () => {
    const folder = repository({ '.gitignore': 'ignored/\n' });
    put(folder, { 'ignored/c.env': line(4) });
    const notices: string[] = [];
    expect(pathsOf(await scan(join(folder, 'ignored'), { onNotice: (notice) => notices.push(notice) }))).toEqual([
      'c.env',
    ]);
    expect(notices.join()).toMatch(/ignored by git/);
    expect(pathsOf(await scan(join(folder, 'ignored/c.env')))).toEqual(['c.env']);
  });

  it('counts a tracked file that was deleted as no gap', async () => {
    const folder = repository({ 'a.env': line(1), 'b.env': line(2), 'c/d.env': line(3) });
    rmSync(join(folder, 'b.env'));
    rmSync(join(folder, 'c'), { recursive: true });
    const result = await scan(folder);
    expect(pathsOf(result)).toEqual(['a.env']);
    expect(result.coverage.complete).toBe(true);
  });

  it('scans submodules and nested repositories as what they are', async () => {
    const inner = repository({ '.gitignore': 'x.env\n', 'in.env': line(1) });
    const folder = repository({ 'a.env': line(2) });
    git(folder, 'submodule', 'add', '-q', inner, 'module');
    git(folder, 'commit', '-q', '-m', 'module');
    put(folder, { 'module/x.env': line(3), 'module/new.env': line(4), 'nested/keep/b.env': line(5) });
    git(join(folder, 'nested'), 'init', '-q');
    put(folder, { 'nested/.gitignore': 'skip.env\n', 'nested/skip.env': line(6) });
    expect(pathsOf(await scan(folder))).toEqual(['a.env', 'module/in.env', 'module/new.env', 'nested/keep/b.env']);
    const plain = scratch({ 'top.env': line(7) });
    git(plain, 'clone', '-q', inner, 'project');
    put(plain, { 'project/x.env': line(8) });
    expect(pathsOf(await scan(plain))).toEqual(['project/in.env', 'top.env']);
  });

  it('starts nothing that the repository configures, and reads nothing outside of it', async () => {
    const outside = scratch({ 'secret.env': line(1) });
    const folder = repository({ 'a.env': line(2), 'dir/secret.env': 'x' });
    const marker = join(outside, 'was-run');
    for (const key of [
      'core.fsmonitor',
      'core.sshCommand',
      'core.pager',
      'core.editor',
      'diff.external',
      'filter.x.clean',
      'filter.x.smudge',
      'core.alternateRefsCommand',
      'uploadpack.packObjectsHook',
      'core.hooksPath',
    ]) {
      git(folder, 'config', key, `touch ${marker}; true`);
    }
    put(folder, { '.gitattributes': '* filter=x\n' });
    git(folder, 'config', 'core.worktree', outside);
    rmSync(join(folder, 'dir'), { recursive: true });
    symlinkSync(outside, join(folder, 'dir'));
    const result = await scan(folder);
    expect(pathsOf(result)).toEqual(['a.env']);
    expect(existsSync(marker)).toBe(false);
  });

  it('says what is wrong with a broken index', async () => {
    const folder = repository({ 'a.env': line(1) });
    writeFileSync(join(folder, '.git/index'), 'DIRCrubbish');
    await expect(scan(folder)).rejects.toThrow(/index/);
  });

  it('scans all of it where git is not installed, and says so', async () => {
    const folder = repository({
      '.gitignore': 'b.env\n',
      'a.env': line(1),
      'nested/.git/HEAD': 'x',
      'nested/c.env': line(3),
    });
    put(folder, { 'b.env': line(2) });
    const { PATH } = process.env;
    const notices: string[] = [];
    process.env['PATH'] = scratch();
    try {
      expect(pathsOf(await scan(folder, { onNotice: (notice) => notices.push(notice) }))).toEqual([
        'a.env',
        'b.env',
        'nested/c.env',
      ]);
    } finally {
      process.env['PATH'] = PATH;
    }
    expect(notices).toEqual(['git is not installed, so what it would ignore is scanned as well.']);
  });
});

describe('a key in many places', () => {
  it('is one finding with all of them, sorted', async () => {
    const key = klipyKey();
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`d${i % 7}/f${i}.txt`, `a\n\n  ${key}\n`]));
    const result = await scan(scratch(files));
    expect(result.findings).toHaveLength(1);
    const places = result.findings[0]?.occurrences ?? [];
    expect(places).toHaveLength(300);
    expect(places.map((one) => one.path)).toEqual(Object.keys(files).toSorted());
    expect(places[0]).toMatchObject({ startLine: 3, startColumn: 3, endLine: 3, endColumn: 3 + key.length });
  });
});
