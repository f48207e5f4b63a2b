/** Decompressors that give what they make piece by piece, synchronously: a thread does one thing at a time. */
import type { Decompressor, NextPiece } from './byte-stream.ts';
import { unbzip2 } from './bzip2.ts';
import { gunzip, inflateRaw } from './inflate-stream.ts';
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
  gzip: gunzip,
  deflate: inflateRaw,
  bzip2: unbzip2,
  xz: unxz,
  zstd: unzstd,
};
