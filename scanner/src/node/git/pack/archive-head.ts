/** Tells archives among objects by their first bytes, without rebuilding what nobody else has rebuilt. */
import { skipSizes, visitDelta } from '../delta.ts';
import {
  archiveKind,
  CHECKSUM_END,
  endsAsZip,
  mayBeTar,
  mayCarryZip,
  mayEndZip,
  TAR_MAGIC,
  ZIP_TAIL,
} from '../../archive/kind.ts';

const HEAD_BYTES = 512;
/** What other archives begin with. */
const FIRST_BYTES = new Set([0x50, 0x1f, 0x42, 0xfd, 0x28]);

const head = new Uint8Array(HEAD_BYTES);

/** Four bytes say of nearly everything that it is none. */
const mayBe = (
  first: number | undefined,
  second: number | undefined,
  checksumEnd: number | undefined,
  mark: number | undefined,
): boolean => mayBeTar(mark, checksumEnd) || FIRST_BYTES.has(first ?? 0) || mayCarryZip(first, second);

/** Whether an archive stands at an address. */
export function isArchiveAt(bytes: Uint8Array, at: number, size: number): boolean {
  if (!mayBe(bytes[at], bytes[at + 1], bytes[at + CHECKSUM_END], bytes[at + TAR_MAGIC])) return false;
  if (archiveKind(bytes.subarray(at, at + HEAD_BYTES), size) !== undefined) return true;
  return (
    mayCarryZip(bytes[at], bytes[at + 1]) && endsAsZip(bytes.subarray(Math.max(at, at + size - ZIP_TAIL), at + size))
  );
}

/**
 * Whether a delta makes an archive.
 *
 * @param delta the address of its first byte
 * @param end behind its last
 * @param base what it changes: its address, and its size in bytes
 */
export function makesArchive(
  bytes: Uint8Array,
  delta: number,
  end: number,
  { at: base, size: baseSize }: { readonly at: number; readonly size: number },
): boolean {
  const begin = skipSizes(bytes, delta, end);
  const visit = (take: (from: number, length: number) => boolean): boolean =>
    visitDelta(bytes, begin, end, (isCopy, from, length) => take(isCopy ? base + from : from, length));
  let made = 0;
  let filled = 0;
  let first: number | undefined;
  let second: number | undefined;
  let checksumEnd: number | undefined;
  let isNone = false;
  visit((from, length) => {
    if (made === 0) first = bytes[from];
    if (made <= 1 && made + length > 1) second = bytes[from + 1 - made];
    if (made <= CHECKSUM_END && made + length > CHECKSUM_END) checksumEnd = bytes[from + CHECKSUM_END - made];
    if (made <= TAR_MAGIC && made + length > TAR_MAGIC) {
      isNone = !mayBe(first, second, checksumEnd, bytes[from + TAR_MAGIC - made]);
    }
    made += length;
    return !isNone && made <= TAR_MAGIC;
  });
  if (isNone) return false;
  visit((from, length) => {
    const part = Math.min(length, HEAD_BYTES - filled);
    head.set(bytes.subarray(from, from + part), filled);
    filled += part;
    return filled < HEAD_BYTES;
  });
  if (archiveKind(head, filled) !== undefined) return true;
  if (!mayCarryZip(first, second)) return false;
  let mayEnd = mayEndZip(bytes, base, base + baseSize);
  visit((from, length) => {
    mayEnd ||= from >= delta && from < end && mayEndZip(bytes, from, from + length);
    return !mayEnd;
  });
  if (!mayEnd) return false;
  // The end of it alone is put together: that is in the last pieces.
  const pieces: Uint8Array[] = [];
  visit((from, length) => pieces.push(bytes.subarray(from, from + length)) > 0);
  let length = 0;
  let last = pieces.length;
  while (last > 0 && length < ZIP_TAIL) length += pieces[--last]?.length ?? 0;
  return endsAsZip(Buffer.concat(pieces.slice(last)).subarray(-ZIP_TAIL));
}
