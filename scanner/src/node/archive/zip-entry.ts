import { crc32, inflateRawSync } from 'node:zlib';
import { WHOLE_FILE } from '../files/whole-file.ts';
import { ByteStream, piecesOf } from './byte-stream.ts';
import type { NextPiece } from './byte-stream.ts';
import { bytesAt } from './content.ts';
import type { Content } from './content.ts';
import { decompress } from './decompress.ts';
import type { Compression } from './decompress.ts';
import { isTooMuch, Refusal } from './limits.ts';
import type { Allowance } from './limits.ts';
import { zipData } from './zip.ts';
import type { ZipEntry } from './zip.ts';

const STORED = 0;
const DEFLATED = 8;
/** By their numbers in APPNOTE.TXT, 4.4.5. */
const COMPRESSIONS: Readonly<Record<number, Compression>> = { 8: 'deflate', 12: 'bzip2', 93: 'zstd', 95: 'xz' };
const SMALLEST_CHUNK = 64;
/** No deflated byte becomes more than this, whatever the archive says of its sizes. */
const MOST_OF_A_BYTE = 1032;

/**
 * What an entry of a zip archive holds, and where it lies in the archive.
 *
 * @throws Refusal `encrypted`; `encoding` where nobody here can decompress it; `limit` where it says itself that it is a
 * bomb; `corrupt`. The stream refuses at its end what has not the length or the checksum that the archive promises.
 */
export function zipEntryStream(
  content: Content,
  entry: ZipEntry,
  allowance: Allowance,
): { stream: ByteStream; from: number; to: number } {
  const { method, size, packed } = entry;
  if (entry.isEncrypted) throw new Refusal('encrypted');
  const compression = COMPRESSIONS[method];
  if (method !== STORED && compression === undefined) throw new Refusal('encoding');
  if (isTooMuch(size, packed)) throw new Refusal('limit');
  const { from, to } = zipData(content, entry);
  const isSmall = size <= WHOLE_FILE && packed <= WHOLE_FILE;
  const whole = isSmall ? wholeEntry(bytesAt(content, from, packed), entry) : undefined;
  if (whole !== undefined) {
    if (method !== STORED) allowance.takeBytes(whole.length);
    return { stream: ByteStream.of(whole), from, to };
  }
  const pieces = piecesOf(content, from, to);
  const next = compression === undefined ? pieces : decompress(compression, pieces, allowance);
  return { stream: new ByteStream(checked(next, entry)), from, to };
}

/** A small entry at once, which is several times as fast; undefined where it is not what it should be. */
function wholeEntry(bytes: Uint8Array, { method, size, crc }: ZipEntry): Uint8Array | undefined {
  let whole: Uint8Array | undefined;
  if (method === STORED) {
    whole = bytes;
  } else if (method === DEFLATED) {
    try {
      // A chunk that takes all of it spares copies.
      const chunkSize = Math.max(SMALLEST_CHUNK, Math.min(size, bytes.length * MOST_OF_A_BYTE) + 1);
      whole = inflateRawSync(bytes, { maxOutputLength: Math.max(1, size), chunkSize });
    } catch {
      // Broken, or larger than it says: the stream gives what there is of it.
    }
  }
  return whole?.length === size && crc32(whole) === crc ? whole : undefined;
}

function checked(next: NextPiece, { size, crc }: ZipEntry): NextPiece {
  let length = 0;
  let sum = 0;
  return () => {
    const piece = next();
    if (piece === undefined) {
      if (length !== size || sum !== crc) throw new Refusal('corrupt');
      return undefined;
    }
    length += piece.length;
    sum = crc32(piece, sum);
    return piece;
  };
}
