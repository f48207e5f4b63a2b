import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CommitGraphBuilder } from './commit-graph.ts';
import type { RawCommit } from './commit-graph.ts';

const idOf = (name: string): string => createHash('sha1').update(name).digest('hex');

/** Commits whose parents are among those before them, or missing, in any order and with any dates. */
const histories = fc
  .array(fc.tuple(fc.array(fc.nat(), { maxLength: 3 }), fc.integer({ min: -5, max: 5 })), { maxLength: 60 })
  .chain((drafts) => {
    const commits = drafts.map(([parents, date], i): RawCommit => ({
      id: idOf(`commit ${i}`),
      tree: idOf(`tree ${i % 7}`),
      parents: parents.map((one) => idOf(one % 9 === 0 ? 'missing' : `commit ${i === 0 ? 'none' : one % i}`)),
      date,
    }));
    return fc.shuffledSubarray(commits, { minLength: commits.length });
  });

describe('a graph of commits', () => {
  it('holds every commit once, parents first, the older first where that leaves a choice', () => {
    fc.assert(
      fc.property(histories, (commits) => {
        const builder = new CommitGraphBuilder(20);
        for (const commit of [...commits, ...commits.slice(0, 5)]) builder.add(commit);
        const graph = builder.build();
        const known = new Map(commits.map((commit) => [commit.id, commit]));
        expect(graph.count).toBe(known.size);
        for (let number = 0; number < graph.count; number++) {
          const commit = known.get(graph.id(number));
          expect(commit).toBeDefined();
          expect(graph.numberOf(graph.id(number))).toBe(number);
          expect([graph.tree(number), graph.date(number)]).toEqual([commit?.tree, commit?.date]);
          const parents = graph.parents(number);
          expect(parents.map((one) => graph.id(one))).toEqual(commit?.parents.filter((id) => known.has(id)));
          expect(parents.every((one) => one < number)).toBe(true);
        }
        // An older one stands behind a younger one only where somebody needs the younger one first.
        for (let number = 1; number < graph.count; number++) {
          if (graph.date(number - 1) <= graph.date(number)) continue;
          const later = Array.from({ length: graph.count - number }, (_, i) => number + i);
          expect(later.some((one) => graph.parents(one).includes(number - 1))).toBe(true);
        }
      }),
    );
  });

  it('knows no id that it was not given, and survives ids that are none', () => {
    const builder = new CommitGraphBuilder(20);
    builder.add({ id: 'no id', tree: '', parents: ['', 'x'], date: 0 });
    builder.add({ id: idOf('one'), tree: '', parents: ['abc', idOf('two')], date: Number.NaN });
    const graph = builder.build();
    expect([graph.count, graph.parents(0), graph.numberOf(idOf('two')), graph.numberOf('')]).toEqual([
      1,
      [],
      undefined,
      undefined,
    ]);
  });
});
