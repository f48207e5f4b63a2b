/** Deflate and gzip, piece by piece, in memory that is bounded and used again: no more is made at once than is asked for. */
import { crc32 } from 'node:zlib';
import type { Decompressor, NextPiece } from './byte-stream.ts';
import { INFLATE_SLACK, instantiateInflate } from './inflate-module.ts';
import type { InflateExports } from './inflate-module.ts';
import { Refusal } from './limits.ts';

const PAGE = 65_536;
/** The lowest page holds the working memory, and no address is 0. */
const WORK = 1024;
const INPUT = PAGE;
const INPUT_BYTES = 2 ** 17;
/** As far back as a match reaches. */
const HISTORY = 2 ** 15;
const OUTPUT: number = INPUT + INPUT_BYTES + INFLATE_SLACK + HISTORY;
const OUTPUT_BYTES = 2 ** 17;
const PAGES: number = Math.ceil((OUTPUT + OUTPUT_BYTES + INFLATE_SLACK) / PAGE);

// What `inflatePart` returns.
const DONE = 0;
const WANTS_INPUT = 1;
const FAILED = 3;

interface Engine {
  readonly wasm: InflateExports;
  readonly bytes: Uint8Array;
}

/** Engines that nobody uses at the moment. */
const idle: Engine[] = [];

function takeEngine(): Engine {
  const engine = idle.pop();
  if (engine !== undefined) return engine;
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
  return { wasm: instantiateInflate(memory, WORK), bytes: new Uint8Array(memory.buffer) };
}

/** Reads deflate streams and what stands around them. Pieces hold until the next call. */
class DeflateReader {
  readonly #next: NextPiece;
  #engine: Engine | undefined = takeEngine();
  /** Input that did not fit yet. */
  #waiting: Uint8Array = new Uint8Array(0);
  #at = INPUT;
  #end = INPUT;
  #isFinal = false;
  /** Why there is no more input, where it did not come to its end. */
  #failure: unknown;
  /** How much stands before OUTPUT, and how much behind it was given away. */
  #history = 0;
  #given = 0;
  #status = WANTS_INPUT;

  constructor(next: NextPiece) {
    this.#next = next;
  }

