// Other projects compile this file too, and find its types by this alone.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./seek-bzip.d.ts" preserve="true" />
import bunzip from 'seek-bzip';
import bitReader from 'seek-bzip/lib/bitreader.js';
import type { Decompressor } from './byte-stream.ts';
import { Refusal } from './limits.ts';

interface Source {
  readByte(): number;
}

interface Sink {
  writeByte(byte: number): void;
}

interface BitReader {
  read(bits: number): number;
}

/** What is used of the library's class. */
interface Bunzip {
  reader: BitReader;
  dbufSize: number;
  nextoutput: number;
  outputStream: Sink;
  streamCRC: number;
  /** Called by the constructor. */
  _start_bunzip(source: Source, sink: Sink): void;
  /** Takes in a block. @returns false at the end of the stream, before its checksum */
  _init_block(): boolean;
  /** Writes the block out. */
  _read_bunzip(): void;
}

const LibraryBunzip = bunzip as new (source: Source, sink: Sink) => Bunzip;
const LibraryBitReader = bitReader as new (source: Source) => BitReader;

const PIECE = 2 ** 16;
const MAGIC = [0x42, 0x5a, 0x68] as const;
const ZERO = 0x30;
const BLOCK_UNIT = 100_000;
const CHECKSUM_BITS = 32;

class BlockReader extends LibraryBunzip {
  override _start_bunzip(source: Source, sink: Sink): void {
    if (MAGIC.some((byte) => source.readByte() !== byte)) throw new Refusal('corrupt');
    const level = source.readByte() - ZERO;
    if (level < 1 || level > 9) throw new Refusal('corrupt');
    this.reader = new LibraryBitReader(source);
    this.dbufSize = level * BLOCK_UNIT;
    this.nextoutput = 0;
    this.outputStream = sink;
    this.streamCRC = 0;
  }
}

/**
 * bzip2, block by block. The library decompresses a whole file in one call; its two steps are called here instead, so that
 * no more than a block is held.
 */
export const unbzip2: Decompressor = (next, count) => {
  let input = next() ?? new Uint8Array(0);
  let at = 0;
  const hasInput = (): boolean => {
    while (at === input.length) {
      const piece = next();
      if (piece === undefined) return false;
      input = piece;
      at = 0;
    }
    return true;
  };
  const source = {
    readByte: (): number => {
      // At its end the library would read zeros for ever.
      if (!hasInput()) throw new Refusal('corrupt');
      return input[at++] ?? 0;
    },
  };
  const made: Uint8Array[] = [];
  let piece = new Uint8Array(PIECE);
  let filled = 0;
  const flush = (): void => {
    if (filled === 0) return;
    count(filled);
    made.push(piece.subarray(0, filled));
    piece = new Uint8Array(PIECE);
    filled = 0;
  };
  const sink = {
    writeByte: (byte: number): void => {
      piece[filled++] = byte;
      if (filled === PIECE) flush();
    },
  };
  let blocks: BlockReader | undefined;
  let isOpen = true;
  return () => {
    while (made.length === 0) {
      if (!isOpen) return undefined;
      blocks ??= new BlockReader(source, sink);
      if (blocks._init_block()) {
        blocks._read_bunzip();
        flush();
      } else {
        if (blocks.reader.read(CHECKSUM_BITS) >>> 0 !== blocks.streamCRC) throw new Refusal('corrupt');
        // Streams may follow one another; the bits of the last byte are padding.
        isOpen = hasInput() && input[at] === MAGIC[0];
        blocks = undefined;
      }
    }
    return made.shift();
  };
};
