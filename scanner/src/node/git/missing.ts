/**
 * What trees name and a partial clone does not have. Trees are walked in their packs, along their deltas: only the entries that
 * a delta changes are looked at, since the others stood in its base. What nothing reaches is walked too; nothing is fetched.
 */
import type { OpenPack } from './pack/pack-files.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ObjectStore } from './objects.ts';
import { TreePack } from './tree-pack.ts';
import { listLoose } from './repository.ts';
import type { Repository } from './repository.ts';
import { streamGit } from './run-git.ts';
import { treeEntries } from './trees.ts';

export interface MissingObjectAt {
  readonly id: string;
  /** Where a tree names it; null for the tree of a commit. A folder's path ends with `/`. */
  readonly path: string | null;
}

/** Whether objects may be missing by design: a pack is marked so, or the configuration names a promisor. */
export function isPartialClone({ commonDirectory }: Repository, hasPromisorPack: boolean): boolean {
  if (hasPromisorPack) return true;
  try {
    return /^\s*(?:partialclone|promisor|partialclonefilter)\s*=/im.test(
      readFileSync(join(commonDirectory, 'config'), 'utf8'),
    );
  } catch {
    return false;
  }
}

export interface MissingSearch {
  readonly repository: Repository;
  readonly directories: readonly string[];
  readonly packs: readonly OpenPack[];
  readonly signal?: AbortSignal | undefined;
}

const tick = (): Promise<void> => new Promise((done) => setImmediate(done));

/** @throws KeyturnError `source` where git fails */
export async function findMissing(search: MissingSearch): Promise<MissingObjectAt[]> {
  const walk = new MissingWalk(search);
  try {
    return await walk.result();
  } finally {
    walk.close();
  }
}

class MissingWalk {
  readonly #search: MissingSearch;
  readonly #store: ObjectStore;
  readonly #loose: ReadonlySet<string>;
  /** By missing id: a tree that names it, and whether as a tree. */
  readonly #missing = new Map<string, { tree: string | null; isTree: boolean }>();
  /** By the position of a packed tree, all packs in a row: that of a tree that names it, plus one. */
  readonly #parents: Int32Array;
  readonly #firsts: readonly number[];
  /** The ids of all packed objects in a row, and a table that finds them: a binary search for each entry would cost more. */
  readonly #ids: Buffer;
  readonly #table: Int32Array;
  readonly #mask: number;
  /** The same for trees that are loose, or whose parent is, by id. */
  readonly #looseParents = new Map<string, string>();

