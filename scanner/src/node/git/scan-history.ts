/** Scans the whole history of a repository: every object it holds, reachable or not. */
import { CoverageMeter } from '../../coverage.ts';
import type { ScanResult } from '../../model.ts';
import { KeyturnError } from '../../errors.ts';
import { createScanner } from '../pool/create-scanner.ts';
import { compileCustomRules } from '../pool/custom-rules.ts';
import type { CustomRules } from '../pool/custom-rules.ts';
import { gatherCommits, readCommits } from './all-commits.ts';
import { attributeHistory } from './attribute-history.ts';
import { findMissing, isPartialClone } from './missing.ts';
import { ObjectStore } from './objects.ts';
import type { LinkedObjects } from './pack/linked.ts';
import { salvageCommits } from './salvage.ts';
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
  /** What a configuration adds to our own rules. */
  readonly custom?: CustomRules;
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
  const custom = await compileCustomRules(options.custom);
  const scanner = createScanner(fingerprintKey, custom);
  // The threads of the native reader know our own rules only.
  const isByGit = custom !== null || process.env['KEYTURN_GIT_READER'] === 'git';
  const reader = options.reader ?? (isByGit ? 'git' : 'native');
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
  const store = new ObjectStore(scan.directories, scan.packs, repository.hashBytes);
  try {
    if (isPartialClone(repository, scan.isPartial)) {
      const { directories, packs } = scan;
      for (const { id, path: where } of await findMissing({ repository, directories, packs, signal })) {
        meter.skip(where === null ? id : `${id} ${where}`, 'missing-object');
      }
    }
    const result = { roots: [repository.top], findings: [], coverage: meter.result() };
    if (scan.found.size === 0) return result;
    const blobs = new Set([...scan.found.values()].filter(({ kind }) => kind === 'blob').map(({ id }) => id));
    const linked = await link(scan, [...blobs]);
    const graph =
      linked === undefined
        ? await readCommits(repository, signal).catch((error: unknown) => {
            signal?.throwIfAborted();
            if (!(error instanceof KeyturnError)) throw error;
            return salvageCommits(repository.hashBytes, scan.directories, scan.packs, store);
          })
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
