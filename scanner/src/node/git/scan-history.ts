/** Scans the whole history of a repository: every object it holds, reachable or not. */
import { isInArchive } from '../../archive-steps.ts';
import { CoverageMeter } from '../../coverage.ts';
import type { Finding, ScanResult } from '../../model.ts';
import { Secret } from '../../secret.ts';
import { KeyturnError } from '../../errors.ts';
import { scannerFor } from '../pool/scanner-for.ts';
import type { SharedScannerOptions } from '../pool/scanner-for.ts';
import { gatherCommits, readCommits } from './all-commits.ts';
import { attributeHistory } from './attribute-history.ts';
import { compareStates, HistoryCache, pathOfStamp, stateOf } from './history-cache.ts';
import type { RememberedObject, RememberedScan } from './history-cache.ts';
import { findMissing, isPartialClone } from './missing.ts';
import { ObjectJudge } from './object-judge.ts';
import { ObjectStore } from './objects.ts';
import type { LinkedObjects } from './pack/linked.ts';
import { salvageCommits } from './salvage.ts';
import { openPack } from './pack/scan-packs.ts';
import { listPacks, objectDirectories, openRepository } from './repository.ts';
import type { Repository } from './repository.ts';
import { scanObjects } from './scan-objects.ts';
import type { KeyObject, ObjectScan } from './scan-objects.ts';
import { TreeReader } from './trees.ts';

export interface HistoryProgress {
  readonly phase: 'objects' | 'commits';
  readonly objects: number;
  readonly totalObjects: number;
  readonly bytes: number;
}

export interface HistoryScanOptions extends SharedScannerOptions {
  /** The repository, or a path in its work tree. */
  readonly path: string;
  /** Whether archives are opened; left out, they are. */
  readonly archives?: boolean;
  /** Threads in all, this one included. */
  readonly threads: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: HistoryProgress) => void;
  /** Who reads objects; `git` is slower and finds the same. `KEYTURN_GIT_READER` in the environment decides by default. */
  readonly reader?: 'native' | 'git';
  /**
   * Where scans are remembered, so that the next one reads only what is new: a directory of the user's own. What is there
   * must never be named by the scanned tree.
   */
  readonly cacheDir?: string;
  /** Sentences for the user that change nothing of the result. */
  readonly onNotice?: (notice: string) => void;
}

/**
 * Scans all objects and attributes what is found to the commits that introduced it.
 *
 * @throws KeyturnError `source` where there is no repository, or git refuses it or fails
 */
