/**
 * Inflates into the prefilter's window, where what comes out is searched without a copy. node:zlib makes a stream of each
 * entry, and most entries take less than that does.
 */
import { crc32 } from 'node:zlib';
import type { Prefilter } from '../../prefilter/prefilter.ts';
import { WasmPrefilter } from '../../prefilter/wasm-prefilter.ts';
import { readFully } from './content.ts';
import type { Content } from './content.ts';
import { INFLATE_SLACK, instantiateInflate } from './inflate-module.ts';
import type { InflateExports } from './inflate-module.ts';

const ALIGNMENT = 64;

/** What is said of a deflate stream before it is inflated. */
export interface Deflated {
  /** In the content, in bytes. */
  readonly from: number;
  readonly to: number;
  readonly size: number;
  readonly crc: number;
}

const inflaters = new WeakMap<Prefilter, WindowInflater>();

/** The one of a prefilter; undefined where its window is no WebAssembly's. */
export function inflaterOf(prefilter: Prefilter): WindowInflater | undefined {
  if (!(prefilter instanceof WasmPrefilter)) return undefined;
  let inflater = inflaters.get(prefilter);
  if (inflater === undefined) {
    inflater = new WindowInflater(prefilter);
    inflaters.set(prefilter, inflater);
  }
  return inflater;
}

export class WindowInflater {
  readonly #prefilter: WasmPrefilter;
  readonly #wasm: InflateExports;
  readonly #base: number;

  constructor(prefilter: WasmPrefilter) {
    const { memory, window, work } = prefilter.memory;
    this.#wasm = instantiateInflate(memory, work);
    this.#base = window;
    this.#prefilter = prefilter;
  }

  /**
   * Inflates a part of a content to the beginning of the window, where `size` bytes of it are then.
   *
   * @returns false where that part is not exactly what is said of it; the window holds anything then
   */
  inflate(content: Content, { from, to, size, crc }: Deflated): boolean {
    const input = Math.ceil((size + INFLATE_SLACK) / ALIGNMENT) * ALIGNMENT;
    const length = to - from;
    const window = this.#prefilter.window(input + length + INFLATE_SLACK);
    if (readFully(content, window, input, length, from) < length) return false;
    const begin = this.#base + input;
    const made = this.#wasm.inflateRaw(begin, begin + length, this.#base, size) >>> 0;
    const isWhole = made === size && this.#wasm.inflateEnd.value === begin + length;
    return isWhole && crc32(window.subarray(0, size)) === crc;
  }
}
