/** What commits change, as git tells it: paths with the blob that a commit has there and those that its parents have. */
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

export interface Change {
  /** The commit, or null for what is about to be committed. */
  readonly commit: string | null;
  /** latin1 of its bytes. */
  readonly path: string;
  readonly blob: string;
  /** What each parent has at the path; null where it has nothing there. */
  readonly before: readonly (string | null)[];
}

const GITLINK = '160000';
const isNothing = (id: string): boolean => /^0+$/.test(id);

/**
 * Paths that differ from all parents: of a merge, only what it changes itself.
 *
 * @throws KeyturnError `source` where git fails
 */
export async function changesOf(
  { cwd }: Repository,
  commits: readonly string[],
  signal?: AbortSignal,
): Promise<Change[]> {
  const flags = [
    '--stdin',
    '-r',
    '-c',
    '--root',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--raw',
    '--no-abbrev',
    '-z',
  ];
  const answer = await runGit(['diff-tree', ...flags], { cwd, signal, input: `${commits.join('\n')}\n` });
  return parseRaw(answer.toString('latin1').split('\0'), null);
}

/** Paths of the index that differ from a commit, or from nothing at all where there is none yet. */
export async function changesOfIndex(
  cwd: string,
  against: string,
  indexFile: string | null,
  signal?: AbortSignal,
): Promise<Change[]> {
  const flags = ['--cached', '-r', '--no-renames', '--no-ext-diff', '--no-textconv', '--raw', '--no-abbrev', '-z'];
  const answer = await runGit(['diff-index', ...flags, against, '--'], {
    cwd,
    signal,
    ...(indexFile !== null && { env: { GIT_INDEX_FILE: indexFile } }),
  });
  return parseRaw(answer.toString('latin1').split('\0'), null);
}

/** `:modes… ids… status`, then the path; a commit's id stands before its own. */
function parseRaw(fields: readonly string[], first: string | null): Change[] {
  const changes: Change[] = [];
  let commit = first;
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i] ?? '';
    if (!field.startsWith(':')) {
      if (field !== '') commit = field.trim();
      continue;
    }
    const parents = /^:+/.exec(field)?.[0].length ?? 1;
    const words = field.slice(parents).split(' ');
    const path = fields[++i] ?? '';
    const mode = words[parents] ?? '';
    const ids = words.slice(parents + 1, 2 * parents + 2);
    const blob = ids[parents] ?? '';
    if (mode === GITLINK || isNothing(blob)) continue;
    const before = ids.slice(0, parents).map((id, index) => (isNothing(id) || words[index] === GITLINK ? null : id));
    changes.push({ commit, path, blob, before });
  }
  return changes;
}
