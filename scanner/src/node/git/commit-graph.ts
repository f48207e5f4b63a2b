/** All commits of a repository as one graph, in typed arrays: a history of a million commits takes some 80 MB. */
import { IdTable } from './id-table.ts';

/** A commit as it is read. */
export interface RawCommit {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
  /** The committer's, in seconds. */
  readonly date: number;
}

const NO_NATIVE_TREE = -1;
/** Parents a commit, where there are many merges. */
const PARENTS_EXPECTED = 1.35;

/** A list that grows; typed arrays do not. */
class Growing<T extends Float64Array | Uint32Array | Int32Array> {
  #values: T;
  length = 0;

  constructor(empty: T) {
    this.#values = empty;
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new (this.#values.constructor as new (length: number) => T)(Math.max(1024, this.length * 2));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  get values(): T {
    return this.#values.subarray(0, this.length) as T;
  }
}

/** Gathers commits in any order; of several with one id the first counts. */
export class CommitGraphBuilder {
  readonly #hashBytes: number;
  readonly #ids: IdTable;
  readonly #dates: Growing<Float64Array>;
  readonly #nativeTrees: Growing<Int32Array>;
  readonly #parentStarts: Growing<Uint32Array>;
  #parentCount = 0;
  /** Ids of trees, one for each commit, and of parents, as they come. */
  #trees: Buffer;
  #parents: Buffer;

  /** @param expected about how many commits there are, to spare memory that grows */
  constructor(hashBytes: number, expected = 0) {
    this.#hashBytes = hashBytes;
    this.#ids = new IdTable(hashBytes, expected);
    this.#dates = new Growing(new Float64Array(expected));
    this.#nativeTrees = new Growing(new Int32Array(expected));
    this.#parentStarts = new Growing(new Uint32Array(expected));
    this.#trees = Buffer.alloc(expected * hashBytes);
    this.#parents = Buffer.alloc(Math.ceil(expected * PARENTS_EXPECTED) * hashBytes);
  }

  has(id: string): boolean {
    return this.#ids.find(Buffer.from(id, 'hex')) >= 0;
  }

  add({ id, tree, parents, date }: RawCommit): void {
    if (!this.begin(Buffer.from(id, 'hex'), 0, Buffer.from(tree, 'hex'), 0, date)) return;
    for (const parent of parents) this.addParent(Buffer.from(parent, 'hex'), 0);
  }

