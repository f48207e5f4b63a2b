/** Scans what is about to be committed: the index's content where it differs from the commit before. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { FindingCollector } from '../../collect.ts';
import { CoverageMeter } from '../../coverage.ts';
import { KeyturnError } from '../../errors.ts';
import type { ScanResult } from '../../model.ts';
import { findWorkTree } from '../files/repository.ts';
import { scannerFor } from '../pool/scanner-for.ts';
import type { ScannerOptions } from '../pool/scanner-for.ts';
import { firstOfEach } from './attribute-history.ts';
import { BlobReader } from './blob-reader.ts';
import { changesOfIndex } from './changes.ts';
import type { Change } from './changes.ts';
import { ObjectJudge } from './object-judge.ts';
import { ObjectStore } from './objects.ts';
import { renamesToIndex } from './refs.ts';
import type { Rename } from './refs.ts';

export interface StagedScanOptions extends ScannerOptions {
  /** A path in the work tree. */
  readonly path: string;
  /** Whether archives are opened; left out, they are. */
  readonly archives?: boolean;
  readonly signal?: AbortSignal;
}

/** Git's id of the tree without entries, for a repository without commits. */
const EMPTY_TREE = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
};

/**
 * Scans the index. One process of git at most in the ordinary case: what was staged is read from the loose objects.
 *
 * @throws KeyturnError `source` where there is no work tree, or git refuses the repository or fails
 */
export async function scanStaged(options: StagedScanOptions): Promise<ScanResult> {
  const { path, signal } = options;
  const top = findWorkTree(resolve(path));
  if (top === undefined) {
    throw new KeyturnError('source', `There is no git repository at ${path}. Name a path in a work tree.`);
  }
  const { gitDirectory, commonDirectory } = gitDirectoriesOf(top);
  const meter = new CoverageMeter();
  const indexFile = indexOfHook(top, gitDirectory);
  const asked = againstHead(top, commonDirectory, indexFile, signal);
  // Whoever waits for git below learns of its failure; here only the scanner is made meanwhile.
  asked.catch(() => undefined);
  const scanner = await scannerFor(options);
  let changes = await asked;
  const merging = join(gitDirectory, 'MERGE_HEAD');
  if (existsSync(merging)) {
    // What a merge brings over from the other side is not its own.
    for (const id of readFileSync(merging, 'latin1').split('\n')) {
      if (!/^[0-9a-f]{40,64}$/.test(id)) continue;
      const other = new Map((await changesOfIndex(top, id, indexFile, signal)).map((change) => [change.path, change]));
      changes = changes.flatMap((change) => {
        const same = other.get(change.path);
        return same === undefined ? [] : [{ ...change, before: [...change.before, ...same.before] }];
      });
    }
  }
  const store = new ObjectStore([join(commonDirectory, 'objects')], [], 20);
  const judge = new ObjectJudge(scanner, meter, options.archives ?? true);
  const reader = new BlobReader(scanner, judge, top, meter, signal, store);
  await reader.read(
    changes.map(({ blob }) => blob),
    true,
  );
  let suspicious = changes.filter((change) => reader.sightings(change.blob, change.path).length > 0);
  if (suspicious.some(({ before }) => before[0] === null)) {
    const renames = await renamesToIndex(top, 'HEAD', indexFile, signal).catch(() => new Map<string, Rename>());
    suspicious = suspicious.map((change) => ({
      ...change,
      before: [...change.before, renames.get(change.path)?.blob ?? null],
    }));
  }
  await reader.read(
    suspicious.flatMap(({ before }) => before.filter((id) => id !== null)),
    false,
  );
  const collector = new FindingCollector();
  for (const change of suspicious) {
    const old = new Set(
      change.before.flatMap((id) =>
        id === null ? [] : reader.sightings(id, change.path).map((one) => one.fingerprint),
      ),
    );
    for (const sighting of firstOfEach(reader.sightings(change.blob, change.path))) {
      if (old.has(sighting.fingerprint)) continue;
      const git = {
        commit: null,
        blob: change.blob,
        author: null,
        authorEmail: null,
        date: null,
        refs: [],
        removed: null,
      };
      collector.add({
        sighting,
        where: { source: 'git', root: 0, path: Buffer.from(change.path, 'latin1').toString('utf8'), git },
      });
    }
  }
  return { roots: [top], findings: collector.findings(), coverage: meter.result() };
}

async function againstHead(
  top: string,
  commonDirectory: string,
  indexFile: string | null,
  signal?: AbortSignal,
): Promise<Change[]> {
  try {
    return await changesOfIndex(top, 'HEAD', indexFile, signal);
  } catch (error) {
    if (
      !(error instanceof KeyturnError) ||
      !/bad revision|ambiguous argument|bad object|unknown revision/.test(error.message)
    ) {
      throw error;
    }
    // No commit yet.
    const config = join(commonDirectory, 'config');
    const isSha256 = existsSync(config) && /^\s*objectformat\s*=\s*sha256\s*$/im.test(readFileSync(config, 'utf8'));
    return changesOfIndex(top, isSha256 ? EMPTY_TREE.sha256 : EMPTY_TREE.sha1, indexFile, signal);
  }
}

function gitDirectoriesOf(top: string): { gitDirectory: string; commonDirectory: string } {
  let gitDirectory = join(top, '.git');
  if (statSync(gitDirectory).isFile()) {
    const link = /^gitdir: (.+?)\s*$/.exec(readFileSync(gitDirectory, 'utf8'))?.[1];
    if (link === undefined) throw new KeyturnError('source', `The file ${gitDirectory} does not lead to a repository.`);
    gitDirectory = resolve(top, link);
  }
  const common = join(gitDirectory, 'commondir');
  return {
    gitDirectory,
    commonDirectory: existsSync(common) ? resolve(gitDirectory, readFileSync(common, 'utf8').trim()) : gitDirectory,
  };
}

/** The index that git is about to commit from a hook (`git commit -a`, `git commit FILE`), if it is this repository's. */
function indexOfHook(top: string, gitDirectory: string): string | null {
  const named = process.env['GIT_INDEX_FILE'];
  if (named === undefined || named === '') return null;
  const file = resolve(top, named);
  return dirname(file) === gitDirectory ? file : null;
}
