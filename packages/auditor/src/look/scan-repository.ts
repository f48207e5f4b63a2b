/** Scans one repository that is on this machine: all of its history, and its files as they stand. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { filterOf } from '@keyturn/config';
import type { Config } from '@keyturn/config';
import type { Scope } from '@keyturn/ledger';
import { KeyturnError, printable } from '@keyturn/scanner';
import type { Scanner, ScanResult } from '@keyturn/scanner';
import { scanHistory } from '@keyturn/scanner/git';
import { findWorkTree, scanFiles } from '@keyturn/scanner/node';
import type { CustomRules } from '@keyturn/scanner/node';
import { mergeResults } from './merge.ts';

/** Most trees are read sooner than a thread starts, and an audit reads many, one after the other. In milliseconds. */
const TREE_ALONE = 250;

export interface ScanSettings {
  readonly fingerprintKey: string | null;
  readonly threads: number;
  readonly custom: CustomRules | undefined;
  /** For these rules; undefined: one is made. */
  readonly scanner: Scanner | undefined;
  /** What it leaves out of files. */
  readonly config: Config | undefined;
  /** Where scans of histories are remembered. */
  readonly cacheDir: string;
  readonly signal: AbortSignal | undefined;
  readonly onNotice: (sentence: string) => void;
}

/** What there is to be looked at below a path. */
export function scopeOf(path: string): Scope {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory() !== true) return 'part';
  return isBare(path) || findWorkTree(path) !== undefined ? 'history' : 'files';
}

/** @throws KeyturnError `source` where it can't be looked at */
export async function scanRepository(path: string, settings: ScanSettings): Promise<ScanResult> {
  if (!existsSync(path)) throw new KeyturnError('source', `There is nothing at ${printable(path)}. Check the path.`);
  const scope = scopeOf(path);
  if (scope !== 'history') return scanTree(path, settings);
  const { fingerprintKey, threads, custom, scanner, cacheDir, signal, onNotice } = settings;
  const history = await scanHistory({
    path,
    fingerprintKey,
    threads,
    cacheDir,
    onNotice,
    ...(custom !== undefined && { custom }),
    ...(scanner !== undefined && { scanner }),
    ...(signal !== undefined && { signal }),
  });
  return isBare(path) ? history : mergeResults(history, await scanTree(path, settings));
}

function scanTree(
  path: string,
  { fingerprintKey, threads, custom, scanner, config, signal, onNotice }: ScanSettings,
): Promise<ScanResult> {
  return scanFiles({
    paths: [path],
    fingerprintKey,
    threads,
    aloneFor: TREE_ALONE,
    noIgnore: false,
    onNotice,
    ...(custom !== undefined && { custom }),
    ...(scanner !== undefined && { scanner }),
    ...filterOf(config, path),
    ...(signal !== undefined && { signal }),
  });
}

/** As git itself tells: no work tree around it, and what a repository consists of. */
export function isBare(path: string): boolean {
  return existsSync(join(path, 'HEAD')) && existsSync(join(path, 'objects')) && existsSync(join(path, 'refs'));
}
