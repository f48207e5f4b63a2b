/**
 * What a thread has of the packs: the families that it walks next, read in few pieces to where the ones before stood. No pack
 * stands in memory as a whole: memory that was never touched costs several times what reading into it does.
 */
import type { PackExports } from './pack-exports.ts';
import type { PackPart } from './pack-files.ts';
import type { ObjectArrays } from './object-arrays.ts';
import type { Region } from './memory.ts';
import { readSync } from 'node:fs';

/** Families are read together until they take so many bytes of packs. */
const BATCH_BYTES = 2 ** 21;
/** Two objects with no more bytes between them are read at once: a call takes as long as copying that many. */
const GAP = 16_384;
/** What is read at once at least, in bytes, where a family does not fit. */
const LEAST_READ = 65_536;
const NONE = 0xffff_ffff;

export class PackWindow {
  readonly #wasm: PackExports;
  readonly #arrays: ObjectArrays;
  readonly #bytes: Uint8Array;
  readonly #packs: readonly PackPart[];
  readonly #start: number;
  readonly #capacity: number;
  readonly #mostAtOnce: number;
  /** Whether a family is here that does not fit: its objects come one by one. */
  #isPiecemeal = false;
  /** What the window holds where they do: `#held` bytes from `#from` on, of one pack. */
  #pack: PackPart | undefined;
  #from = 0;
  #held = 0;

  /** @param mostAtOnce larger families come object by object, in bytes of packs */
  constructor(
    wasm: PackExports,
    arrays: ObjectArrays,
    bytes: Uint8Array,
    packs: readonly PackPart[],
    { window, windowBytes }: Region,
    mostAtOnce: number,
  ) {
    this.#wasm = wasm;
    this.#arrays = arrays;
    this.#bytes = bytes;
    this.#packs = packs;
    this.#start = window;
    this.#capacity = windowBytes;
    this.#mostAtOnce = Math.min(mostAtOnce, windowBytes);
  }

  /**
   * Brings families in, in place of those before.
   *
   * @param roots of which those from `from` to `to` are wanted
   * @returns one past the last that was brought: at least one
   */
  load(roots: Uint32Array, from: number, to: number): number {
    let packed = 0;
    let next = from;
    while (next < to && packed < BATCH_BYTES) packed += this.#wasm.markFamily(roots[next++] ?? 0);
    const gap = [GAP, 0].find((most) => this.#bytesOfRuns(most) <= this.#mostAtOnce);
    this.#isPiecemeal = gap === undefined;
    this.#pack = undefined;
    if (gap !== undefined) this.#readRuns(gap);
    this.#wasm.forgetMarks();
    return next;
  }

  /** The address of an object's first byte; undefined where it does not fit, or the file no longer has it. */
  place(index: number): number | undefined {
    return this.#isPiecemeal ? this.#bring(index) : this.#arrays.place[index];
  }

  /**
   * Brings the headers of objects in, each as far behind the first as it is in its pack; what no header needs is not read.
   *
   * @param from the first, and `to` one past the last
   */
  loadHeads(pack: PackPart, from: number, to: number): void {
    const wasm = this.#wasm;
    const { runFrom, runTo } = wasm;
    const start = this.#arrays.offsetOf(from);
    const end = BigInt(pack.end);
    for (let next = from; next < to;) {
      next = wasm.nextHeads(next, to, pack.last, end, GAP);
      const begin = runFrom.value;
      this.read(pack, begin, runTo.value, this.#start + begin - start);
    }
  }

  /** Reads a piece of a pack to an address. What the file no longer holds is zeros, which are no object. */
  read(pack: PackPart, from: number, to: number, address: number): void {
    let at = from;
    while (at < to) {
      const read = readSync(pack.file, this.#bytes, address + at - from, to - at, at);
      if (read === 0) break;
      at += read;
    }
    if (at < to) this.#bytes.fill(0, address + at - from, address + to - from);
  }

  #bytesOfRuns(gap: number): number {
    return this.#packs.reduce((sum, { first, last }) => sum + this.#wasm.bytesOfRuns(first, last, gap), 0);
  }

  #readRuns(gap: number): void {
    const wasm = this.#wasm;
    const { runFrom, runTo } = wasm;
    let address = this.#start;
    for (const pack of this.#packs) {
      let next = wasm.nextRun(pack.first, pack.last, gap) >>> 0;
      while (next !== NONE) {
        const from = runFrom.value;
        const to = runTo.value;
        this.read(pack, from, to, address);
        wasm.placeRun(address);
        address += to - from;
        next = wasm.nextRun(next, pack.last, gap) >>> 0;
      }
    }
  }

  #bring(index: number): number | undefined {
    const pack = this.#packs.find(({ last }) => index < last);
    if (pack === undefined) return undefined;
    const from = this.#arrays.offsetOf(index);
    const to = from + (this.#arrays.end[index] ?? 0);
    if (to - from > this.#capacity) return undefined;
    if (pack !== this.#pack || from < this.#from || to > this.#from + this.#held) {
      const stop = Math.min(pack.end, Math.max(to, from + Math.min(LEAST_READ, this.#capacity)));
      this.read(pack, from, stop, this.#start);
      this.#pack = pack;
      this.#from = from;
      this.#held = stop - from;
    }
    return this.#start + from - this.#from;
  }
}
