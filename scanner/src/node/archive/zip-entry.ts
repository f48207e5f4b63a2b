import { crc32 } from 'node:zlib';
import type { Prefilter } from '../../prefilter/prefilter.ts';
import { WHOLE_FILE } from '../files/whole-file.ts';
import { ByteStream, piecesOf } from './byte-stream.ts';
import type { NextPiece } from './byte-stream.ts';
import { readFully } from './content.ts';
import type { Content } from './content.ts';
import { decompress } from './decompress.ts';
import type { Compression } from './decompress.ts';
import { isTooMuch, Refusal } from './limits.ts';
import type { Allowance } from './limits.ts';
import { inflaterOf } from './window-inflater.ts';
import { zipData } from './zip.ts';
import type { ZipEntry } from './zip.ts';

const STORED = 0;
const DEFLATED = 8;
/** What the deflated form of little may be longer than it, in bytes. */
const DEFLATE_OVERHEAD = 64;
/** By their numbers in APPNOTE.TXT, 4.4.5. */
const COMPRESSIONS: Readonly<Record<number, Compression>> = { 8: 'deflate', 12: 'bzip2', 93: 'zstd', 95: 'xz' };

/** An entry of a zip archive, and where its data lies in the archive. */
export interface LocatedEntry {
  readonly entry: ZipEntry;
  readonly from: number;
  readonly to: number;
}

/**
 * Finds an entry's data.
 *
 * @throws Refusal `encrypted`; `encoding` where nobody here can decompress it; `limit` where it says itself that it is a
 * bomb; `corrupt`
 */
export function locateEntry(content: Content, entry: ZipEntry): LocatedEntry {
  const { method, size, packed } = entry;
  if (entry.isEncrypted) throw new Refusal('encrypted');
  if (method !== STORED && COMPRESSIONS[method] === undefined) throw new Refusal('encoding');
  if (isTooMuch(size, packed)) throw new Refusal('limit');
  return { entry, ...zipData(content, entry) };
}

/**
 * Puts a small entry into the prefilter's window at once, which is several times as fast as its stream.
 *
 * @returns false where it is not small, or not what the archive says of it: the stream gives what there is of it then
 */
export function entryInWindow(
  prefilter: Prefilter,
  content: Content,
  { entry, from, to }: LocatedEntry,
  allowance: Allowance,
): boolean {
  const { method, size, packed, crc } = entry;
  if (size > WHOLE_FILE || packed > WHOLE_FILE) return false;
  if (method === STORED) {
    if (packed !== size) return false;
    const window = prefilter.window(size);
    if (readFully(content, window, 0, size, from) < size) return false;
    return crc32(window.subarray(0, size)) === crc;
  }
  // Honest data is hardly longer deflated than it is; there is no room to be made for any other.
  if (packed > size + (size >>> 8) + DEFLATE_OVERHEAD) return false;
  if (method !== DEFLATED || inflaterOf(prefilter)?.inflate(content, { from, to, size, crc }) !== true) return false;
  allowance.takeBytes(size);
  return true;
}

/** What an entry holds. The stream refuses at its end what has not the length or the checksum that the archive promises. */
export function zipEntryStream(content: Content, { entry, from, to }: LocatedEntry, allowance: Allowance): ByteStream {
  const pieces = piecesOf(content, from, to);
  const compression = COMPRESSIONS[entry.method];
  const next = compression === undefined ? pieces : decompress(compression, pieces, allowance);
  return new ByteStream(checked(next, entry));
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
