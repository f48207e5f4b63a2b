/** One thread's instance of the pack's WebAssembly module over the shared memory. */
import { ObjectArrays } from './object-arrays.ts';
import type { MemoryLayout, Region } from './memory.ts';
import type { PackExports } from './pack-exports.ts';
import type { PackPart } from './pack-files.ts';
import { PackWindow } from './window.ts';
import { packWasm } from './wasm.generated.ts';

export const BROKEN = 0xffff_ffff;

export function compilePackModule(): WebAssembly.Module {
  return new WebAssembly.Module(Buffer.from(packWasm, 'base64'));
}

export class PackEngine {
  readonly wasm: PackExports;
  readonly bytes: Uint8Array;
  readonly arrays: ObjectArrays;
  readonly region: Region;
  /** What packs are read through. */
  readonly window: PackWindow;
  /** Address of the objects' offsets. */
  readonly offsetsAt: number;
  /** Pairs of address and anchor; `wasm.found` of them. */
  readonly hits: Uint32Array;

  /**
   * @param packs the packs that are read
   * @param mostAtOnce families that take more bytes of them are read object by object
   */
  constructor(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    layout: MemoryLayout,
    thread: number,
    packs: readonly PackPart[],
    mostAtOnce: number,
  ) {
    const region = layout.regions[thread];
    if (region === undefined) throw new RangeError(`There is no region for thread ${thread}.`);
    const abort = (): never => {
      throw new Error('The pack reader failed.');
    };
    this.wasm = new WebAssembly.Instance(module, { env: { memory, abort } }).exports as unknown as PackExports;
    this.bytes = new Uint8Array(memory.buffer);
    this.arrays = new ObjectArrays(memory.buffer, layout.arrays, layout.count);
    this.region = region;
    this.offsetsAt = layout.arrays.offset;
    this.hits = new Uint32Array(memory.buffer, region.hits, 16_384);
    const { offset, at, end, size, base, child, next, cost, order, kind, place } = layout.arrays;
    this.wasm.setArrays(offset, at, end, size, base, child, next, cost, order, kind, place);
    this.wasm.setMarks(region.marks);
    this.wasm.initThread(region.scratch);
    this.wasm.setHits(region.hits);
    this.window = new PackWindow(this.wasm, this.arrays, this.bytes, packs, region, mostAtOnce);
  }
}
