/** Walks the trees of one pack along their deltas, and shows of each the entries that its base does not have. */
import type { OpenPack } from './pack/pack-files.ts';
import { closeSync, openSync, readSync } from 'node:fs';
import { applyDelta, LARGEST_OBJECT } from './delta.ts';
import type { ObjectStore } from './objects.ts';
import { Inflater } from './pack/inflater.ts';

export interface ChangedEntry {
  readonly isTree: boolean;
  /** Where its id stands in the tree. */
  readonly at: number;
}

export interface WalkedTree {
  /** Of the tree in the pack's index. */
  readonly position: number;
  /** Valid until the next tree is asked for. */
  readonly data: Buffer;
  readonly changed: readonly ChangedEntry[];
}

const TREE = 2;
const OFS_DELTA = 6;
const REF_DELTA = 7;
const PIECE = 2 ** 23;
const CHUNK = 2 ** 23;
const STACK = 2 ** 24;
/** No tree is as large; what says so is broken. */
/** An entry's header is no longer than this. */
const HEADER = 64;
/** Before a change, an entry begins that is longer than this only where a name is. */
const ENTRY = 300;

interface OpenTree {
  readonly data: Buffer;
  /** Where the stack is free above it. */
  readonly above: number;
  next: number;
}

export class TreePack {
  readonly #pack: OpenPack;
  readonly #store: ObjectStore;
  readonly #file: number;
  readonly #hashBytes: number;
  /** Objects in the order of their offsets, by their position in the index. */
  readonly #order: Uint32Array;
  readonly #offsets: Float64Array;
  readonly #kinds: Uint8Array;
  /** Inflated: of the object, or of its delta. */
  readonly #sizes: Float64Array;
  /** Where the deflated body of a tree stands among those that are held, or -1. */
  readonly #held: Float64Array;
  readonly #bodies: Uint8Array;
  readonly #chunks: Buffer[] = [];
  readonly #inflater = new Inflater();
  /** Holds a tree and all on the way to it, each above its base. */
  readonly #stack: Buffer = Buffer.allocUnsafeSlow(STACK);
  readonly #child: Int32Array;
  readonly #next: Int32Array;
  readonly #roots: number[] = [];
  /** Deltas of what is in no pack, or in another one. */
  readonly #strays: number[] = [];

  constructor(pack: OpenPack, store: ObjectStore) {
    this.#pack = pack;
    this.#store = store;
    this.#hashBytes = pack.index.hashBytes;
    const { count } = pack.index;
    this.#offsets = new Float64Array(count);
    this.#order = new Uint32Array(count);
    this.#sort();
    this.#kinds = new Uint8Array(count);
    this.#sizes = new Float64Array(count);
    this.#bodies = new Uint8Array(count);
    this.#held = new Float64Array(count).fill(-1);
    this.#child = new Int32Array(count).fill(-1);
    this.#next = new Int32Array(count).fill(-1);
    this.#file = openSync(pack.path, 'r');
    this.#readHeaders();
  }