  /**
   * Begins a commit whose id and tree's id stand at offsets of some bytes; its parents follow.
   *
   * @param nativeTree the number by which `LinkedObjects` know the tree
   * @returns false where the commit is there already: its parents must not be added
   */
  begin(
    ids: Buffer,
    at: number,
    trees: Buffer,
    treeAt: number,
    date: number,
    nativeTree: number = NO_NATIVE_TREE,
  ): boolean {
    if (ids.length - at < this.#hashBytes) return false;
    const number = this.#ids.add(ids, at);
    if (number < 0) return false;
    this.#dates.push(date);
    this.#nativeTrees.push(nativeTree);
    this.#parentStarts.push(this.#parentCount);
    this.#trees = withRoom(this.#trees, (number + 1) * this.#hashBytes);
    trees.copy(this.#trees, number * this.#hashBytes, treeAt, treeAt + this.#hashBytes);
    return true;
  }

  addParent(ids: Buffer, at: number): void {
    if (ids.length - at < this.#hashBytes) return;
    const to = this.#parentCount * this.#hashBytes;
    this.#parents = withRoom(this.#parents, to + this.#hashBytes);
    ids.copy(this.#parents, to, at, at + this.#hashBytes);
    this.#parentCount++;
  }

  /** Orders commits so that parents come first, the older first where that leaves a choice. */
  build(): CommitGraph {
    const { count } = this.#ids;
    const dates = this.#dates.values;
    const starts = this.#parentStarts.values;
    const byDate = new Uint32Array(count).map((_, i) => i);
    byDate.sort((a, b) => (dates[a] ?? 0) - (dates[b] ?? 0) || this.#ids.compare(a, b));
    const parentStarts = new Uint32Array(count + 1);
    const parents = new Uint32Array(this.#parentCount);
    let last = 0;
    for (let one = 0; one < count; one++) {
      parentStarts[one] = last;
      const end = starts[one + 1] ?? this.#parentCount;
      for (let i = starts[one] ?? 0; i < end; i++) {
        // Parents that are not there are left out.
        const parent = this.#ids.find(this.#parents, i * this.#hashBytes);
        if (parent >= 0) parents[last++] = parent;
      }
    }
    parentStarts[count] = last;
    const { order, numbers } = orderByParents(byDate, parentStarts, parents);
    return new CommitGraph({
      hashBytes: this.#hashBytes,
      ids: this.#ids,
      trees: this.#trees,
      nativeTrees: this.#nativeTrees.values,
      dates,
      order,
      numbers,
      parentStarts,
      parents,
    });
  }
}

function withRoom(buffer: Buffer, bytes: number): Buffer {
  if (bytes <= buffer.length) return buffer;
  const larger = Buffer.alloc(Math.max(65_536, bytes, buffer.length * 2));
  buffer.copy(larger);
  return larger;
}

/** Most commits are younger than their parents: taken by date, only the others have to be waited for. */
function orderByParents(
  byDate: Uint32Array,
  parentStarts: Uint32Array,
  parents: Uint32Array,
): { order: Uint32Array; numbers: Int32Array } {
  const UNSEEN = -1;
  // What waits for its parents: whatever leads back to it would be a circle, which hashes rule out.
  const WAITING = -2;
  const order = new Uint32Array(byDate.length);
  const numbers = new Int32Array(byDate.length).fill(UNSEEN);
  let next = 0;
  const open: number[] = [];
  for (const start of byDate) {
    open.push(start);
    for (let one = open.at(-1); one !== undefined; one = open.at(-1)) {
      const isWaiting = numbers[one] === WAITING;
      if ((numbers[one] ?? 0) >= 0) {
        open.pop();
        continue;
      }
      numbers[one] = WAITING;
      const before = open.length;
      if (!isWaiting) {
        const end = parentStarts[one + 1] ?? 0;
        for (let i = parentStarts[one] ?? 0; i < end; i++) {
          const parent = parents[i] ?? 0;
          if (numbers[parent] === UNSEEN) open.push(parent);
        }
      }
      if (open.length > before) continue;
      numbers[one] = next;
      order[next++] = one;
      open.pop();
    }
  }
  return { order, numbers };
}

interface CommitArrays {
  readonly hashBytes: number;
  /** These and all that follow are in the order in which commits were gathered, but for `order`. */
  readonly ids: IdTable;
  readonly trees: Buffer;
  readonly nativeTrees: Int32Array;
  readonly dates: Float64Array;
  /** By number: which commit it is. */
  readonly order: Uint32Array;
  readonly numbers: Int32Array;
  readonly parentStarts: Uint32Array;
  readonly parents: Uint32Array;
}

/** Commits by number: parents before children. */
export class CommitGraph {
  readonly #arrays: CommitArrays;
  readonly count: number;

  constructor(arrays: CommitArrays) {
    this.#arrays = arrays;
    this.count = arrays.order.length;
  }

  id(commit: number): string {
    return this.#arrays.ids.hex(this.#place(commit));
  }

  numberOf(id: string): number | undefined {
    const place = this.#arrays.ids.find(Buffer.from(id, 'hex'));
    return place < 0 ? undefined : this.#arrays.numbers[place];
  }

  /** The id of a commit's tree. */
  tree(commit: number): string {
    const { hashBytes, trees } = this.#arrays;
    const place = this.#place(commit);
    return trees.toString('hex', place * hashBytes, (place + 1) * hashBytes);
  }

  /** The number by which `LinkedObjects` know a commit's tree; undefined where they do not. */
  nativeTree(commit: number): number | undefined {
    const number = this.#arrays.nativeTrees[this.#place(commit)] ?? NO_NATIVE_TREE;
    return number === NO_NATIVE_TREE ? undefined : number;
  }

  /** The committer's, in seconds. */
  date(commit: number): number {
    return this.#arrays.dates[this.#place(commit)] ?? 0;
  }

  /** Numbers of the parents that are there. Who looks at all commits asks for one after the other instead. */
  parents(commit: number): number[] {
    return Array.from({ length: this.parentCount(commit) }, (_, which) => this.parent(commit, which));
  }

  parentCount(commit: number): number {
    const { parentStarts } = this.#arrays;
    const place = this.#place(commit);
    return (parentStarts[place + 1] ?? 0) - (parentStarts[place] ?? 0);
  }

  parent(commit: number, which: number): number {
    const { parentStarts, parents, numbers } = this.#arrays;
    return numbers[parents[(parentStarts[this.#place(commit)] ?? 0) + which] ?? 0] ?? 0;
  }

  #place(commit: number): number {
    return this.#arrays.order[commit] ?? 0;
  }
}
