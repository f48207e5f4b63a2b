/**
 * From keys in blobs to introductions. A commit introduces a key at a path when it has the key there and no parent has it
 * there, or at the path that it was renamed from. Each introduction is followed on to where it ends: a path holds it as long
 * as it holds the key, and a rename takes it along.
 */
import type { CommitGraph } from './commit-graph.ts';
import type { Holding, HoldingSource } from './trees.ts';

export interface Introduction {
  readonly key: string;
  /** Number in the graph. */
  readonly commit: number;
  readonly path: string;
  readonly blob: string;
}

/** Which introductions live at a commit, by path and key. */
type State = ReadonlyMap<string, ReadonlyMap<string, readonly Introduction[]>>;

export interface Lineage {
  readonly introductions: readonly Introduction[];
  /** What trees of commits hold, each list once. */
  readonly lists: ReadonlySet<readonly Holding[]>;
  /** Commits that took an introduction away from all paths that held it, in the graph's order. */
  readonly removals: ReadonlyMap<Introduction, readonly number[]>;
  /** Introductions that live at a commit. */
  at(commit: number): ReadonlySet<Introduction>;
  /** Keys that stand in the tree of a commit. */
  keysAt(commit: number): ReadonlySet<string>;
}

/** Tells which path of a parent a path of a commit was renamed from, the way git sees it. */
export type FindRenames = (parent: number, commit: number) => Promise<ReadonlyMap<string, { readonly path: string }>>;

const empty: State = new Map();

/**
 * @param keysOf the keys of each blob that holds any
 * @param isStash commits that take nothing away from their parents: a stash has its untracked files in a parent of its own
 */
export async function traceKeys(
  graph: CommitGraph,
  source: HoldingSource,
  keysOf: ReadonlyMap<string, ReadonlySet<string>>,
  findRenames: FindRenames,
  isStash: (commit: number) => boolean = () => false,
): Promise<Lineage> {
  const states: State[] = [];
  const held: (readonly Holding[])[] = [];
  const lists = new Set<readonly Holding[]>();
  const introductions: Introduction[] = [];
  const removals = new Map<Introduction, number[]>();
  for (let commit = 0; commit < graph.count; commit++) {
    const holdings = source.of(graph, commit);
    held.push(holdings);
    lists.add(holdings);
    const first = graph.parentCount(commit) > 0 ? graph.parent(commit, 0) : undefined;
    const before = first === undefined ? empty : (states[first] ?? empty);
    const isSame = first !== undefined && held[first] === holdings && areAll(commit, before);
    if (isSame || (holdings.length === 0 && areAll(commit, empty))) {
      states.push(before);
      continue;
    }
    const state = await stateOf(commit, holdings);
    states.push(state);
    if (isStash(commit)) continue;
    const living = livingIn(state);
    for (const parent of new Set(graph.parents(commit).map((one) => states[one] ?? empty))) {
      for (const introduction of livingIn(parent)) {
        if (living.has(introduction)) continue;
        const list = removals.get(introduction) ?? [];
        removals.set(introduction, list);
        if (list.at(-1) !== commit) list.push(commit);
      }
    }
  }
  return {
    introductions,
    lists,
    removals,
    at: (commit) => livingIn(states[commit] ?? empty),
    keysAt: (commit) => new Set([...(states[commit] ?? empty).values()].flatMap((keys) => [...keys.keys()])),
  };

  /** Whether all parents of a commit have a state, by identity. */
  function areAll(commit: number, state: State): boolean {
    for (let i = graph.parentCount(commit) - 1; i >= 0; i--) {
      if (states[graph.parent(commit, i)] !== state) return false;
    }
    return true;
  }

  async function stateOf(commit: number, holdings: readonly Holding[]): Promise<State> {
    const parents = graph.parents(commit);
    const here = new Set(holdings.map(({ path }) => path));
    const state = new Map<string, Map<string, readonly Introduction[]>>();
    for (const { path, blob } of holdings) {
      const keys = new Map<string, readonly Introduction[]>();
      for (const key of keysOf.get(blob) ?? []) {
        let inherited = new Set<Introduction>();
        for (const parent of parents) for (const one of states[parent]?.get(path)?.get(key) ?? []) inherited.add(one);
        if (inherited.size === 0) inherited = await renamedFrom(commit, path, key, here);
        if (inherited.size === 0) {
          const made: Introduction = { key, commit, path, blob };
          introductions.push(made);
          inherited.add(made);
        }
        keys.set(key, [...inherited]);
      }
      state.set(path, keys);
    }
    // Merges mostly end up with what one of their parents has: the same, by identity, makes what follows cheap.
    return parents.map((parent) => states[parent] ?? empty).find((other) => isEqual(state, other)) ?? state;
  }

  async function renamedFrom(
    commit: number,
    path: string,
    key: string,
    here: ReadonlySet<string>,
  ): Promise<Set<Introduction>> {
    const found = new Set<Introduction>();
    for (const parent of graph.parents(commit)) {
      // Only where a path with the key is gone can one have been renamed; git is asked for nothing else.
      const isPossible = [...(states[parent] ?? empty)].some(([other, keys]) => !here.has(other) && keys.has(key));
      if (!isPossible) continue;
      const from = (await findRenames(parent, commit)).get(path)?.path;
      if (from === undefined) continue;
      for (const one of states[parent]?.get(from)?.get(key) ?? []) found.add(one);
    }
    return found;
  }
}

function isEqual(a: State, b: State): boolean {
  if (a.size !== b.size) return false;
  for (const [path, keys] of a) {
    const others = b.get(path);
    if (others?.size !== keys.size) return false;
    for (const [key, list] of keys) {
      const other = others.get(key);
      if (other?.length !== list.length || list.some((one) => !other.includes(one))) return false;
    }
  }
  return true;
}

const living = new WeakMap<State, ReadonlySet<Introduction>>();

function livingIn(state: State): ReadonlySet<Introduction> {
  let found = living.get(state);
  if (found === undefined) {
    found = new Set([...state.values()].flatMap((keys) => [...keys.values()].flat()));
    living.set(state, found);
  }
  return found;
}

/**
 * The commits of a set that have no other one of it among their ancestors.
 */
export function earliest(graph: CommitGraph, commits: ReadonlySet<number>): number[] {
  if (commits.size <= 1) return [...commits];
  const lowest = Math.min(...commits);
  const highest = Math.max(...commits);
  const reached = new Uint8Array(highest - lowest + 1);
  const found: number[] = [];
  for (let commit = lowest; commit <= highest; commit++) {
    let isBehind = false;
    for (let i = graph.parentCount(commit) - 1; i >= 0 && !isBehind; i--) {
      isBehind = reached[graph.parent(commit, i) - lowest] === 1;
    }
    const isOne = commits.has(commit);
    if (isOne && !isBehind) found.push(commit);
    if (isOne || isBehind) reached[commit - lowest] = 1;
  }
  return found;
}

/** Marks what can be reached from commits, themselves among it. */
export function ancestors(graph: CommitGraph, commits: Iterable<number>): Uint8Array {
  const marked = new Uint8Array(graph.count);
  for (const commit of commits) marked[commit] = 1;
  for (let commit = graph.count - 1; commit >= 0; commit--) {
    if (marked[commit] !== 1) continue;
    for (let i = graph.parentCount(commit) - 1; i >= 0; i--) marked[graph.parent(commit, i)] = 1;
  }
  return marked;
}