export async function scanHistory(options: HistoryScanOptions): Promise<ScanResult> {
  const { path, fingerprintKey, signal, cacheDir } = options;
  const repository = await openRepository(path, signal);
  if (cacheDir === undefined) return (await scanRepository(repository, options)).result;
  const cache = new HistoryCache(cacheDir, repository);
  const state = stateOf(repository, fingerprintKey, options.custom, options.archives ?? true);
  const before = cache.read();
  if (before === 'broken') {
    options.onNotice?.('The cache of this repository is broken or not ours: the whole history is scanned.');
  }
  let remembered = before === null || before === 'broken' ? undefined : before;
  if (remembered !== undefined) {
    const reuse = compareStates(remembered, state);
    if (reuse.kind === 'same') {
      const findings = await recall(repository, remembered, options);
      if (findings !== null) {
        return { roots: [repository.top], findings, coverage: meterOf(repository, remembered).result() };
      }
    } else if (reuse.kind === 'none') {
      options.onNotice?.(`The cache does not serve, because ${reuse.why}: the whole history is scanned.`);
      remembered = undefined;
    }
  }
  const { result, found } = await scanRepository(repository, options, remembered);
  const { blobs, commits, bytes, skippedTotal } = result.coverage;
  // With a gap there is nothing to build on; that a clone is shallow is found anew each time.
  if (Object.keys(skippedTotal).every((reason) => reason === 'shallow')) {
    const values = result.findings.map(({ secret }) => secret.reveal());
    const counts = { blobs, commits, bytes };
    try {
      cache.write(
        state,
        { found: found.map(({ id, kind }) => ({ id, kind })), counts, findings: result.findings },
        values,
      );
    } catch (error) {
      options.onNotice?.(`The cache cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
    }
  }
  return result;
}

function meterOf(repository: Repository, { counts }: RememberedScan): CoverageMeter {
  const meter = new CoverageMeter();
  if (repository.isShallow) meter.skip(repository.gitDirectory, 'shallow');
  return Object.assign(meter, counts);
}

/** The remembered findings. Their values stay in their objects until somebody asks for one; null where none were kept. */
async function recall(
  repository: Repository,
  { findings, found }: RememberedScan,
  options: HistoryScanOptions,
): Promise<Finding[] | null> {
  if (findings === null) return null;
  if (findings.length === 0) return [];
  const judge = new ObjectJudge(await scannerFor(options), new CoverageMeter(), options.archives ?? true);
  // Values are asked for when nobody waits any more.
  if (findings.some((one) => one.occurrences.some(({ encoding }) => isInArchive(encoding)))) await judge.prepare();
  let values: Map<string, string> | undefined;
  return findings.map((finding) => ({
    ...finding,
    secret: Secret.deferred(finding.preview, () => {
      let cause: unknown;
      try {
        values ??= valuesIn(found, repository, judge);
      } catch (error) {
        if (!(error instanceof RangeError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
        cause = error;
      }
      const value = values?.get(finding.fingerprint);
      if (value !== undefined) return value;
      throw new KeyturnError('source', 'A repository changed after its cache was read: scan it again.', { cause });
    }),
  }));
}

/** The values of all keys in objects, by fingerprint. */
function valuesIn(found: readonly RememberedObject[], repository: Repository, judge: ObjectJudge): Map<string, string> {
  const directories = objectDirectories(repository);
  const packs = directories.flatMap((directory) =>
    listPacks(directory).indexes.map((index) => openPack(index, repository.hashBytes)),
  );
  const store = new ObjectStore(directories, packs, repository.hashBytes);
  try {
    const sightings = judgeAgain(found, store, judge).flatMap((object) => object.sightings);
    return new Map(sightings.map(({ fingerprint, secret }) => [fingerprint, secret.reveal()]));
  } finally {
    store.close();
  }
}

/** Objects that are known to hold keys, read and judged again: their values are nowhere else. */
function judgeAgain(found: readonly RememberedObject[], store: ObjectStore, judge: ObjectJudge): KeyObject[] {
  return found.flatMap(({ id, kind }) => {
    const object = store.read(id);
    return object === undefined ? [] : [{ id, kind, sightings: judge.again(id, object.data, null) }];
  });
}

interface RepositoryScan {
  readonly result: ScanResult;
  readonly found: readonly KeyObject[];
}

/** Scans what was not scanned before, and attributes all that was ever found. */
async function scanRepository(
  repository: Repository,
  options: HistoryScanOptions,
  remembered?: RememberedScan,
): Promise<RepositoryScan> {
  const { fingerprintKey, custom, threads, signal, onProgress } = options;
  const meter = new CoverageMeter();
  const scanner = await scannerFor(options);
  // The threads of the native reader know our own rules only.
  const addsRules = custom !== undefined && custom.providers.length + custom.rules.length > 0;
  const isByGit = addsRules || process.env['KEYTURN_GIT_READER'] === 'git';
  const reader = options.reader ?? (isByGit ? 'git' : 'native');
  if (repository.isShallow) meter.skip(repository.gitDirectory, 'shallow');
  const judge = new ObjectJudge(scanner, meter, options.archives ?? true);
  const scan = await scanObjects({
    repository,
    scanner,
    judge,
    fingerprintKey,
    threads,
    reader,
    meter,
    signal,
    known: remembered && { packs: new Set(remembered.packs.map(pathOfStamp)), loose: new Set(remembered.loose) },
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
    if (remembered !== undefined) {
      meter.blobs += remembered.counts.blobs;
      meter.commits += remembered.counts.commits;
      meter.bytes += remembered.counts.bytes;
    }
    const result = { roots: [repository.top], findings: [], coverage: meter.result() };
    const found = new Map(scan.found);
    const before = remembered?.found ?? [];
    if (before.length > 0) await judge.prepare();
    for (const one of judgeAgain(before, store, judge)) found.set(one.id, one);
    if (found.size === 0) return { result, found: [] };
    const blobs = new Set([...found.values()].filter(({ kind }) => kind === 'blob').map(({ id }) => id));
    // Packs that a cache remembers are not open here, and their commits belong to the graph.
    const linked = remembered === undefined ? await link(scan, [...blobs]) : undefined;
    const graph =
      linked === undefined
        ? await readCommits(repository, signal).catch((error: unknown) => {
            signal?.throwIfAborted();
            if (!(error instanceof KeyturnError)) throw error;
            return salvageCommits(repository.hashBytes, scan.directories, scan.packs, store);
          })
        : gatherCommits(repository.hashBytes, linked, scan.looseCommits ?? [], store);
    const source = new TreeReader(store, blobs, repository.hashBytes, linked);
    const findings = await attributeHistory({ repository, scanner, judge, store, found, graph, source, signal });
    return { result: { ...result, findings }, found: [...found.values()] };
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