  /** A byte of what stands around the streams; undefined at the end. */
  byte(): number | undefined {
    if (this.#at === this.#end) this.#fill();
    if (this.#at < this.#end) return this.#open().bytes[this.#at++];
    if (this.#failure !== undefined) throw this.#failure;
    return undefined;
  }

  /** Passes over all that is left: whoever gives it may have something to say of its end. */
  drain(): void {
    while (!this.#isFinal) {
      this.#at = this.#end;
      this.#fill();
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** The next stream begins here. */
  begin(): void {
    this.#open().wasm.beginStream();
    this.#history = 0;
    this.#given = 0;
    this.#status = WANTS_INPUT;
  }

  /**
   * What the stream goes on with; undefined at its end.
   *
   * @throws Refusal `corrupt`, once all that was made before is given
   */
  piece(): Uint8Array | undefined {
    const { wasm, bytes } = this.#open();
    for (;;) {
      if (this.#status === DONE) return undefined;
      if (this.#status === FAILED) throw this.#failure ?? new Refusal('corrupt');
      if (this.#status === WANTS_INPUT) this.#fill();
      const history = Math.min(HISTORY, this.#history + this.#given);
      const made = OUTPUT + this.#given;
      if (this.#given > 0) bytes.copyWithin(OUTPUT - history, made - history, made);
      this.#history = history;
      const begin = OUTPUT - history;
      this.#status = wasm.inflatePart(this.#at, this.#end, begin, OUTPUT, OUTPUT_BYTES, Number(this.#isFinal));
      if (this.#status !== FAILED) this.#at = wasm.inflateEnd.value;
      this.#given = wasm.inflateOut.value - OUTPUT;
      if (this.#given > 0) return bytes.subarray(OUTPUT, OUTPUT + this.#given);
    }
  }

  /** Nothing of it is read any more. */
  close(): void {
    if (this.#engine !== undefined) idle.push(this.#engine);
    this.#engine = undefined;
  }

  #open(): Engine {
    if (this.#engine === undefined) throw new Refusal('corrupt');
    return this.#engine;
  }

  /** Takes in as much input as there is room for. */
  #fill(): void {
    if (this.#isFinal) return;
    const { bytes } = this.#open();
    bytes.copyWithin(INPUT, this.#at, this.#end);
    this.#end -= this.#at - INPUT;
    this.#at = INPUT;
    const most = INPUT + INPUT_BYTES;
    while (this.#end < most) {
      if (this.#waiting.length === 0) {
        const piece = this.#pull();
        if (piece === undefined) return;
        this.#waiting = piece;
      }
      const part = this.#waiting.subarray(0, most - this.#end);
      bytes.set(part, this.#end);
      this.#end += part.length;
      this.#waiting = this.#waiting.subarray(part.length);
    }
  }

  /** What came before a failure is used first. */
  #pull(): Uint8Array | undefined {
    let piece: Uint8Array | undefined;
    try {
      piece = this.#next();
    } catch (error) {
      this.#failure = error;
    }
    this.#isFinal = piece === undefined;
    return piece;
  }
}

/** A deflate stream with nothing around it; what follows it is not looked at. */
export const inflateRaw: Decompressor = (next, count) => {
  const reader = new DeflateReader(next);
  return reading(
    reader,
    count,
    () => reader.piece(),
    () => reader.begin(),
  );
};

// RFC 1952, 2.3.1.
const MAGIC = [0x1f, 0x8b, 8] as const;
const HEADER_CHECKSUM = 2;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
const RESERVED = 0xe0;
/** When it was made, and where. */
const TIME_AND_SYSTEM = 6;

/** gzip: members one after the other, and zeros behind them. */
export const gunzip: Decompressor = (next, count) => {
  const reader = new DeflateReader(next);
  let sum = 0;
  let length = 0;
  const begin = (): boolean => {
    if (!passHeader(reader)) return false;
    sum = 0;
    length = 0;
    reader.begin();
    return true;
  };
  const piece = (): Uint8Array | undefined => {
    for (;;) {
      const made = reader.piece();
      if (made !== undefined) {
        sum = crc32(made, sum);
        length = (length + made.length) >>> 0;
        return made;
      }
      if (word(reader) !== sum || word(reader) !== length) throw new Refusal('corrupt');
      const following = reader.byte();
      if (following === 0) reader.drain();
      if (following === undefined || following === 0) return undefined;
      if (following !== MAGIC[0] || !begin()) throw new Refusal('corrupt');
    }
  };
  return reading(reader, count, piece, () => {
    if (reader.byte() !== MAGIC[0] || !begin()) throw new Refusal('corrupt');
  });
};

/** Counts what is made, and gives the memory back at the end, which is told as often as it is asked for. */
function reading(
  reader: DeflateReader,
  count: (bytes: number) => void,
  piece: NextPiece,
  begin: () => void,
): NextPiece {
  let isBegun = false;
  let isEnded = false;
  return () => {
    if (isEnded) return undefined;
    try {
      if (!isBegun) begin();
      isBegun = true;
      const made = piece();
      if (made === undefined) {
        isEnded = true;
        reader.close();
      } else {
        count(made.length);
      }
      return made;
    } catch (error) {
      isEnded = true;
      reader.close();
      throw error;
    }
  };
}

/** Passes a member's header behind its first byte. @returns false where it is none */
function passHeader(reader: DeflateReader): boolean {
  if (reader.byte() !== MAGIC[1] || reader.byte() !== MAGIC[2]) return false;
  const flags = reader.byte() ?? RESERVED;
  if ((flags & RESERVED) !== 0) return false;
  pass(reader, TIME_AND_SYSTEM);
  if ((flags & EXTRA) !== 0) pass(reader, (reader.byte() ?? 0) + (reader.byte() ?? 0) * 256);
  for (const text of [NAME, COMMENT]) {
    if ((flags & text) === 0) continue;
    let byte = reader.byte();
    while (byte !== 0 && byte !== undefined) byte = reader.byte();
  }
  if ((flags & HEADER_CHECKSUM) !== 0) pass(reader, 2);
  return true;
}

function pass(reader: DeflateReader, count: number): void {
  for (let i = 0; i < count; i++) reader.byte();
}

/** 32 bits, the lowest first; what is missing is no number. */
function word(reader: DeflateReader): number {
  let value = 0;
  for (let i = 0; i < 4; i++) value += (reader.byte() ?? Number.NaN) * 256 ** i;
  return value;
}
