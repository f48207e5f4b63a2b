/** Scans the whole history of a repository: every object it holds, reachable or not. */
import { CoverageMeter } from '../../coverage.ts';
import type { ScanResult } from '../../model.ts';
import { createScanner } from '../pool/create-scanner.ts';
import { gatherCommits, readCommits } from './all-commits.ts';
import { attributeHistory } from './attribute-history.ts';
import { ObjectStore } from './objects.ts';
import type { LinkedObjects } from './pack/linked.ts';
import { openRepository } from './repository.ts';
import { scanObjects } from './scan-objects.ts';
import type { ObjectScan } from './scan-objects.ts';
import { TreeReader } from './trees.ts';

export interface HistoryProgress {
  readonly phase: 'objects' | 'commits';
  readonly objects: number;
  readonly totalObjects: number;
  readonly bytes: number;
}

export interface HistoryScanOptions {
  /** The repository, or a path in its work tree. */
  readonly path: string;
  /** The fingerprint's HMAC key, or null for the unkeyed form. */
  readonly fingerprintKey: string | null;
  /** Threads in all, this one included. */
  readonly threads: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: HistoryProgress) => void;
  /** Who reads objects; `git` is slower and finds the same. `KEYTURN_GIT_READER` in the environment decides by default. */
  readonly reader?: 'native' | 'git';
}

/**
 * Scans all objects and attributes what is found to the commits that introduced it.
 *
 * @throws KeyturnError `source` where there is no repository, or git refuses it or fails
 */
export async function scanHistory(options: HistoryScanOptions): Promise<ScanResult> {
  const { path, fingerprintKey, threads, signal, onProgress } = options;
  const repository = await openRepository(path, signal);
  const meter = new CoverageMeter();
  const scanner = createScanner(fingerprintKey);
  const reader = options.reader ?? (process.env['KEYTURN_GIT_READER'] === 'git' ? 'git' : 'native');
  if (repository.isShallow) meter.skip(repository.gitDirectory, 'shallow');
  const scan = await scanObjects({
    repository,
    scanner,
    fingerprintKey,
    threads,
    reader,
    meter,
    signal,
    onProgress: onProgress === undefined ? undefined : (progress) => onProgress({ phase: 'objects', ...progress }),
  });
  const result = { roots: [repository.top], findings: [], coverage: meter.result() };
  const store = new ObjectStore(scan.directories, scan.packs, repository.hashBytes);
  try {
    if (scan.found.size === 0) return result;
    const blobs = new Set([...scan.found.values()].filter(({ kind }) => kind === 'blob').map(({ id }) => id));
    const linked = await link(scan, [...blobs]);
    const graph =
      linked === undefined
        ? await readCommits(repository, signal)
        : gatherCommits(linked, scan.looseCommits ?? [], store);
    const source = new TreeReader(store, blobs, repository.hashBytes, linked);
    const findings = await attributeHistory({ repository, scanner, store, found: scan.found, graph, source, signal });
    return { ...result, findings };
  } finally {
    store.close();
    await Promise.all(scan.scans.map((one) => one.end()));
  }
}

/** Reads all trees and commits natively; undefined where git has to be asked for some. */
async function link(scan: ObjectScan, blobs: readonly string[]): Promise<LinkedObjects[] | undefined> {
  if (scan.looseCommits === undefined) return undefined;
  const linked: LinkedObjects[] = [];
  for (const one of scan.scans) {
    const objects = await one.link(blobs);
    if (objects === undefined) return undefined;
    linked.push(objects);
  }
  return linked;
}
