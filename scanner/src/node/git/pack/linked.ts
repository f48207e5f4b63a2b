/** Answers from the records that a pass over all trees and commits has written: commits, and what trees hold. */
import type { OpenPack, PackPart } from './pack-files.ts';
import type { CommitGraphBuilder } from '../commit-graph.ts';
import { shareHoldings } from '../trees.ts';
import type { Holding } from '../trees.ts';
import type { LinkLayout, LinkReport } from './links.ts';
import type { ObjectArrays } from './object-arrays.ts';

const COMMIT = 1;
const IS_WANTED = 0x8000_0000;
/** The second word of a tree's record: how many entries follow, and above it the thread whose names they have. */
const COUNT = 0x00ff_ffff;
const THREAD_SHIFT = 24;
const NAME_BITS = 65_536;
const UNKNOWN = -1;
const OPEN = -2;
const none: readonly Holding[] = [];

export interface LinkedInput {
  readonly memory: WebAssembly.Memory;
  readonly layout: LinkLayout;
  /** By thread. */
  readonly reports: readonly LinkReport[];
  readonly packs: readonly OpenPack[];
  readonly parts: readonly PackPart[];
  /** Nobody walks families any more: what they needed is written over. */
  readonly arrays: ObjectArrays;
  readonly wanted: readonly string[];
}

export class LinkedObjects {
  readonly #input: LinkedInput;
  readonly #words: Uint32Array;
  readonly #positions: Uint32Array;
  /** By object: where its record begins in `#words`; 0 for none. */
  readonly #records: Uint32Array;
  /** By object: the number of its list, or UNKNOWN. */
  readonly #lists: Int32Array;
  readonly #holdings: (readonly Holding[])[] = [none];
  readonly #listOf = new Map<string, number>();
  readonly #names: string[][];
  readonly #kind: Uint8Array;

