import { inflateWasm } from './wasm.generated.ts';

/** What scanner/wasm/inflate.ts exports; its source says what each does. */
export interface InflateExports {
  readonly inflateEnd: WebAssembly.Global<'i32'>;
  initInflate(at: number): void;
  inflateRaw(src: number, end: number, dst: number, capacity: number): number;
}

/** More than INPUT_SLACK and OUTPUT_SLACK there. */
export const INFLATE_SLACK = 512;

let compiled: WebAssembly.Module | undefined;

/** An instance over a memory, with working memory of `INFLATE_SCRATCH` bytes at an address of it. */
export function instantiateInflate(memory: WebAssembly.Memory, work: number): InflateExports {
  compiled ??= new WebAssembly.Module(Buffer.from(inflateWasm, 'base64'));
  const abort = (): never => {
    throw new Error('The inflater failed.');
  };
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory, abort } });
  const inflate = exports as unknown as InflateExports;
  inflate.initInflate(work);
  return inflate;
}
