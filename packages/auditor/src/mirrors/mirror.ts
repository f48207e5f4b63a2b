/**
 * Bare mirror clones that are kept and fetched into: every ref, and no object is ever thrown away, so that what leaked and was
 * taken out of all branches stays in sight.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { KeyMask } from '@keyturn/report';
import { KeyturnError, printable } from '@keyturn/scanner';
import { simpleGit } from 'simple-git';
import type { SimpleGit } from 'simple-git';
import { MIRROR_CONFIG, mirrorEnvironment } from './access.ts';
import { readSeen, writeSeen } from './seen.ts';
import { nameOfUrl, withoutCredentials } from '../targets/parse-target.ts';

/** Git that says nothing for so long hangs, in milliseconds. */
const SILENCE = 300_000;
/** Packs of a mirror before they are put together; as many as git itself lets stand. */
const MOST_PACKS = 50;

export interface MirrorOptions {
  /** Where mirrors are kept. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal | undefined;
}

/**
 * Brings the mirror of an address up to date, or makes it.
 *
 * @returns its path
 * @throws KeyturnError `source` with a sentence, without credentials
 */
export async function mirror(url: string, options: MirrorOptions): Promise<string> {
  const { folder } = options;
  const path = join(folder, mirrorName(url));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    if (!existsSync(path)) await clone(url, path, options);
    else await fetchInto(url, path, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw failure(url, error);
  }
  return path;
}

/** Readable, and different for every address. */
function mirrorName(url: string): string {
  const name = nameOfUrl(url);
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12);
  const readable = name
    .replace(/^.*:\/\//, '')
    .replaceAll(/[^A-Za-z0-9.-]+/g, '-')
    .slice(-60);
  return `${readable}-${hash}.git`;
}

function gitIn(baseDir: string, url: string, { env, signal }: MirrorOptions): SimpleGit {
  const environment = mirrorEnvironment(url, env);
  return simpleGit({
    baseDir,
    config: [...MIRROR_CONFIG],
    timeout: { block: SILENCE },
    ...(signal !== undefined && { abort: signal }),
    allowEnvironment: Object.keys(environment),
    // All of it is set above, and nothing by the one who is cloned from.
    unsafe: {
      allowUnsafeHooksPath: true,
      allowUnsafeFsMonitor: true,
      allowUnsafeGitProxy: true,
      allowUnsafeConfigEnvCount: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeCredentialHelper: true,
      allowUnsafeTemplateDir: true,
      allowUnsafeSubmodule: true,
    },
  }).env(environment);
}

/** Made beside its place and moved there: it is there whole or not at all. */
async function clone(url: string, path: string, options: MirrorOptions): Promise<void> {
  removeLeftovers(path, options.folder);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const git = gitIn(options.folder, url, options);
    const seen = await git.raw(['ls-remote', '--symref', '--', url]);
    await git.raw(['clone', '--quiet', '--mirror', '--no-hardlinks', '--', url, temporary]);
    writeSeen(temporary, seen);
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** What a process that was killed has left. */
function removeLeftovers(path: string, folder: string): void {
  for (const name of readdirSync(folder)) {
    const one = join(folder, name);
    if (one.startsWith(`${path}.`) && one.endsWith('.tmp')) rmSync(one, { recursive: true, force: true });
  }
}

/** One question where nothing is new. */
async function fetchInto(url: string, path: string, options: MirrorOptions): Promise<void> {
  const git = gitIn(path, url, options);
  const seen = await git.raw(['ls-remote', '--symref', '--', url]);
  if (readSeen(path) === seen) return;
  await git.raw([
    'fetch',
    '--quiet',
    '--prune',
    '--no-auto-maintenance',
    '--no-write-fetch-head',
    '--',
    url,
    '+refs/*:refs/*',
  ]);
  const head = /^ref: (refs\/heads\/\S+)\tHEAD$/m.exec(seen)?.[1];
  if (head !== undefined) await git.raw(['symbolic-ref', 'HEAD', head]);
  await repackWhereMany(git, path, options);
  // After the fetch: one that was cut off is done again.
  writeSeen(path, seen);
}

/**
 * Puts small packs together, each fetch having left one: with thousands, git and the scan open thousands of files. All of their objects
 * go along, also those that nothing reaches any more, and large packs stay as they are. Killed, it leaves what was there.
 */
async function repackWhereMany(git: SimpleGit, path: string, { signal }: MirrorOptions): Promise<void> {
  const packs = readdirSync(join(path, 'objects', 'pack')).filter((name) => name.endsWith('.pack'));
  if (packs.length <= MOST_PACKS) return;
  try {
    await git.raw(['repack', '-d', '-q', '--geometric=2', '--no-write-bitmap-index']);
  } catch {
    // The mirror is whole without it, and the next fetch tries again.
    signal?.throwIfAborted();
  }
}

function failure(url: string, error: unknown): KeyturnError {
  const { code } = error as { code?: string };
  const shown = printable(withoutCredentials(url));
  if (code === 'ENOSPC') {
    return new KeyturnError('source', `There is no room left for the mirror of ${shown}.`, { cause: error });
  }
  const said = (error instanceof Error ? error.message : '')
    .trim()
    .split('\n')
    .findLast((line) => /^(?:fatal|error|remote):/i.test(line))
    ?.replace(/^(?:fatal|error): /i, '');
  const why =
    said === undefined
      ? ''
      : `: ${printable(new KeyMask([]).text(withoutCredentials(said)))
          .slice(0, 300)
          .replace(/\.$/, '')}`;
  return new KeyturnError('source', `${shown} could not be cloned or fetched${why}.`, { cause: error });
}
