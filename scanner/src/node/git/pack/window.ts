/**
 * Objects of packs that memory cannot hold: each thread reads what it walks through a window over the file. A family's deltas
 * mostly lie near each other, so one read serves several objects.
 */
import type { PackPart } from './pack-files.ts';
import type { ObjectArrays } from './object-arrays.ts';
import { closeSync, openSync, readSync } from 'node:fs';

/** What is read at once at least, in bytes. */
const LEAST_READ = 65_536;
const OFS_DELTA = 6;
const REF_DELTA = 7;

/** Where the zlib stream of an object stands, by address; `end` is one past its last byte at the latest. */
export interface PlacedStream {
  readonly at: number;
  readonly end: number;
}

export class PackWindow {
  readonly #arrays: ObjectArrays;
  readonly #bytes: Uint8Array;
  readonly #packs: readonly PackPart[];
  readonly #hashBytes: number;
  readonly #start: number;
  readonly #capacity: number;
  readonly #files = new Map<PackPart, number>();
  /** What the window holds now: `#held` bytes from `#from` on, of one pack. */
  #pack: PackPart | undefined;
  #from = 0;
  #held = 0;

  /** @param start address of the window, with `capacity` bytes */
  constructor(
    arrays: ObjectArrays,
    bytes: Uint8Array,
    packs: readonly PackPart[],
    hashBytes: number,
    start: number,
    capacity: number,
  ) {
    this.#arrays = arrays;
    this.#bytes = bytes;
    this.#packs = packs;
    this.#hashBytes = hashBytes;
    this.#start = start;
    this.#capacity = capacity;
  }

  /** Brings an object into the window. undefined where it does not fit, or the file no longer has it. */
  place(index: number): PlacedStream | undefined {
    const pack = this.#packs.find(({ last }) => index < last);
    if (pack === undefined) return undefined;
    const { offset } = this.#arrays;
    const from = Number(offset[index] ?? 0n);
    const end = index + 1 < pack.last ? Number(offset[index + 1] ?? 0n) : pack.end;
    if (end - from > this.#capacity) return undefined;
    if (pack !== this.#pack || from < this.#from || end > this.#from + this.#held) {
      this.#read(pack, from, Math.min(pack.end, Math.max(end, from + Math.min(LEAST_READ, this.#capacity))));
      if (end > this.#from + this.#held) return undefined;
    }
    let at = this.#start + from - this.#from;
    const limit = this.#start + end - this.#from;
    // The header was checked when all headers were read: here it is only passed over.
    const kind = ((this.#bytes[at] ?? 0) >> 4) & 7;
    while (((this.#bytes[at++] ?? 0) & 128) !== 0 && at < limit);
    if (kind === OFS_DELTA) while (((this.#bytes[at++] ?? 0) & 128) !== 0 && at < limit);
    else if (kind === REF_DELTA) at += this.#hashBytes;
    return { at, end: limit };
  }

  close(): void {
    for (const file of this.#files.values()) closeSync(file);
    this.#files.clear();
  }

  #read(pack: PackPart, from: number, end: number): void {
    let file = this.#files.get(pack);
    if (file === undefined) {
      file = openSync(pack.path, 'r');
      this.#files.set(pack, file);
    }
    this.#pack = pack;
    this.#from = from;
    this.#held = 0;
    while (from + this.#held < end) {
      const read = readSync(file, this.#bytes, this.#start + this.#held, end - from - this.#held, from + this.#held);
      if (read === 0) return;
      this.#held += read;
    }
  }
}
