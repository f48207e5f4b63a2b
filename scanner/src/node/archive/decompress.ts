/** Decompressors that give what they make piece by piece, synchronously: a thread does one thing at a time. */
import { Gunzip, InflateRaw } from 'minizlib';
import type { Decompressor, NextPiece } from './byte-stream.ts';
import { unbzip2 } from './bzip2.ts';
import { isTooMuch, Refusal } from './limits.ts';
import type { Allowance } from './limits.ts';
import { unxz } from './xz.ts';
import { unzstd } from './zstd.ts';

/** What can be decompressed without knowing how much it will be. */
export type Compression = 'gzip' | 'deflate' | 'bzip2' | 'xz' | 'zstd';

/**
 * Decompresses a stream. What it throws is a Refusal: `corrupt`, also where the stream is cut off, or `limit`.
 *
 * @param allowance what is made counts against it
 */
export function decompress(compression: Compression, next: NextPiece, allowance: Allowance): NextPiece {
  let taken = 0;
  let made = 0;
  const counted: NextPiece = () => {
    const piece = next();
    taken += piece?.length ?? 0;
    return piece;
  };
  const count = (bytes: number): void => {
    made += bytes;
    if (isTooMuch(made, taken)) throw new Refusal('limit');
    allowance.takeBytes(bytes);
  };
  const decompressor = DECOMPRESSORS[compression](counted, count);
  return () => {
    try {
      return decompressor();
    } catch (error) {
      if (error instanceof Refusal) throw error;
      // Whatever a decompressor stumbles over is in its input, which nobody vouches for.
      throw new Refusal('corrupt');
    }
  };
}

const DECOMPRESSORS: Readonly<Record<Compression, Decompressor>> = {
  gzip: (next, count) => inflate(new Gunzip({}), next, count),
  deflate: (next, count) => inflate(new InflateRaw({}), next, count),
  bzip2: unbzip2,
  xz: unxz,
  zstd: unzstd,
};

/** A decompressor of zlib's, which pushes what it makes. */
function inflate(zlib: Gunzip | InflateRaw, next: NextPiece, count: (bytes: number) => void): NextPiece {
  const made: Uint8Array[] = [];
  const failures: unknown[] = [];
  const state = { isOpen: true };
  zlib.on('data', (piece: Buffer) => {
    made.push(piece);
  });
  zlib.on('error', (error: unknown) => {
    failures.push(error);
  });
  const push = (): void => {
    const piece = next();
    state.isOpen = piece !== undefined;
    if (piece === undefined) zlib.end();
    else zlib.write(Buffer.from(piece.buffer, piece.byteOffset, piece.length));
    for (const one of made) count(one.length);
  };
  return () => {
    try {
      while (made.length === 0 && state.isOpen && failures.length === 0) push();
    } catch (error) {
      failures.push(error);
      made.length = 0;
    }
    if (failures.length > 0 || !state.isOpen) zlib.close();
    // What was made before a failure is given first.
    if (made.length === 0 && failures.length > 0) throw failures[0];
    return made.shift();
  };
}
