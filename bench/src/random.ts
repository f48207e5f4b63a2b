/**
 * Random numbers that are the same on every machine: integer arithmetic only, so a seed names a corpus for good.
 * The generator is sfc32 (Chris Doty-Humphrey's Small Fast Counter, https://pracrand.sourceforge.net/RNG_engines.txt).
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /**
   * @param seed any integer; the low 32 bits count
   * @param stream tells apart independent sequences of one seed, for example one for each file
   */
  constructor(seed: number, stream = 0) {
    this.#a = seed | 0;
    this.#b = stream | 0;
    this.#c = 0x9e3779b9 | 0;
    // Neighbouring seeds give unrelated numbers only after some rounds.
    for (let round = 0; round < 12; round += 1) {
      this.uint32();
    }
  }

  /** An integer in 0 … 2³² − 1. */
  uint32(): number {
    const result = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0;
    return result >>> 0;
  }

  /** An integer in 0 … limit − 1; 0 where the limit is below 1. */
  below(limit: number): number {
    return Math.floor((this.uint32() * limit) / 0x1_0000_0000);
  }

  /** True in `times` of `outOf` cases. */
  chance(times: number, outOf: number): boolean {
    return this.below(outOf) < times;
  }

  /**
   * One of the items.
   * @throws RangeError when there is none
   */
  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) {
      throw new RangeError('Nothing to pick from.');
    }
    return item;
  }

  /** A string of `length` characters of the alphabet. */
  string(length: number, alphabet: string): string {
    let text = '';
    for (let index = 0; index < length; index += 1) {
      text += alphabet[this.below(alphabet.length)];
    }
    return text;
  }
}

export const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
export const HEX = '0123456789abcdef';
export const BASE64: string = `${ALPHANUMERIC}+/`;
