/** Refs and what they point at, read by git. */
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

export interface Ref {
  readonly name: string;
  /** What it points at, and what a tag at the end points at. */
  readonly object: string;
  readonly peeled: string;
}

export interface Refs {
  readonly refs: readonly Ref[];
  /** The tip of the default branch: of `origin/HEAD`, else of `HEAD`; null in a repository without commits. */
  readonly head: string | null;
  /** The commits of the stash, the newest first: the work tree's, each a merge of what it was made from. */
  readonly stashes: readonly string[];
}

/** @throws KeyturnError `source` where git fails */
export async function readRefs({ cwd }: Repository, signal?: AbortSignal): Promise<Refs> {
  const [list, origin, head, branch, stash] = await Promise.all([
    runGit(['for-each-ref', '--format=%(objectname) %(refname)'], { cwd, signal }),
    runGit(['rev-parse', '--verify', '--quiet', 'refs/remotes/origin/HEAD^{commit}'], {
      cwd,
      signal,
      accept: [0, 1, 128],
    }),
    runGit(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { cwd, signal, accept: [0, 1, 128] }),
    runGit(['symbolic-ref', '--quiet', 'HEAD'], { cwd, signal, accept: [0, 1, 128] }),
    runGit(['rev-list', '--walk-reflogs', 'refs/stash'], { cwd, signal, accept: [0, 128] }),
  ]);
  const named: Omit<Ref, 'peeled'>[] = [];
  for (const line of list.toString('utf8').split('\n')) {
    const [object = '', ...name] = line.split(' ');
    if (name.length > 0) named.push({ name: name.join(' '), object });
  }
  const ends = await peel([...new Set(named.map(({ object }) => object))], cwd, signal);
  const refs = named.map((ref): Ref => ({ ...ref, peeled: ends.get(ref.object) ?? ref.object }));
  const text = (answer: Buffer): string => answer.toString('latin1').trim();
  // A detached HEAD is a tip that no ref names.
  if (text(branch) === '' && text(head) !== '') refs.push({ name: 'HEAD', object: text(head), peeled: text(head) });
  const stashes = text(stash)
    .split('\n')
    .filter((id) => id !== '');
  return { refs, head: text(origin) || text(head) || null, stashes };
}

/** What tags, and tags of tags, point at in the end. A ref to an object that is not there ends nothing, as `for-each-ref` would. */
async function peel(ids: readonly string[], cwd: string, signal?: AbortSignal): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const input = ids.map((id) => `${id}^{}\n`).join('');
  const answer = await runGit(['cat-file', '--batch-check=%(objectname)'], { cwd, signal, input }).catch(
    noAnswer(signal),
  );
  const ends = answer.toString('latin1').split('\n');
  return new Map(
    ids.flatMap((id, index): [string, string][] => {
      const end = ends[index] ?? '';
      return /^[0-9a-f]+$/.test(end) ? [[id, end]] : [];
    }),
  );
}

/**
 * Names and addresses as the repository's mailmap has them.
 *
 * @param contacts `Name <address>`
 */
export async function mapContacts(
  { cwd }: Repository,
  contacts: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, string>> {
  const unique = [...new Set(contacts)].filter((contact) => /^[^\n<>]*<[^\n<>]+>$/.test(contact));
  if (unique.length === 0) return new Map();
  const answer = await runGit(['check-mailmap', '--stdin'], { cwd, signal, input: `${unique.join('\n')}\n` }).catch(
    noAnswer(signal),
  );
  const lines = answer.toString('utf8').split('\n');
  return new Map(unique.map((contact, index) => [contact, (lines[index] ?? '') || contact]));
}

/** Git ends where an object is broken or missing: what was asked for would only have made the result nicer. */
const noAnswer =
  (signal: AbortSignal | undefined) =>
  (_error: unknown): Buffer => {
    signal?.throwIfAborted();
    return Buffer.alloc(0);
  };

/** Where a path of a commit was in its parent. */
export interface Rename {
  readonly path: string;
  /** What stood there. */
  readonly blob: string;
}

/** The renames between two commits, by the new path, as git finds them. Paths are latin1 of their bytes. */
export async function renamesBetween(
  { cwd }: Repository,
  from: string,
  to: string,
  signal?: AbortSignal,
): Promise<Map<string, Rename>> {
  return parseRenames(await runGit(['diff-tree', '-r', ...RENAMES, from, to], { cwd, signal }).catch(noAnswer(signal)));
}

/** The renames between a commit and the index. */
export async function renamesToIndex(
  cwd: string,
  from: string,
  indexFile: string | null,
  signal?: AbortSignal,
): Promise<Map<string, Rename>> {
  return parseRenames(
    await runGit(['diff-index', '--cached', ...RENAMES, from, '--'], {
      cwd,
      signal,
      ...(indexFile !== null && { env: { GIT_INDEX_FILE: indexFile } }),
    }),
  );
}

const RENAMES = ['-M', '-l0', '--diff-filter=R', '--no-ext-diff', '--no-textconv', '--raw', '--no-abbrev', '-z'];

function parseRenames(answer: Buffer): Map<string, Rename> {
  const fields = answer.toString('latin1').split('\0');
  const renames = new Map<string, Rename>();
  for (let i = 0; i + 2 < fields.length; i += 3) {
    renames.set(fields[i + 2] ?? '', { path: fields[i + 1] ?? '', blob: (fields[i] ?? '').split(' ')[2] ?? '' });
  }
  return renames;
}
