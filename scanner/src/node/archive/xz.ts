import xzDecompress from 'xz-decompress';
import { PieceBuffer } from './byte-stream.ts';
import type { Decompressor } from './byte-stream.ts';
import { Refusal } from './limits.ts';

/** What the library's WebAssembly exports. */
interface XzExports {
  readonly memory: WebAssembly.Memory;
  create_context(): number;
  destroy_context(context: number): void;
  supply_input(context: number, length: number): void;
  get_next_output(context: number): number;
}

/** The library's class, with the two static members that it keeps to itself. */
interface XzClass {
  _getModuleInstance(): Promise<void>;
  readonly _moduleInstance?: WebAssembly.Instance;
}

// The words that a context begins with.
const BUFFER_SIZE = 0;
const INPUT = 1;
const INPUT_AT = 2;
const INPUT_END = 3;
const OUTPUT = 4;
const OUTPUT_END = 5;

const OK = 0;
const STREAM_END = 1;
const FIRST_OF_MAGIC = 0xfd;

const library = xzDecompress.XzReadableStream as unknown as XzClass;
const open = new Set<number>();

/** Makes `unxz` ready. */
export async function loadXz(): Promise<void> {
  if (library._moduleInstance === undefined) await library._getModuleInstance();
}

function xzExports(): XzExports {
  return library._moduleInstance?.exports as unknown as XzExports;
}

/** Gives back the memory of streams that nobody read to their end. */
export function releaseXz(): void {
  for (const context of open) xzExports().destroy_context(context);
  open.clear();
}

/**
 * xz. The library offers a stream that is asynchronous; the module behind it is not, and is called here as the stream calls
 * it. Its version is exact, and tests would show if its inside changed.
 */
export const unxz: Decompressor = (next, count) => {
  let stream: XzStream | undefined = new XzStream();
  let input: Uint8Array = new Uint8Array(0);
  return () => {
    while (stream !== undefined) {
      if (stream.wantsInput && input.length === 0) input = next() ?? input;
      const { made, taken } = stream.step(input);
      input = input.subarray(taken);
      if (stream.isDone) {
        // Another stream may follow, behind zeros that make it begin at a multiple of four.
        input = withoutZeros(stream.rest, input, next);
        stream = input[0] === FIRST_OF_MAGIC ? new XzStream() : undefined;
      }
      count(made.length);
      if (made.length > 0) return made;
    }
    return undefined;
  };
};

function withoutZeros(rest: Uint8Array, input: Uint8Array, next: () => Uint8Array | undefined): Uint8Array {
  let left: Uint8Array = new Uint8Array([...rest, ...input]);
  for (;;) {
    const at = left.findIndex((byte) => byte !== 0);
    if (at !== -1) return left.subarray(at);
    const piece = next();
    if (piece === undefined) return new Uint8Array(0);
    left = piece;
  }
}

class XzStream {
  readonly #xz = xzExports();
  readonly #context = this.#xz.create_context();
  readonly #made = new PieceBuffer();
  isDone = false;
  /** Input that lies behind the stream's end. */
  rest: Uint8Array = new Uint8Array(0);

  constructor() {
    open.add(this.#context);
  }

  /** Memory may have grown, and moved. */
  get #words(): Uint32Array {
    return new Uint32Array(this.#xz.memory.buffer, this.#context);
  }

  get #bytes(): Uint8Array {
    return new Uint8Array(this.#xz.memory.buffer);
  }

  get wantsInput(): boolean {
    return this.#words[INPUT_AT] === this.#words[INPUT_END];
  }

  /** @param input the next of it; nothing at its end */
  step(input: Uint8Array): { made: Uint8Array; taken: number } {
    let taken = 0;
    const { wantsInput } = this;
    if (wantsInput) {
      taken = Math.min(input.length, this.#words[BUFFER_SIZE] ?? 0);
      this.#bytes.set(input.subarray(0, taken), this.#words[INPUT]);
      this.#xz.supply_input(this.#context, taken);
    }
    const result = this.#xz.get_next_output(this.#context);
    const from = this.#words[OUTPUT] ?? 0;
    const made = this.#made.copy(this.#bytes.subarray(from, from + (this.#words[OUTPUT_END] ?? 0)));
    this.#words[OUTPUT_END] = 0;
    const isStuck = wantsInput && taken === 0 && made.length === 0;
    if (result === STREAM_END) {
      this.isDone = true;
      const at = this.#words[INPUT] ?? 0;
      this.rest = this.#bytes.slice(at + (this.#words[INPUT_AT] ?? 0), at + (this.#words[INPUT_END] ?? 0));
    }
    if (this.isDone || result !== OK || isStuck) {
      this.#xz.destroy_context(this.#context);
      open.delete(this.#context);
    }
    if (!this.isDone && (result !== OK || isStuck)) throw new Refusal('corrupt');
    return { made, taken };
  }
}
