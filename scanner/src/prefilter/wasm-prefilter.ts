import type { AnchorSet } from '../anchor-set.ts';
import { HITS, writeAnchors, writtenStride } from './compile.ts';
import type { Prefilter, Visit } from './prefilter.ts';
import { prefilterWasm } from './wasm.generated.ts';

const PAGE = 65_536;
/** Pages of 64 KiB: the tables and half a MiB of window to begin with, 4 GiB at most. */
const INITIAL_PAGES = 20;
const MAXIMUM_PAGES = 65_536;
/** An anchor may be read up to here past the end of what is searched. */
const SLACK = 64;

interface Exports {
  readonly WORK: WebAssembly.Global;
  readonly WINDOW: WebAssembly.Global;
  readonly stopped: WebAssembly.Global;
  search4(begin: number, from: number, to: number): number;
  prepare(): void;
  searchBy(begin: number, from: number, to: number, stride: number): number;
  count(from: number, to: number, byte: number): number;
}

let compiled: WebAssembly.Module | undefined;

/** The prefilter in WebAssembly. Each instance has a memory of its own; the module is compiled once a thread. */
export class WasmPrefilter implements Prefilter {
  readonly #anchors: AnchorSet;
  readonly #memory: WebAssembly.Memory;
  readonly #exports: Exports;
  readonly #base: number;
  readonly #stride: number;
  readonly #isEmpty: boolean;
  #window: Uint8Array<ArrayBuffer>;
  #hits: Uint32Array;

  /** @throws WebAssembly.CompileError where the platform forbids or lacks WebAssembly */
  constructor(anchors: AnchorSet) {
    this.#anchors = anchors;
    this.#isEmpty = anchors.length === 0;
    this.#memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES });
    compiled ??= new WebAssembly.Module(new Uint8Array(prefilterWasm));
    const abort = (): never => {
      throw new Error('The prefilter failed.');
    };
    const instance = new WebAssembly.Instance(compiled, { env: { memory: this.#memory, abort } });
    this.#exports = instance.exports as unknown as Exports;
    this.#base = this.#exports.WINDOW.value as number;
    writeAnchors(this.#memory, anchors);
    this.#stride = writtenStride(this.#memory);
    this.#exports.prepare();
    this.#window = new Uint8Array(this.#memory.buffer, this.#base);
    this.#hits = new Uint32Array(this.#memory.buffer, HITS);
  }

  another(): WasmPrefilter {
    return new WasmPrefilter(this.#anchors);
  }

  window(size: number): Uint8Array<ArrayBuffer> {
    const missing = size + SLACK - this.#window.length;
    if (missing > 0) {
      this.#memory.grow(Math.ceil(missing / PAGE));
      this.#window = new Uint8Array(this.#memory.buffer, this.#base);
      this.#hits = new Uint32Array(this.#memory.buffer, HITS);
    }
    return this.#window;
  }

  /** The memory itself, for another module that writes into the window: where that begins, and where it may work. */
  get memory(): { readonly memory: WebAssembly.Memory; readonly window: number; readonly work: number } {
    return { memory: this.#memory, window: this.#base, work: this.#exports.WORK.value as number };
  }

  search(from: number, to: number, visit: Visit): number {
    if (this.#isEmpty) return 0;
    const begin = this.#base + from;
    const end = this.#base + to;
    let total = 0;
    for (let at = begin; ;) {
      const found =
        this.#stride === 4
          ? this.#exports.search4(begin, at, end)
          : this.#exports.searchBy(begin, at, end, this.#stride);
      for (let i = 0; i < found; i++) visit((this.#hits[2 * i] ?? 0) - this.#base, this.#hits[2 * i + 1] ?? 0);
      total += found;
      if (found === 0) return total;
      at = this.#exports.stopped.value as number;
      if (at >= end) return total;
    }
  }

  count(byte: number, from: number, to: number): number {
    return this.#exports.count(this.#base + from, this.#base + to, byte);
  }
}
