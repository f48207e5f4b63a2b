/** Every commit and tag that a repository holds, reachable or not. */
import { catFile } from './batch.ts';
import type { LinkedObjects } from './pack/linked.ts';
import type { ObjectStore } from './objects.ts';
import { CommitGraphBuilder } from './commit-graph.ts';
import type { CommitGraph } from './commit-graph.ts';
import { parseCommit } from './commits.ts';
import type { Repository } from './repository.ts';
import { streamGit } from './run-git.ts';

/** @throws KeyturnError `source` where git fails */
export async function readCommits({ cwd, hashBytes }: Repository, signal?: AbortSignal): Promise<CommitGraph> {
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
  const builder = new CommitGraphBuilder(hashBytes, ids.length);
  if (ids.length === 0) return builder.build();
  for await (const object of catFile(ids, cwd, signal)) {
    if (object.kind !== 'commit') continue;
    const parts: Buffer[] = [];
    for await (const chunk of object.chunks()) parts.push(chunk);
    const { tree, parents, committer } = parseCommit({ kind: 'commit', data: Buffer.concat(parts) });
    builder.add({ id: object.id, tree, parents, date: committer.seconds });
  }
  return builder.build();
}

/**
 * The same from what was read natively, with commits that are loose or odd read one by one.
 *
 * @param loose their ids
 */
export function gatherCommits(
  hashBytes: number,
  linked: readonly LinkedObjects[],
  loose: readonly string[],
  store: ObjectStore,
): CommitGraph {
  const expected = linked.reduce((sum, one) => sum + one.commitCount, loose.length);
  const builder = new CommitGraphBuilder(hashBytes, expected);
  const read = (id: string): void => {
    const object = builder.has(id) ? undefined : store.read(id);
    if (object?.kind !== 'commit') return;
    const { tree, parents, committer } = parseCommit(object);
    builder.add({ id, tree, parents, date: committer.seconds });
  };
  let before = 0;
  for (const one of linked) {
    one.addCommits(builder, before);
    before += one.count;
  }
  for (const one of linked) for (const id of one.oddCommits()) read(id);
  for (const id of loose) read(id);
  return builder.build();
}
