/** The commits of a repository that git itself cannot list any more, because something in it is broken. */
import type { OpenPack } from './pack/pack-files.ts';
import { CommitGraphBuilder } from './commit-graph.ts';
import type { CommitGraph } from './commit-graph.ts';
import { parseCommit } from './commits.ts';
import type { ObjectStore } from './objects.ts';
import { listLoose } from './repository.ts';

/** Reads every object, one by one: slow, and stopped by none of them. */
export function salvageCommits(
  hashBytes: number,
  directories: readonly string[],
  packs: readonly OpenPack[],
  store: ObjectStore,
): CommitGraph {
  const builder = new CommitGraphBuilder(hashBytes);
  const take = (id: string): void => {
    if (builder.has(id)) return;
    const object = store.read(id);
    if (object?.kind !== 'commit') return;
    const { tree, parents, committer } = parseCommit(object);
    builder.add({ id, tree, parents, date: committer.seconds });
  };
  for (const { index } of packs) {
    for (let position = 0; position < index.count; position++) take(index.idAt(position).toString('hex'));
  }
  for (const directory of directories) for (const id of listLoose(directory, hashBytes)) take(id);
  return builder.build();
}