  close(): void {
    closeSync(this.#file);
  }

  *walk(): Generator<WalkedTree, void, void> {
    for (const stray of this.#strays) {
      const position = this.#order[stray] ?? 0;
      const object = this.#store.read(this.#pack.index.idAt(position).toString('hex'));
      if (object?.kind !== 'tree') continue;
      yield { position, data: object.data, changed: this.#entries(object.data, 0, object.data.length) };
    }
    for (const root of this.#roots) {
      const inflated = this.#inflate(root);
      if (inflated === undefined) continue;
      const data = this.#room(0, inflated.length);
      data.set(inflated);
      yield { position: this.#order[root] ?? 0, data, changed: this.#entries(data, 0, data.length) };
      const open: OpenTree[] = [{ data, above: data.length, next: this.#child[root] ?? -1 }];
      for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
        const one = top.next;
        if (one < 0) {
          open.pop();
          continue;
        }
        top.next = this.#next[one] ?? -1;
        const delta = this.#inflate(one);
        const { above } = top;
        const made = delta === undefined ? undefined : applyDelta(top.data, delta, (size) => this.#room(above, size));
        if (made === undefined) continue;
        const changed: ChangedEntry[] = [];
        for (let i = 0; i < made.ranges.length; i += 2) {
          changed.push(...this.#entries(made.data, made.ranges[i] ?? 0, made.ranges[i + 1] ?? 0));
        }
        yield { position: this.#order[one] ?? 0, data: made.data, changed };
        const next = this.#child[one] ?? -1;
        if (next >= 0) open.push({ data: made.data, above: above + made.data.length, next });
      }
    }
  }

  /** Offsets and positions are sorted as one number where that is exact: without a comparison of its own, it is done natively. */
  #sort(): void {
    const { index, end } = this.#pack;
    const { count } = index;
    const isExact = (end + 1) * count <= Number.MAX_SAFE_INTEGER;
    for (let position = 0; position < count; position++) {
      const offset = index.offsetAt(position);
      // What lies behind the end is broken, and is passed over.
      this.#offsets[position] = isExact ? Math.min(offset, end) * count + position : offset;
    }
    this.#offsets.sort();
    if (isExact) {
      for (let i = 0; i < count; i++) {
        const both = this.#offsets[i] ?? 0;
        this.#offsets[i] = Math.floor(both / count);
        this.#order[i] = both % count;
      }
      return;
    }
    for (let position = 0; position < count; position++) {
      this.#order[Math.max(0, this.#indexOf(index.offsetAt(position)))] = position;
    }
  }

  /** Where a tree is put together; one that the stack has no room for stands by itself. */
  #room(at: number, size: number): Buffer {
    return at + size <= STACK ? this.#stack.subarray(at, at + size) : Buffer.allocUnsafeSlow(size);
  }

  /** The entries that overlap a range. */
  #entries(data: Buffer, from: number, to: number): ChangedEntry[] {
    const found: ChangedEntry[] = [];
    let at = Math.max(0, from - ENTRY);
    // In the midst of an entry: on to where one begins. Inside a name that looks like one, the same id follows.
    if (at > 0) while (at < data.length && modeLength(data, at) === 0) at++;
    if (at > from) at = 0;
    while (at < to) {
      const mode = modeLength(data, at) || data.indexOf(0x20, at) + 1 - at;
      const end = data.indexOf(0, at + mode);
      if (mode <= 0 || end < 0 || end + this.#hashBytes >= data.length + 1) break;
      const next = end + 1 + this.#hashBytes;
      if (next > data.length) break;
      // 160000 is a submodule's commit, which is never there.
      const isLink = data[at] === 0x31 && data[at + 1] === 0x36;
      if (next > from && !isLink) found.push({ isTree: data[at] === 0x34 || data[at] === 0x30, at: end + 1 });
      at = next;
    }
    return found;
  }

  #readHeaders(): void {
    const { end } = this.#pack;
    const count = this.#offsets.length;
    const bases = new Int32Array(count).fill(-1);
    const isTree = new Uint8Array(count);
    const piece = Buffer.alloc(PIECE + HEADER);
    let pieceAt = 0;
    let length = 0;
    let used = CHUNK;
    for (let i = 0; i < count; i++) {
      const offset = this.#offsets[i] ?? 0;
      if (!(offset > 0) || offset >= end) continue;
      const next = this.#offsets[i + 1] ?? end;
      if (Math.max(offset + HEADER, Math.min(next, offset + PIECE)) > pieceAt + length && pieceAt !== offset) {
        pieceAt = offset;
        length = readSync(this.#file, piece, 0, piece.length, offset);
      }
      let at = offset - pieceAt;
      const start = at;
      let base = -1;
      let byte = piece[at++] ?? 0;
      const kind = (byte >> 4) & 7;
      let size = byte & 15;
      for (let scale = 16; (byte & 128) !== 0 && at < length; scale *= 128) {
        byte = piece[at++] ?? 0;
        size += (byte & 127) * scale;
      }
      if (kind === OFS_DELTA) {
        byte = piece[at++] ?? 0;
        let distance = byte & 127;
        while ((byte & 128) !== 0 && at < length) {
          byte = piece[at++] ?? 0;
          distance = (distance + 1) * 128 + (byte & 127);
        }
        base = this.#indexOf(offset - distance);
      } else if (kind === REF_DELTA) {
        const position = this.#pack.index.find(piece.subarray(at, at + this.#hashBytes));
        if (position >= 0) base = this.#indexOf(this.#pack.index.offsetAt(position));
        at += this.#hashBytes;
      }
      bases[i] = base;
      this.#kinds[i] = kind;
      this.#sizes[i] = size;
      this.#bodies[i] = at - start;
      // An offset leads back to a base that was met: its kind is this one's. Bodies are kept, which spares a read for each.
      isTree[i] = kind === TREE || (base >= 0 && isTree[base] === 1) ? 1 : 0;
      const body = next - offset - (at - start);
      if (isTree[i] !== 1 || body > CHUNK || next > pieceAt + length) continue;
      if (used + body > CHUNK) {
        this.#chunks.push(Buffer.allocUnsafeSlow(CHUNK));
        used = 0;
      }
      piece.copy(this.#chunks.at(-1) ?? piece, used, at, at + body);
      this.#held[i] = (this.#chunks.length - 1) * CHUNK + used;
      used += body;
    }
    this.#link(bases);
  }

  #link(bases: Int32Array): void {
    for (let i = 0; i < bases.length; i++) {
      const kind = this.#kinds[i] ?? 0;
      if (kind === TREE) this.#roots.push(i);
      const base = bases[i] ?? -1;
      if (kind !== OFS_DELTA && kind !== REF_DELTA) continue;
      if (base < 0 || base === i) {
        this.#strays.push(i);
        continue;
      }
      this.#next[i] = this.#child[base] ?? -1;
      this.#child[base] = i;
    }
  }

  #indexOf(offset: number): number {
    let low = 0;
    let high = this.#offsets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#offsets[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return this.#offsets[low] === offset ? low : -1;
  }

  #inflate(i: number): Buffer | undefined {
    const from = (this.#offsets[i] ?? 0) + (this.#bodies[i] ?? 0);
    const end = this.#offsets[i + 1] ?? this.#pack.end;
    const held = this.#held[i] ?? -1;
    const size = this.#sizes[i] ?? 0;
    if (size > LARGEST_OBJECT || end - from > LARGEST_OBJECT) return undefined;
    if (held >= 0) {
      const at = held % CHUNK;
      const body = this.#chunks[Math.floor(held / CHUNK)]?.subarray(at, at + end - from);
      return body === undefined ? undefined : this.#inflater.inflate(body, size);
    }
    const packed = Buffer.allocUnsafe(end - from);
    return this.#inflater.inflate(packed.subarray(0, readSync(this.#file, packed, 0, packed.length, from)), size);
  }
}

const MODES = ['100644 ', '40000 ', '100755 ', '120000 ', '160000 ', '100664 '].map((mode) => Buffer.from(mode));

/** The length of a mode with its space at a place, or 0. */
function modeLength(data: Buffer, at: number): number {
  const first = data[at];
  if (first !== 0x31 && first !== 0x34) return 0;
  for (const mode of MODES) {
    let i = 0;
    while (i < mode.length && data[at + i] === mode[i]) i++;
    if (i === mode.length) return i;
  }
  return 0;
}
