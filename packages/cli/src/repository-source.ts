import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { KeyturnError } from '@keyturn/scanner';
import type { ScanResult } from '@keyturn/scanner';
import type { CustomRules } from '@keyturn/scanner/node';
import type { ProgressLine } from './progress.ts';

interface RepositoryOptions {
  readonly range?: string;
  readonly commitsFrom?: string;
  readonly since?: string;
  readonly cache?: string;
  readonly archives: boolean;
}

interface Surroundings {
  readonly fingerprintKey: string | null;
  readonly threads: number;
  readonly progress: ProgressLine;
  readonly notice: (sentence: string) => void;
  readonly custom: CustomRules | undefined;
}

/** Scans what a repository holds besides its files: its history, some of its commits, or its index. */
export async function scanRepository(
  source: 'history' | 'range' | 'commitsFrom' | 'since' | 'staged',
  paths: readonly string[],
  options: RepositoryOptions,
  { fingerprintKey, threads, progress, notice, custom }: Surroundings,
): Promise<ScanResult> {
  const [path = '.', other] = paths;
  if (other !== undefined) throw new KeyturnError('usage', 'Scan one repository at a time: name one PATH.');
  const added = { archives: options.archives, ...(custom !== undefined && { custom }) };
  if (options.cache !== undefined && source !== 'history') {
    throw new KeyturnError('usage', '--cache goes with --history.');
  }
  if (source === 'staged') {
    // Loaded alone: what waits for it is a commit.
    const { scanStaged } = await import('@keyturn/scanner/git/staged');
    return scanStaged({ path, fingerprintKey, ...added });
  }
  const { scanCommits, scanHistory } = await import('@keyturn/scanner/git');
  if (source === 'history') {
    return scanHistory({
      path,
      fingerprintKey,
      ...added,
      threads,
      onNotice: notice,
      ...(options.cache !== undefined && { cacheDir: options.cache }),
      onProgress: ({ objects, totalObjects, bytes }) =>
        progress.update({ done: objects, total: totalObjects, bytes, unit: 'objects' }),
    });
  }
  return scanCommits({
    path,
    fingerprintKey,
    ...added,
    onNotice: notice,
    ...(options.range !== undefined && { range: options.range }),
    ...(options.since !== undefined && { since: options.since }),
    ...(options.commitsFrom !== undefined && { commits: await commitsOf(options.commitsFrom) }),
  });
}

/** @throws KeyturnError `usage` where the list cannot be read */
async function commitsOf(file: string): Promise<string[]> {
  let list: string;
  try {
    list = file === '-' ? await text(process.stdin) : readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new KeyturnError('usage', `The list of commits ${file} cannot be read (${code ?? 'unknown'}).`, {
      cause: error,
    });
  }
  return list.split(/\s+/).filter((commit) => commit !== '');
}
