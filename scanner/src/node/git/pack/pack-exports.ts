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
  initThread(at: number): void;
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
  readonly runFrom: WebAssembly.Global<'f64'>;
  readonly runTo: WebAssembly.Global<'f64'>;
  setMarks(at: number): void;
  markFamily(root: number): number;
  nextHeads(from: number, to: number, last: number, packEnd: bigint, gap: number): number;
  nextRun(from: number, last: number, gap: number): number;
  bytesOfRuns(first: number, last: number, gap: number): number;
  placeRun(at: number): void;
  forgetMarks(): void;
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
