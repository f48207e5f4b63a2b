/** Which paths of a tree lead to the blobs that are looked for. */
import type { CommitGraph } from './commit-graph.ts';
import type { ObjectStore } from './objects.ts';

export interface TreeEntry {
  readonly mode: string;
  /** latin1 of its bytes, so that nothing of it gets lost. */
  readonly name: string;
  readonly id: string;
}

/** A blob that was found, where a tree has it. Paths are latin1 of their bytes. */
export interface Holding {
  readonly path: string;
  readonly blob: string;
}

export function* treeEntries(data: Buffer, hashBytes: number): Generator<TreeEntry, void, void> {
  for (let at = 0; at < data.length;) {
    const space = data.indexOf(0x20, at);
    const end = data.indexOf(0, space + 1);
    if (space < 0 || end < 0 || end + 1 + hashBytes > data.length) return;
    yield {
      mode: data.toString('latin1', at, space),
      name: data.toString('latin1', space + 1, end),
      id: data.toString('hex', end + 1, end + 1 + hashBytes),
    };
    at = end + 1 + hashBytes;
  }
}

const isTree = (mode: string): boolean => mode === '40000' || mode === '040000';
const none: readonly Holding[] = [];

/** Answers for the trees of commits; the same list, by identity, for trees that hold the same. */
export interface HoldingSource {
  of(graph: CommitGraph, commit: number): readonly Holding[];
}

/** Trees that were read all at once. */
export interface LinkedTrees {
  /** Numbers of trees are below it. */
  readonly count: number;
  /** The same by number. */
  holdingsOf(number: number, other: (tree: string) => readonly Holding[]): readonly Holding[] | undefined;
  /** undefined for a tree that is not among them; `other` answers for those below it. */
  holdings(tree: string, other: (tree: string) => readonly Holding[]): readonly Holding[] | undefined;
}

/** Reads trees one by one, each once. */
export class TreeReader implements HoldingSource {
  readonly #store: ObjectStore;
  readonly #wanted: ReadonlySet<string>;
  readonly #hashBytes: number;
  readonly #known = new Map<string, readonly Holding[]>();
  readonly #same = new Map<string, readonly Holding[]>();
  /** Trees that are named and not there. */
  readonly missing: Set<string> = new Set();

  /** What was read natively, if anything. */
  readonly #linked: readonly LinkedTrees[];

  constructor(store: ObjectStore, wanted: ReadonlySet<string>, hashBytes: number, linked: readonly LinkedTrees[] = []) {
    this.#linked = linked;
    this.#store = store;
    this.#wanted = wanted;
    this.#hashBytes = hashBytes;
  }

  of(graph: CommitGraph, commit: number): readonly Holding[] {
    let number = graph.nativeTree(commit);
    for (const one of number === undefined ? [] : this.#linked) {
      if (number !== undefined && number < one.count) {
        const holdings = one.holdingsOf(number, this.#below);
        if (holdings === undefined) break;
        return this.#shared(holdings);
      }
      number = (number ?? 0) - one.count;
    }
    return this.#holdings(graph.tree(commit), 0);
  }

  readonly #below = (tree: string): readonly Holding[] => this.#read(tree, 1);
  readonly #sharedOf = new Map<readonly Holding[], readonly Holding[]>([[none, none]]);

  /** The list that stands for all that are like it. */
  #shared(holdings: readonly Holding[]): readonly Holding[] {
    let shared = this.#sharedOf.get(holdings);
    if (shared === undefined) {
      shared = shareHoldings(holdings, this.#same);
      this.#sharedOf.set(holdings, shared);
    }
    return shared;
  }

  #holdings(tree: string, depth: number): readonly Holding[] {
    const known = this.#known.get(tree);
    if (known !== undefined) return known;
    for (const one of this.#linked) {
      const holdings = one.holdings(tree, (below) => this.#read(below, depth + 1));
      if (holdings === undefined) continue;
      const shared = this.#shared(holdings);
      this.#known.set(tree, shared);
      return shared;
    }
    return this.#read(tree, depth);
  }

  /** Reads a tree from the store. */
  #read(tree: string, depth: number): readonly Holding[] {
    const known = this.#known.get(tree);
    if (known !== undefined) return known;
    // A tree cannot hold itself; deeper than any path can be is not followed.
    if (depth > 4096) return none;
    const object = this.#store.read(tree);
    const found: Holding[] = [];
    if (object?.kind !== 'tree') {
      this.missing.add(tree);
    } else {
      for (const { mode, name, id } of treeEntries(object.data, this.#hashBytes)) {
        if (isTree(mode)) {
          for (const { path, blob } of this.#holdings(id, depth + 1)) found.push({ path: `${name}/${path}`, blob });
        } else if (this.#wanted.has(id)) {
          found.push({ path: name, blob: id });
        }
      }
    }
    const shared = shareHoldings(found, this.#same);
    this.#known.set(tree, shared);
    return shared;
  }
}

/** Makes equal lists one, so that they can be told apart by identity. */
export function shareHoldings(found: readonly Holding[], same: Map<string, readonly Holding[]>): readonly Holding[] {
  if (found.length === 0) return none;
  const key = found.map(({ path, blob }) => `${path}\0${blob}`).join('\0\0');
  const known = same.get(key);
  if (known !== undefined) return known;
  same.set(key, found);
  return found;
}
