/** Tells archives among objects by their first bytes, without rebuilding what nobody else has rebuilt. */
import {
  archiveKind,
  CHECKSUM_END,
  endsAsZip,
  mayBeTar,
  mayCarryZip,
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
 * @param base the address of what it changes
 */
export function makesArchive(bytes: Uint8Array, delta: number, end: number, base: number): boolean {
  let made = 0;
  let first: number | undefined;
  let second: number | undefined;
  let checksumEnd: number | undefined;
  for (const { from, length } of instructions(bytes, delta, end, base)) {
    if (made === 0) first = bytes[from];
    if (made <= 1 && made + length > 1) second = bytes[from + 1 - made];
    if (made <= CHECKSUM_END && made + length > CHECKSUM_END) checksumEnd = bytes[from + CHECKSUM_END - made];
    if (made + length > TAR_MAGIC) {
      if (!mayBe(first, second, checksumEnd, bytes[from + TAR_MAGIC - made])) return false;
      break;
    }
    made += length;
  }
  let filled = 0;
  for (const { from, length } of instructions(bytes, delta, end, base)) {
    const part = Math.min(length, HEAD_BYTES - filled);
    head.set(bytes.subarray(from, from + part), filled);
    filled += part;
    if (filled === HEAD_BYTES) break;
  }
  if (archiveKind(head, filled) !== undefined) return true;
  if (!mayCarryZip(first, second)) return false;
  // The end of it alone is put together: that is in the last pieces.
  const last: Uint8Array[] = [];
  let length = 0;
  for (const piece of [...instructions(bytes, delta, end, base)].toReversed()) {
    last.unshift(bytes.subarray(piece.from, piece.from + piece.length));
    length += piece.length;
    if (length >= ZIP_TAIL) break;
  }
  return endsAsZip(Buffer.concat(last).subarray(-ZIP_TAIL));
}

/** Where a delta takes its bytes from, in order (gitformat-pack, "Deltified representation"). */
function* instructions(
  bytes: Uint8Array,
  delta: number,
  end: number,
  base: number,
): Generator<{ from: number; length: number }, void, void> {
  let at = delta;
  // The sizes of base and result.
  for (let sizes = 0; sizes < 2; sizes++) while (at < end && ((bytes[at++] ?? 0) & 0x80) !== 0);
  while (at < end) {
    const code = bytes[at++] ?? 0;
    if (code < 0x80) {
      yield { from: at, length: code };
      at += code;
      continue;
    }
    let offset = 0;
    let length = 0;
    for (let i = 0; i < 4; i++) if ((code & (1 << i)) !== 0) offset += (bytes[at++] ?? 0) * 2 ** (8 * i);
    for (let i = 0; i < 3; i++) if ((code & (16 << i)) !== 0) length += (bytes[at++] ?? 0) * 2 ** (8 * i);
    yield { from: base + offset, length: length === 0 ? 65_536 : length };
  }
}
