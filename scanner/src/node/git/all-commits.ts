/** Every commit and tag that a repository holds, reachable or not. */
import { catFile } from './batch.ts';
import type { LinkedObjects } from './pack/linked.ts';
import type { ObjectStore } from './objects.ts';
import { orderCommits, parseCommit } from './commits.ts';
import type { CommitGraph, RawCommit } from './commits.ts';
import type { Repository } from './repository.ts';
import { streamGit } from './run-git.ts';

/** @throws KeyturnError `source` where git fails */
export async function readCommits({ cwd }: Repository, signal?: AbortSignal): Promise<CommitGraph> {
  const ids: string[] = [];
  let rest = '';
  for await (const chunk of streamGit(
    ['cat-file', '--batch-all-objects', '--unordered', '--buffer', '--batch-check=%(objectname) %(objecttype)'],
    { cwd, signal },
  )) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.endsWith(' commit')) ids.push(line.slice(0, -7));
  }
  const commits: RawCommit[] = [];
  if (ids.length === 0) return orderCommits(commits);
  for await (const object of catFile(ids, cwd, signal)) {
    if (object.kind !== 'commit') continue;
    const parts: Buffer[] = [];
    for await (const chunk of object.chunks()) parts.push(chunk);
    const { tree, parents, committer } = parseCommit({ kind: 'commit', data: Buffer.concat(parts) });
    commits.push({ id: object.id, tree, parents, date: committer.seconds });
  }
  return orderCommits(commits);
}

/**
 * The same from what was read natively, with commits that are loose or odd read one by one.
 *
 * @param loose their ids
 */
export function gatherCommits(
  linked: readonly LinkedObjects[],
  loose: readonly string[],
  store: ObjectStore,
): CommitGraph {
  const commits = new Map<string, RawCommit>();
  const read = (id: string): void => {
    const object = commits.has(id) ? undefined : store.read(id);
    if (object?.kind !== 'commit') return;
    const { tree, parents, committer } = parseCommit(object);
    commits.set(id, { id, tree, parents, date: committer.seconds });
  };
  for (const one of linked) for (const commit of one.commits()) commits.set(commit.id, commit);
  for (const one of linked) for (const id of one.oddCommits()) read(id);
  for (const id of loose) read(id);
  return orderCommits([...commits.values()]);
}
