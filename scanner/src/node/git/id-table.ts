/** Ids of objects by the hundred thousand: their bytes in one array, and a table of hashes to find one. */

const NONE = -1;

export class IdTable {
  readonly #hashBytes: number;
  #bytes: Buffer;
  /** Open addressing: the numbers of ids, by their first four bytes; NONE for a free slot. */
  #slots: Int32Array;
  #count = 0;

  /** @param expected about how many ids there will be */
  constructor(hashBytes: number, expected = 0) {
    const capacity = Math.max(1024, expected);
    this.#hashBytes = hashBytes;
    this.#bytes = Buffer.alloc(capacity * hashBytes);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * capacity))).fill(NONE);
  }

  get count(): number {
    return this.#count;
  }

  /** Takes the id that stands at an offset of some bytes. @returns its number, or NONE where it is there already */
  add(from: Buffer, at: number): number {
    if (this.find(from, at) !== NONE) return NONE;
    if ((this.#count + 1) * this.#hashBytes > this.#bytes.length) this.#grow();
    from.copy(this.#bytes, this.#count * this.#hashBytes, at, at + this.#hashBytes);
    this.#slots[this.#freeSlot(this.#count)] = this.#count;
    return this.#count++;
  }

  /** The number of an id that stands at an offset of some bytes; -1 where it is not here. */
  find(from: Buffer, at = 0): number {
    if (from.length - at < this.#hashBytes) return NONE;
    const mask = this.#slots.length - 1;
    for (let slot = from.readUInt32LE(at) & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot] ?? NONE;
      if (number === NONE) return NONE;
      const own = number * this.#hashBytes;
      if (this.#bytes.compare(from, at, at + this.#hashBytes, own, own + this.#hashBytes) === 0) return number;
    }
  }

  /** An id in hexadecimal digits. */
  hex(number: number): string {
    return this.#bytes.toString('hex', number * this.#hashBytes, (number + 1) * this.#hashBytes);
  }

  /** Orders two ids as their digits are ordered. */
  compare(a: number, b: number): number {
    const [from, to] = [a * this.#hashBytes, b * this.#hashBytes];
    return this.#bytes.compare(this.#bytes, to, to + this.#hashBytes, from, from + this.#hashBytes);
  }

  #freeSlot(number: number): number {
    const mask = this.#slots.length - 1;
    let slot = this.#bytes.readUInt32LE(number * this.#hashBytes) & mask;
    while (this.#slots[slot] !== NONE) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const bytes = Buffer.alloc(this.#bytes.length * 2);
    this.#bytes.copy(bytes);
    this.#bytes = bytes;
    // Twice as many slots as ids have room, at least: a search ends soon.
    this.#slots = new Int32Array(this.#slots.length * 2).fill(NONE);
    for (let number = 0; number < this.#count; number++) this.#slots[this.#freeSlot(number)] = number;
  }
}
