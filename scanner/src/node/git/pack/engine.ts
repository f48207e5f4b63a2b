/** One thread's instance of the pack's WebAssembly module over the shared memory. */
import { ObjectArrays } from './object-arrays.ts';
import type { MemoryLayout, Region } from './memory.ts';
import type { PackWindow } from './window.ts';
import { packWasm } from './wasm.generated.ts';

/** What scanner/wasm/pack.ts exports; its sources say what each does. */
export interface PackExports {
  readonly found: WebAssembly.Global<'i32'>;
  readonly isFlushed: WebAssembly.Global<'i32'>;
  readonly isOverflown: WebAssembly.Global<'i32'>;
  readonly layoutEnd: WebAssembly.Global<'i32'>;
  readonly searched: WebAssembly.Global<'i64'>;
  setArrays(...addresses: number[]): void;
  prepare(): void;
  setHits(at: number): void;
  setMargin(bytes: number, stride: number): void;
  initInflate(at: number): void;
  readOffsets(
    first: number,
    count: number,
    table: number,
    step: number,
    large: number,
    larges: number,
    work: number,
    lowest: bigint,
    end: bigint,
  ): number;
  readHeaders(
    from: number,
    to: number,
    first: number,
    last: number,
    memoryAt: number,
    fileAt: bigint,
    packEnd: bigint,
    hash: number,
  ): number;
  plan(count: number, isOrdered: boolean): number;
  inflate(src: number, end: number, dst: number, capacity: number): number;
  deltaSize(delta: number, length: number, baseSize: number): bigint;
  applyDelta(base: number, baseSize: number, delta: number, length: number, out: number, capacity: number): number;
  searchDelta(base: number, baseSize: number, delta: number, length: number, out: number): number;
  beginObject(): void;
  readonly nameCount: WebAssembly.Global<'i32'>;
  setLinks(hash: number, ...tables: number[]): void;
  setOut(at: number, to: number): void;
  linkTree(number: number, at: number, size: number): number;
  linkCommit(number: number, at: number, size: number): number;
  linkEnd(): number;
  nameTable(): number;
  mapPositions(pack: number, from: number, to: number, table: number): void;
  searchRange(from: number, to: number): void;
}

export const BROKEN = 0xffff_ffff;

export function compilePackModule(): WebAssembly.Module {
  return new WebAssembly.Module(Buffer.from(packWasm, 'base64'));
}

export class PackEngine {
  readonly wasm: PackExports;
  readonly bytes: Uint8Array;
  readonly arrays: ObjectArrays;
  readonly region: Region;
  /** What packs are read through where memory cannot hold them. */
  window: PackWindow | undefined;
  /** Address of the objects' offsets. */
  readonly offsetsAt: number;
  /** Pairs of address and anchor; `wasm.found` of them. */
  readonly hits: Uint32Array;

  constructor(module: WebAssembly.Module, memory: WebAssembly.Memory, layout: MemoryLayout, thread: number) {
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
    const { offset, at, end, size, base, child, next, cost, order, kind } = layout.arrays;
    this.wasm.setArrays(offset, at, end, size, base, child, next, cost, order, kind);
    this.wasm.initInflate(region.scratch);
    this.wasm.setHits(region.hits);
  }
}
