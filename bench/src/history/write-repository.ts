import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { plantedKeys } from '../planted-keys.ts';
import { Random } from '../random.ts';
import { randomBytes } from '../tree/content.ts';
import { FastImport } from './fast-import.ts';
import { FILES, type Head, writeSlice } from './slice.ts';

/** Raised whenever the same options give another repository. */
export const REPOSITORY_VERSION = 1;

/** What decides a repository. */
export interface RepositoryOptions {
  readonly seed: number;
  /** The size that its pack comes near to, in bytes. */
  readonly packedBytes: number;
  /** The part of it, 0 … 1, that is large blobs of random bytes instead of text with deltas. */
  readonly assets: number;
  /** Keys to be planted, spread over the history; most of them are removed again. */
  readonly keys: number;
}

/** What is in a repository. */
export interface RepositoryFacts {
  readonly commits: number | null;
  readonly objects: number;
  /** Of all packs together. */
  readonly packedBytes: number;
  /** Planted ones; null where nobody knows. */
  readonly keys: number | null;
}

/** What a slice takes in the pack, as measured; see `writeSlice`. */
const SLICE_BYTES = 777_000;
/** Sizes of large blobs; all above what fast-import tries deltas for. */
const MIN_ASSET = 1_100_000;
const MAX_ASSET = 16_000_000;

/**
 * Generates a bare repository with one pack.
 * @param path does not exist yet
 * @throws Error when git is missing or fails
 */
export async function writeRepository(path: string, options: RepositoryOptions): Promise<RepositoryFacts> {
  const { seed, packedBytes, assets, keys } = options;
  mkdirSync(path, { recursive: true });
  const run = promisify(execFile);
  await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', path]);
  const slices = Math.max(1, Math.round((packedBytes * (1 - assets)) / SLICE_BYTES));
  const lines = plantedKeys(new Random(seed, -1), Math.min(keys, slices * FILES)).map(({ line }) => line);
  const random = new Random(seed, -2);
  const git = new FastImport(path);
  let head: Head = { commit: null, commits: 0 };
  let assetBytes = 0;
  for (let slice = 0; slice < slices; slice += 1) {
    const planted = lines.filter((_, key) => Math.floor((key * slices) / lines.length) === slice);
    head = await writeSlice(git, seed, slice, head, planted);
    while (assetBytes < (packedBytes * assets * (slice + 1)) / slices) {
      const size = MIN_ASSET + random.below(MAX_ASSET - MIN_ASSET);
      head = await writeAsset(git, head, randomBytes(random, size), `assets/${assetBytes}.bin`);
      assetBytes += size;
    }
  }
  await git.end();
  // One pack in git's own order; deltas and compressed bytes are taken over as they are.
  const settings = ['-c', 'repack.writeBitmaps=false', '-c', 'core.bigFileThreshold=1m', '-c', 'pack.threads=2'];
  await run('git', ['-C', path, ...settings, 'repack', '-a', '-d', '--quiet']);
  return { ...(await countObjects(path)), commits: head.commits, keys: lines.length };
}

async function writeAsset(git: FastImport, head: Head, data: Buffer, path: string): Promise<Head> {
  const blob = await git.blob(data);
  const commit = await git.commit({
    ref: 'refs/heads/main',
    author: 'Author 0 <author0@example.com>',
    time: 1_200_000_000 + head.commits,
    message: 'Add an asset\n',
    parents: head.commit === null ? [] : [head.commit],
    changes: new Map([[path, blob]]),
  });
  return { commit, commits: head.commits + 1 };
}

/**
 * What git says of any repository.
 * @throws Error when it is none
 */
export async function countObjects(path: string): Promise<RepositoryFacts> {
  const { stdout } = await promisify(execFile)('git', ['-C', path, 'count-objects', '-v']);
  const figure = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(stdout)?.[1] ?? 0);
  return {
    commits: null,
    objects: figure('in-pack') + figure('count'),
    packedBytes: figure('size-pack') * 1024,
    keys: null,
  };
}
