/** The index of a pack (`.idx`, versions 1 and 2): object ids in order, and where each object begins. Hostile until checked. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const MAGIC = 0xff74_4f63;
const FANOUT_BYTES = 1024;
const LARGE = 0x8000_0000;
/** Smaller buffers may be shared with others, and are not worth it. */
const LEAST_GIVEN_BACK = 2 ** 20;

export class PackIndex {
  readonly version: 1 | 2;
  readonly count: number;
  readonly hashBytes: number;
  #data: Buffer;
  /** Where the first id stands, and how far apart they are. */
  readonly ids: number;
  readonly idStep: number;
  /** Where the 32-bit offsets stand, and how far apart they are. */
  readonly offsets: number;
  readonly offsetStep: number;
  /** Where the 64-bit offsets stand; 0 in version 1, which has none. */
  readonly large: number;
  readonly larges: number;
  /** Where the table of first bytes stands. */
  readonly fanout: number;

  /** @throws RangeError where the file is no index, or not a whole one */
  constructor(data: Buffer, hashBytes: number) {
    this.#data = data;
    this.hashBytes = hashBytes;
    const isVersion2 = data.length >= 8 && data.readUInt32BE(0) === MAGIC;
    if (isVersion2 && data.readUInt32BE(4) !== 2) throw new RangeError(`index of version ${data.readUInt32BE(4)}`);
    this.version = isVersion2 ? 2 : 1;
    this.fanout = isVersion2 ? 8 : 0;
    if (data.length < this.fanout + FANOUT_BYTES + 2 * hashBytes) throw new RangeError('index cut off');
    for (let i = 1; i < 256; i++) if (this.#fan(i) < this.#fan(i - 1)) throw new RangeError('index out of order');
    this.count = this.#fan(255);
    const table = this.fanout + FANOUT_BYTES;
    if (isVersion2) {
      this.ids = table;
      this.idStep = hashBytes;
      this.offsets = table + this.count * (hashBytes + 4);
      this.offsetStep = 4;
      this.large = this.offsets + this.count * 4;
      this.larges = Math.floor((data.length - 2 * hashBytes - this.large) / 8);
      if (this.larges < 0) throw new RangeError('index cut off');
    } else {
      this.ids = table + 4;
      this.idStep = hashBytes + 4;
      this.offsets = table;
      this.offsetStep = hashBytes + 4;
      this.large = 0;
      this.larges = 0;
      if (table + this.count * this.idStep + 2 * hashBytes > data.length) throw new RangeError('index cut off');
    }
  }

  static read(path: string, hashBytes: number): PackIndex {
    const file = openSync(path, 'r');
    try {
      const data = Buffer.allocUnsafeSlow(fstatSync(file).size);
      let length = 0;
      while (length < data.length) {
        const read = readSync(file, data, length, data.length - length, length);
        if (read === 0) break;
        length += read;
      }
      return new PackIndex(data.subarray(0, length), hashBytes);
    } finally {
      closeSync(file);
    }
  }

  /** The whole file. */
  get data(): Buffer {
    return this.#data;
  }

  /**
   * Keeps the file in other memory, which holds a copy of it. What it had is given back at once: left to the garbage
   * collector, it would be there as long as there is no other garbage.
   */
  moveTo(copy: Buffer): void {
    const { buffer } = this.#data;
    this.#data = copy;
    if (!(buffer instanceof ArrayBuffer) || buffer.byteLength < LEAST_GIVEN_BACK) return;
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(null, [buffer]);
    port1.close();
    port2.close();
  }

  #fan(first: number): number {
    return this.data.readUInt32BE(this.fanout + 4 * first);
  }

  /** The checksum of the pack that this index was made for. */
  get packChecksum(): Buffer {
    return this.data.subarray(this.data.length - 2 * this.hashBytes, this.data.length - this.hashBytes);
  }

  /** The id at a position, as bytes of the file. */
  idAt(position: number): Buffer {
    const at = this.idPlace(position);
    return this.data.subarray(at, at + this.hashBytes);
  }

  /** Copies all ids, one after another, to a place in a buffer. */
  copyIds(target: Buffer, at: number): void {
    if (this.idStep === this.hashBytes) {
      this.data.copy(target, at, this.ids, this.idPlace(this.count));
      return;
    }
    for (let position = 0; position < this.count; position++) {
      this.idAt(position).copy(target, at + position * this.hashBytes);
    }
  }

  /** Where the id at a position stands in the file. */
  idPlace(position: number): number {
    return this.ids + position * this.idStep;
  }

  /** Offset in the pack of the object at a position. */
  offsetAt(position: number): number {
    const offset = this.data.readUInt32BE(this.offsets + position * this.offsetStep);
    if (this.version === 1 || offset < LARGE) return offset;
    const entry = offset - LARGE;
    if (entry >= this.larges) return Number.NaN;
    return Number(this.data.readBigUInt64BE(this.large + entry * 8));
  }

  /** Where an id stands, or -1. */
  find(id: Uint8Array): number {
    const first = id[0] ?? 0;
    let low = first === 0 ? 0 : this.#fan(first - 1);
    let high = this.#fan(first);
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = this.ids + middle * this.idStep;
      const order = this.data.compare(id, 0, this.hashBytes, at, at + this.hashBytes);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return -1;
  }
}
