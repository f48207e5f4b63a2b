import type { ArrayAddresses } from './memory.ts';

/** The objects' arrays as views; `kind` as in packs, `base` -1 for whole objects. */
export class ObjectArrays {
  /** Low and high half of each offset: whoever looks for one among thousands should not make a BigInt of each. */
  readonly #offsets: Uint32Array;
  readonly at: Uint32Array;
  readonly end: Uint32Array;
  readonly size: Uint32Array;
  readonly base: Int32Array;
  readonly child: Int32Array;
  readonly next: Int32Array;
  readonly cost: Uint32Array;
  readonly order: Uint32Array;
  readonly kind: Uint8Array;
  readonly place: Uint32Array;

  constructor(buffer: ArrayBufferLike, addresses: ArrayAddresses, count: number) {
    this.#offsets = new Uint32Array(buffer, addresses.offset, count * 2);
    this.at = new Uint32Array(buffer, addresses.at, count);
    this.end = new Uint32Array(buffer, addresses.end, count);
    this.size = new Uint32Array(buffer, addresses.size, count);
    this.base = new Int32Array(buffer, addresses.base, count);
    this.child = new Int32Array(buffer, addresses.child, count);
    this.next = new Int32Array(buffer, addresses.next, count);
    this.cost = new Uint32Array(buffer, addresses.cost, count);
    this.order = new Uint32Array(buffer, addresses.order, count);
    this.kind = new Uint8Array(buffer, addresses.kind, count);
    this.place = new Uint32Array(buffer, addresses.place, count);
  }

  /** Where an object begins in its pack, in bytes; 0 for none. */
  offsetOf(index: number): number {
    return (this.#offsets[2 * index] ?? 0) + (this.#offsets[2 * index + 1] ?? 0) * 2 ** 32;
  }
}