  constructor(search: MissingSearch) {
    this.#search = search;
    const { packs, directories, repository } = search;
    this.#store = new ObjectStore(directories, packs, repository.hashBytes);
    this.#loose = new Set(directories.flatMap((directory) => listLoose(directory, repository.hashBytes)));
    let total = 0;
    this.#firsts = packs.map(({ index }) => (total += index.count) - index.count);
    this.#parents = new Int32Array(total);
    const hash = repository.hashBytes;
    this.#ids = Buffer.allocUnsafeSlow(total * hash);
    this.#mask = 2 ** Math.ceil(Math.log2(2 * total + 2)) - 1;
    this.#table = new Int32Array(this.#mask + 1);
    let place = 0;
    for (const { index } of packs) {
      index.copyIds(this.#ids, place * hash);
      for (const end = place + index.count; place < end; place++) {
        // Ids are as good as random: their first bytes are the hash.
        let slot = this.#ids.readUInt32LE(place * hash) & this.#mask;
        while (this.#table[slot] !== 0) slot = (slot + 1) & this.#mask;
        this.#table[slot] = place + 1;
      }
    }
  }

  close(): void {
    this.#store.close();
  }

  async result(): Promise<MissingObjectAt[]> {
    const { packs, signal } = this.#search;
    const roots = this.#takeRoots();
    // A failure is awaited below; it must not end the process before that.
    roots.catch(() => undefined);
    for (const [number, pack] of packs.entries()) {
      const trees = new TreePack(pack, this.#store);
      try {
        for (const { position, data, changed } of trees.walk()) {
          const place = (this.#firsts[number] ?? 0) + position;
          for (const entry of changed) this.#take(entry.isTree, data, entry.at, place, null);
          if ((position & 255) === 0) {
            await tick();
            signal?.throwIfAborted();
          }
        }
      } finally {
        trees.close();
      }
    }
    for (const id of this.#loose) this.#takeLoose(id);
    await roots;
    return [...this.#missing]
      .map(([id, { tree, isTree }]) => ({ id, path: tree === null ? null : this.#pathOf(id, tree, isTree) }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** The trees of commits, as git lists them. */
  async #takeRoots(): Promise<void> {
    const { repository, signal } = this.#search;
    const known = new Set<string>();
    let rest = '';
    const list = ['log', '--all', '--reflog', '--format=%T'];
    for await (const chunk of streamGit(list, { cwd: repository.cwd, signal, accept: [0, 128] })) {
      const lines = (rest + chunk.toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      for (const id of lines) {
        if (id === '' || known.has(id)) continue;
        known.add(id);
        if (this.#place(Buffer.from(id, 'hex'), 0) < 0 && !this.#loose.has(id) && !this.#missing.has(id)) {
          this.#missing.set(id, { tree: null, isTree: true });
        }
      }
    }
  }

  #takeLoose(id: string): void {
    const object = this.#store.read(id);
    if (object?.kind !== 'tree') return;
    for (const entry of treeEntries(object.data, this.#search.repository.hashBytes)) {
      if (entry.mode === '160000') continue;
      this.#take(entry.mode.endsWith('40000') && entry.mode.length < 7, Buffer.from(entry.id, 'hex'), 0, -1, id);
    }
  }

  /** An id that a tree names: at a place of all packed trees, or by its own id. */
  #take(isTree: boolean, data: Buffer, at: number, parent: number, looseParent: string | null): void {
    const found = this.#place(data, at);
    if (found >= 0) {
      if (!isTree || this.#parents[found] !== 0) return;
      if (looseParent === null) this.#parents[found] = parent + 1;
      else this.#looseParents.set(data.toString('hex', at, at + this.#search.repository.hashBytes), looseParent);
      return;
    }
    const id = data.toString('hex', at, at + this.#search.repository.hashBytes);
    if (this.#loose.has(id)) {
      if (isTree) this.#looseParents.set(id, looseParent ?? this.#idAt(parent));
    } else if (!this.#missing.has(id) || this.#missing.get(id)?.tree === null) {
      this.#missing.set(id, { tree: looseParent ?? this.#idAt(parent), isTree });
    }
  }

  /** Where an object stands among all packed ones, or -1. */
  #place(data: Buffer, at: number): number {
    const hash = this.#search.repository.hashBytes;
    const word = data.readUInt32LE(at);
    for (let slot = word & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const place = (this.#table[slot] ?? 0) - 1;
      if (place < 0) return -1;
      const from = place * hash;
      let i = 0;
      while (i < hash && this.#ids[from + i] === data[at + i]) i++;
      if (i === hash) return place;
    }
  }

  #idAt(place: number): string {
    const number = this.#firsts.findLastIndex((first) => first <= place);
    return this.#search.packs[number]?.index.idAt(place - (this.#firsts[number] ?? 0)).toString('hex') ?? '';
  }

  #pathOf(missing: string, tree: string, isTree: boolean): string {
    let path = isTree ? '/' : '';
    let child = missing;
    let parent: string | undefined = tree;
    for (let depth = 0; parent !== undefined && depth < 4096; depth++) {
      const object = this.#store.read(parent);
      const entries = object === undefined ? [] : [...treeEntries(object.data, this.#search.repository.hashBytes)];
      const name = entries.find(({ id }) => id === child)?.name;
      if (name === undefined) break;
      path = path === '' || path === '/' ? name + path : `${name}/${path}`;
      child = parent;
      const place = this.#place(Buffer.from(child, 'hex'), 0);
      const packed = place < 0 ? 0 : (this.#parents[place] ?? 0);
      parent = packed > 0 ? this.#idAt(packed - 1) : this.#looseParents.get(child);
    }
    return Buffer.from(path, 'latin1').toString('utf8');
  }
}
