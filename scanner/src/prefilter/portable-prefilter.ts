import type { Anchor } from '../rule-set.ts';
import { GRAM, literalsOf } from './compile.ts';
import type { Literal } from './compile.ts';
import type { Prefilter, Visit } from './prefilter.ts';

const TABLE_BITS = 16;

const pairAt = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);

/** The same candidates in plain JavaScript, for platforms without WebAssembly and for the test that compares the two. */
export class PortablePrefilter implements Prefilter {
  /** The literals that begin with a pair of bytes. */
  readonly #begins: (Literal[] | undefined)[];
  #window: Uint8Array<ArrayBuffer>;

  constructor(anchors: readonly Anchor[]) {
    this.#begins = Array.from({ length: 1 << TABLE_BITS }, () => undefined);
    for (const literal of literalsOf(anchors)) (this.#begins[pairAt(literal.bytes, 0)] ??= []).push(literal);
    this.#window = new Uint8Array(1 << 19);
  }

  window(size: number): Uint8Array<ArrayBuffer> {
    if (size > this.#window.length) {
      const larger = new Uint8Array(2 ** Math.ceil(Math.log2(size)));
      larger.set(this.#window);
      this.#window = larger;
    }
    return this.#window;
  }

  search(from: number, to: number, visit: Visit): number {
    const bytes = this.#window;
    let total = 0;
    for (let at = from; at + GRAM <= to; at++) {
      const literals = this.#begins[pairAt(bytes, at)];
      if (literals === undefined) continue;
      for (const literal of literals) {
        if (at + literal.bytes.length > to || !standsAt(bytes, at, literal.bytes)) continue;
        visit(at, literal.anchor);
        total++;
      }
    }
    return total;
  }
}

function standsAt(bytes: Uint8Array, at: number, literal: Uint8Array): boolean {
  for (let i = 0; i < literal.length; i++) if (bytes[at + i] !== literal[i]) return false;
  return true;
}
