import type { AnchorSet } from '../anchor-set.ts';
import { GRAM, literalsOf } from './compile.ts';
import type { Prefilter, Visit } from './prefilter.ts';

const TABLE_BITS = 16;

const pairAt = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);

/** A literal's bytes. */
interface Sought {
  readonly anchor: number;
  readonly bytes: Uint8Array;
}

/** The same candidates in plain JavaScript, for platforms without WebAssembly and for the test that compares the two. */
export class PortablePrefilter implements Prefilter {
  readonly #anchors: AnchorSet;
  /** The literals that begin with a pair of bytes. */
  readonly #begins: (Sought[] | undefined)[];
  #window: Uint8Array<ArrayBuffer>;

  constructor(anchors: AnchorSet) {
    this.#anchors = anchors;
    this.#begins = Array.from({ length: 1 << TABLE_BITS }, () => undefined);
    for (const { anchor, text } of literalsOf(anchors)) {
      const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
      (this.#begins[pairAt(bytes, 0)] ??= []).push({ anchor, bytes });
    }
    this.#window = new Uint8Array(1 << 19);
  }

  another(): PortablePrefilter {
    return new PortablePrefilter(this.#anchors);
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

  count(byte: number, from: number, to: number): number {
    const bytes = this.#window;
    let total = 0;
    for (let at = from; at < to; at++) if (bytes[at] === byte) total++;
    return total;
  }
}

function standsAt(bytes: Uint8Array, at: number, literal: Uint8Array): boolean {
  for (let i = 0; i < literal.length; i++) if (bytes[at + i] !== literal[i]) return false;
  return true;
}
