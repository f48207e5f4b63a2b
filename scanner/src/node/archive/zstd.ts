import { ZSTDDecoder } from 'zstddec/stream';
import { PieceBuffer } from './byte-stream.ts';
import type { Decompressor, NextPiece } from './byte-stream.ts';
import { Refusal } from './limits.ts';

/** What the library's WebAssembly, which is libzstd, exports. Sizes and addresses are of 32 bits. */
interface ZstdExports {
  readonly memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  free(at: number): void;
  ZSTD_createDCtx(): number;
  ZSTD_freeDCtx(context: number): void;
  ZSTD_DStreamOutSize(): number;
  ZSTD_decompressStream(context: number, output: number, input: number): number;
}

/** Frames that want a larger window are refused: the command-line tool refuses them too unless it is told otherwise. */
const MOST_WINDOW = 2 ** 27;
/** Magic, descriptor, window, dictionary and size. */
const HEAD_BYTES = 18;
const INPUT_BYTES = 2 ** 17;
/** Address, size and position: what the library calls a buffer. */
const BUFFER_BYTES = 12;
/** Results above this, as unsigned numbers, are errors (zstd_errors.h). */
const FIRST_ERROR = 2 ** 32 - 120;

let zstd: ZstdExports | undefined;
const open = new Set<ZstdStream>();

/** Makes `unzstd` ready. */
export async function loadZstd(): Promise<void> {
  if (zstd !== undefined) return;
  const decoder = new ZSTDDecoder();
  const init = decoder._init.bind(decoder);
  decoder._init = (result): void => {
    init(result);
    zstd = result.instance.exports as unknown as ZstdExports;
  };
  await decoder.init();
}

/** Gives back the memory of streams that nobody read to their end. */
export function releaseZstd(): void {
  for (const stream of open) stream.close();
}

/**
 * Zstandard. The library's own way to read a stream waits for ever at a broken frame, so its module is called here as the
 * library calls it. Its version is exact, and tests would show if its inside changed.
 */
export const unzstd: Decompressor = (next, count) => {
  let stream: ZstdStream | undefined;
  return () => {
    stream ??= new ZstdStream(checkedHead(next), next);
    for (;;) {
      const made = stream.step();
      if (made === undefined) return undefined;
      count(made.length);
      if (made.length > 0) return made;
    }
  };
};

class ZstdStream {
  readonly #zstd: ZstdExports;
  readonly #next: NextPiece;
  readonly #context: number;
  readonly #memory: number;
  readonly #outputBytes: number;
  readonly #made = new PieceBuffer();
  #input: Uint8Array;
  #left = 0;
  #isOpen = true;
  /** Whether a frame is open: 0 where one has just ended. */
  #hint = 0;

  /** @param head what was read already */
  constructor(head: Uint8Array, next: NextPiece) {
    if (zstd === undefined) throw new Error('Zstandard was not loaded.');
    this.#zstd = zstd;
    this.#input = head;
    this.#next = next;
    this.#outputBytes = zstd.ZSTD_DStreamOutSize();
    this.#context = zstd.ZSTD_createDCtx();
    this.#memory = zstd.malloc(2 * BUFFER_BYTES + INPUT_BYTES + this.#outputBytes);
    open.add(this);
    if (this.#context === 0 || this.#memory === 0) this.#refuse('limit');
  }

  /** What comes next, which may be nothing yet; undefined at the end. */
  step(): Uint8Array | undefined {
    if (!this.#isOpen) return undefined;
    const outputBuffer = this.#memory;
    const inputBuffer = outputBuffer + BUFFER_BYTES;
    const input = inputBuffer + BUFFER_BYTES;
    const output = input + INPUT_BYTES;
    let taken = 0;
    if (this.#left === 0) {
      if (this.#input.length === 0) this.#input = this.#next() ?? this.#input;
      taken = Math.min(this.#input.length, INPUT_BYTES);
      new Uint8Array(this.#zstd.memory.buffer).set(this.#input.subarray(0, taken), input);
      this.#input = this.#input.subarray(taken);
      this.#setBuffer(inputBuffer, input, taken);
      this.#left = taken;
    }
    this.#setBuffer(outputBuffer, output, this.#outputBytes);
    const before = this.#left;
    const result = this.#zstd.ZSTD_decompressStream(this.#context, outputBuffer, inputBuffer) >>> 0;
    if (result > FIRST_ERROR) this.#refuse('corrupt');
    const view = new DataView(this.#zstd.memory.buffer);
    const made = view.getUint32(outputBuffer + 8, true);
    this.#left = view.getUint32(inputBuffer + 4, true) - view.getUint32(inputBuffer + 8, true);
    if (made === 0 && before === this.#left) {
      // Nothing went in and nothing came out: the end, or a stream that was cut off.
      if (this.#hint !== 0) this.#refuse('corrupt');
      this.close();
      return undefined;
    }
    this.#hint = result;
    return this.#made.copy(new Uint8Array(this.#zstd.memory.buffer, output, made));
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#zstd.ZSTD_freeDCtx(this.#context);
    this.#zstd.free(this.#memory);
    open.delete(this);
  }

  #refuse(reason: 'corrupt' | 'limit'): never {
    this.close();
    throw new Refusal(reason);
  }

  #setBuffer(at: number, address: number, size: number): void {
    const view = new DataView(this.#zstd.memory.buffer);
    view.setUint32(at, address, true);
    view.setUint32(at + 4, size, true);
    view.setUint32(at + 8, 0, true);
  }
}

/** Pieces put together until they hold the first frame's header, which must not ask for too much. */
function checkedHead(next: NextPiece): Uint8Array {
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < HEAD_BYTES) {
    const piece = next();
    if (piece === undefined) break;
    head = Buffer.concat([head, piece]);
  }
  if (windowOf(head) > MOST_WINDOW) throw new Refusal('limit');
  return head;
}

/** How much memory a frame asks for (RFC 8878, 3.1.1.1). */
function windowOf(head: Uint8Array): number {
  const descriptor = head[4] ?? 0;
  if ((descriptor & 0x20) === 0) {
    const base = 2 ** (10 + ((head[5] ?? 0) >> 3));
    return base + (base / 8) * ((head[5] ?? 0) & 7);
  }
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = [1, 2, 4, 8][descriptor >> 6] ?? 1;
  let size = 0;
  for (let i = sizeBytes - 1; i >= 0; i--) size = size * 256 + (head[5 + dictionary + i] ?? 0);
  return size;
}
