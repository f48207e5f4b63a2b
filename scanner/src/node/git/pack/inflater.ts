import { BROKEN, compilePackModule } from './engine.ts';
import type { PackExports } from './pack-exports.ts';

const PAGE = 65_536;
/** The lowest page holds nothing, so that no address is 0. */
const SCRATCH = PAGE;
const SCRATCH_BYTES = 32_768;
const INPUT = SCRATCH + SCRATCH_BYTES;
/** More than INPUT_SLACK and OUTPUT_SLACK of scanner/wasm/inflate.ts. */
const SLACK = 512;
const INITIAL_PAGES = 64;
const MAXIMUM_PAGES = 65_536;

/** Inflates objects one by one, for whoever reads many small ones: node:zlib makes a stream of each, which costs more than they do. */
export class Inflater {
  readonly #memory: WebAssembly.Memory;
  readonly #wasm: PackExports;
  #bytes: Buffer;

  constructor() {
    this.#memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES, shared: true });
    const abort = (): never => {
      throw new Error('The inflater failed.');
    };
    const { exports } = new WebAssembly.Instance(compilePackModule(), { env: { memory: this.#memory, abort } });
    this.#wasm = exports as unknown as PackExports;
    this.#wasm.initThread(SCRATCH);
    this.#bytes = Buffer.from(this.#memory.buffer);
  }

  /**
   * @param stream a zlib stream
   * @param size what it inflates to, in bytes
   * @returns its content, valid until the next call; undefined where it is broken or of another size
   * @throws RangeError where memory cannot hold it
   */
  inflate(stream: Uint8Array, size: number): Buffer | undefined {
    const end = INPUT + stream.length;
    const output = Math.ceil((end + SLACK) / 64) * 64;
    const missing = output + size + SLACK - this.#bytes.length;
    if (missing > 0) {
      this.#memory.grow(Math.ceil(missing / PAGE));
      this.#bytes = Buffer.from(this.#memory.buffer);
    }
    this.#bytes.set(stream, INPUT);
    const length = this.#wasm.inflate(INPUT, end, output, size) >>> 0;
    return length === BROKEN || length !== size ? undefined : this.#bytes.subarray(output, output + size);
  }
}