  constructor(input: LinkedInput) {
    this.#input = input;
    const { memory, layout, reports, arrays } = input;
    const { kind } = arrays;
    this.#words = new Uint32Array(memory.buffer);
    this.#positions = new Uint32Array(memory.buffer, layout.positions, kind.length);
    this.#records = arrays.cost.fill(0);
    this.#lists = arrays.next.fill(UNKNOWN);
    this.#kind = kind;
    const bytes = Buffer.from(memory.buffer);
    this.#names = reports.map(({ names, nameCount }) =>
      Array.from({ length: nameCount }, (_, i) => {
        const at = this.#words[names / 4 + 2 * i] ?? 0;
        return bytes.toString('latin1', at, at + (this.#words[names / 4 + 2 * i + 1] ?? 0));
      }),
    );
    for (const { records } of reports) {
      for (let at = records.from / 4; at < records.to / 4;) {
        const number = this.#words[at] ?? 0;
        this.#records[number] = at;
        at += kind[number] === COMMIT ? 5 + (this.#words[at + 4] ?? 0) : 2 + 2 * ((this.#words[at + 1] ?? 0) & COUNT);
      }
    }
  }

  /** How many objects there are: their numbers are below it. */
  get count(): number {
    return this.#records.length;
  }

  get commitCount(): number {
    return this.#kind.reduce((sum, kind) => sum + (kind === COMMIT ? 1 : 0), 0);
  }

  /**
   * Adds the commits that could be read natively.
   *
   * @param before is added to the numbers of their trees
   */
  addCommits(builder: CommitGraphBuilder, before: number): void {
    const words = this.#words;
    for (const [number, at] of this.#records.entries()) {
      if (at === 0 || this.#kind[number] !== COMMIT) continue;
      const date = (words[at + 2] ?? 0) + (words[at + 3] ?? 0) * 2 ** 32;
      const tree = words[at + 1] ?? 0;
      const own = this.#place(number);
      const root = this.#place(tree);
      if (!builder.begin(own.data, own.at, root.data, root.at, date, before + tree)) continue;
      for (let i = 0; i < (words[at + 4] ?? 0); i++) {
        const parent = this.#place(words[at + 5 + i] ?? 0);
        builder.addParent(parent.data, parent.at);
      }
    }
  }

  /** Ids of commits that are there and could not be read natively. */
  oddCommits(): string[] {
    const kind = this.#kind;
    const odd: string[] = [];
    for (const [number, one] of kind.entries()) {
      if (one === COMMIT && this.#records[number] === 0) odd.push(this.#idOf(number));
    }
    return odd;
  }

  /** Where the id of an object stands. */
  #place(number: number): { data: Buffer; at: number } {
    const { packs, parts } = this.#input;
    const index = packs[parts.findIndex(({ last }) => number < last)]?.index;
    if (index === undefined) throw new RangeError(`There is no object ${number}.`);
    return { data: index.data, at: index.idPlace(this.#positions[number] ?? 0) };
  }

  #idOf(number: number): string {
    const { data, at } = this.#place(number);
    return data.toString('hex', at, at + (this.#input.packs[0]?.index.hashBytes ?? 0));
  }

  /**
   * What a tree holds, or undefined where it was not read natively.
   *
   * @param other answers for trees below that were not
   */
  holdings(tree: string, other: (tree: string) => readonly Holding[]): readonly Holding[] | undefined {
    const number = this.#numberOf(tree);
    return number === undefined ? undefined : this.holdingsOf(number, other);
  }

  /** The same for a tree by its number. */
  holdingsOf(number: number, other: (tree: string) => readonly Holding[]): readonly Holding[] | undefined {
    if (this.#records[number] === 0) return undefined;
    return this.#holdings[this.#listFor(number, other, 0)];
  }

  #numbersOfPositions: Uint32Array | undefined;

  /** The other way round: by the position in the index of an object's pack, behind those of the packs before. */
  #numbers(): Uint32Array {
    if (this.#numbersOfPositions !== undefined) return this.#numbersOfPositions;
    const numbers = this.#input.arrays.size;
    for (const { first, last } of this.#input.parts) {
      for (let number = first; number < last; number++) numbers[first + (this.#positions[number] ?? 0)] = number;
    }
    this.#numbersOfPositions = numbers;
    return numbers;
  }

  #numberOf(id: string): number | undefined {
    const { packs, parts } = this.#input;
    const bytes = Buffer.from(id, 'hex');
    for (const [number, { index }] of packs.entries()) {
      const position = index.find(bytes);
      const part = parts[number];
      if (position < 0 || part === undefined) continue;
      return this.#numbers()[part.first + position];
    }
    return undefined;
  }

  /** The number of the list of a tree: 0 where it holds nothing. */
  #listFor(number: number, other: (tree: string) => readonly Holding[], depth: number): number {
    const known = this.#lists[number] ?? 0;
    if (known !== UNKNOWN) return Math.max(0, known);
    const at = this.#records[number] ?? 0;
    if (at === 0) return this.#number(other(this.#idOf(number)));
    // A tree cannot hold itself; deeper than any path can be is not followed.
    if (depth > 4096) return 0;
    this.#lists[number] = OPEN;
    const words = this.#words;
    const head = words[at + 1] ?? 0;
    const thread = head >>> THREAD_SHIFT;
    let key = '';
    const end = at + 2 + 2 * (head & COUNT);
    for (let i = at + 2; i < end; i += 2) {
      const target = words[i + 1] ?? 0;
      if (target >= IS_WANTED) {
        key += `${thread * NAME_BITS + (words[i] ?? 0)}:${target},`;
        continue;
      }
      const below = this.#lists[target] ?? 0;
      const list = below === UNKNOWN ? this.#listFor(target, other, depth + 1) : below;
      if (list > 0) key += `${thread * NAME_BITS + (words[i] ?? 0)}:${list},`;
    }
    const list = key === '' ? 0 : this.#listOfKey(key);
    this.#lists[number] = list;
    return list;
  }

  #listOfKey(key: string): number {
    const known = this.#listOf.get(key);
    if (known !== undefined) return known;
    const found: Holding[] = [];
    for (const part of key.slice(0, -1).split(',')) {
      const [name = 0, target = 0] = part.split(':').map(Number);
      const path = this.#names[Math.floor(name / NAME_BITS)]?.[name % NAME_BITS] ?? '';
      if (target >= IS_WANTED) {
        found.push({ path, blob: this.#input.wanted[target - IS_WANTED] ?? '' });
        continue;
      }
      for (const below of this.#holdings[target] ?? none) {
        found.push({ path: `${path}/${below.path}`, blob: below.blob });
      }
    }
    const list = this.#number(found);
    this.#listOf.set(key, list);
    return list;
  }

  readonly #same = new Map<string, readonly Holding[]>();
  readonly #listNumbers = new Map<readonly Holding[], number>([[none, 0]]);

  /** Numbers a list, equal ones alike. */
  #number(found: readonly Holding[]): number {
    if (found.length === 0) return 0;
    const shared = shareHoldings(found, this.#same);
    const known = this.#listNumbers.get(shared);
    if (known !== undefined) return known;
    this.#listNumbers.set(shared, this.#holdings.length);
    this.#holdings.push(shared);
    return this.#holdings.length - 1;
  }
}
