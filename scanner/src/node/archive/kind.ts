/** What a file is, by its first bytes, and of programs and scripts by their last: no name is trusted. */
import { bytesAt } from './content.ts';
import type { Content } from './content.ts';

/** `zip` is everything that is built on it: jar, docx, xlsx, whl, vsix, nupkg, apk and the like. */
export type ArchiveKind = 'zip' | 'tar' | 'gzip' | 'bzip2' | 'xz' | 'zstd';

const BLOCK = 512;
const CHECKSUM = 148;
const CHECKSUM_BYTES = 8;
const SPACE = 0x20;

const startsWith = (bytes: Uint8Array, at: number, expected: readonly number[]): boolean =>
  expected.every((byte, i) => bytes[at + i] === byte);

const XZ = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];
/** Digits of pi and of its square root: how a block and the end of a bzip2 stream begin. */
const BZIP2_BLOCK = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];
const BZIP2_END = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90];
const USTAR = [0x75, 0x73, 0x74, 0x61, 0x72];
/** A local header, an empty archive, and a mark of archives that were once split. */
const ZIP_HEADS = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x50, 0x4b, 0x05, 0x06],
  [0x50, 0x4b, 0x07, 0x08],
] as const;

/**
 * @param bytes the beginning of a file; 512 bytes say all
 * @param length how many of them are the file's
 */
export function archiveKind(bytes: Uint8Array, length: number = bytes.length): ArchiveKind | undefined {
  const first = bytes[0];
  // Text and code begin with P or B now and then, and with none of the others.
  if (first === 0x50) {
    if (length >= 22 && ZIP_HEADS.some((head) => startsWith(bytes, 0, head))) return 'zip';
  } else if (first === 0x1f) {
    // Deflate, and none of the reserved flags.
    if (length >= 18 && bytes[1] === 0x8b && bytes[2] === 8 && (bytes[3] ?? 0) < 0x20) return 'gzip';
  } else if (first === 0x42) {
    if (length >= 14 && isBzip2(bytes)) return 'bzip2';
  } else if (first === 0xfd) {
    if (length >= 24 && startsWith(bytes, 0, XZ)) return 'xz';
  } else if (first === 0x28 && length >= 9 && startsWith(bytes, 0, ZSTD)) {
    return 'zstd';
  }
  return length >= BLOCK && mayBeTar(bytes[TAR_MAGIC], bytes[CHECKSUM_END]) && isTar(bytes) ? 'tar' : undefined;
}

/** Where tar has its mark, and where the checksum of those without one ends. */
export const TAR_MAGIC = 257;
export const CHECKSUM_END = 154;

/** Whether two bytes of a file, at the offsets above, are what they are in a tar: no text passes both. */
export const mayBeTar = (mark: number | undefined, checksumEnd: number | undefined): boolean =>
  mark === USTAR[0] || checksumEnd === 0;

function isTar(bytes: Uint8Array): boolean {
  const isMarked = startsWith(bytes, TAR_MAGIC, USTAR);
  return (isMarked || bytes[CHECKSUM_END + 1] === SPACE) && hasTarChecksum(bytes);
}

function isBzip2(bytes: Uint8Array): boolean {
  const level = bytes[3] ?? 0;
  return (
    bytes[1] === 0x5a &&
    bytes[2] === 0x68 &&
    level >= 0x31 &&
    level <= 0x39 &&
    (startsWith(bytes, 4, BZIP2_BLOCK) || startsWith(bytes, 4, BZIP2_END))
  );
}

/** A text may well hold the word at that place; the sum of a header's bytes it will not hold. */
function hasTarChecksum(bytes: Uint8Array): boolean {
  const field = String.fromCharCode(...bytes.subarray(CHECKSUM, CHECKSUM + CHECKSUM_BYTES));
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) {
    sum += i >= CHECKSUM && i < CHECKSUM + CHECKSUM_BYTES ? SPACE : (bytes[i] ?? 0);
  }
  return Number.parseInt(field.replace(/^[\0 ]+/, ''), 8) === sum;
}

/**
 * What a zip may stand behind: a program that unpacks itself (Windows, Linux, macOS), a script that runs it as Python and Java do,
 * an extension that Chrome signed.
 */
const CARRIERS = new Set([0x4d5a, 0x7f45, 0xcffa, 0xcafe, 0x2321, 0x4372]);

/** Whether a file that begins with two bytes may carry a zip behind what it is itself. */
export const mayCarryZip = (first: number | undefined, second: number | undefined): boolean =>
  CARRIERS.has(((first ?? 0) << 8) | (second ?? 0));

const ZIP_END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
/** Of a file's end, as much as shows the end of a zip. */
export const ZIP_TAIL: number = ZIP_END_BYTES + LONGEST_COMMENT;

const ZIP_END = Buffer.from(ZIP_HEADS[1]);
/** One that every end of a zip has, and no text. */
const OF_ZIP_END = 0x05;

const buffer = (bytes: Uint8Array, from = 0, to: number = bytes.length): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);

/** Whether a file's last bytes end a zip: its record, and a comment exactly as long as that says. */
export function endsAsZip(tail: Uint8Array): boolean {
  const bytes = buffer(tail);
  for (let at = bytes.length - ZIP_END_BYTES; at >= 0; at--) {
    at = bytes.lastIndexOf(ZIP_END, at);
    if (at === -1) return false;
    const comment = bytes.readUInt16LE(at + 20);
    if (bytes.readUInt16LE(at + 10) > 0 && at + ZIP_END_BYTES + comment === bytes.length) return true;
  }
  return false;
}

/** Whether the end of a zip may stand in some bytes, or be put together with them: of scripts that takes no more than to look. */
export const mayEndZip = (bytes: Uint8Array, from: number, to: number): boolean =>
  buffer(bytes, from, to).includes(OF_ZIP_END);

const HEAD = 512;

/** The kind of a whole content; the end of it is read only where its beginning may carry a zip. */
export function kindOf(content: Content): ArchiveKind | undefined {
  const { size } = content;
  const head = bytesAt(content, 0, HEAD);
  const kind = archiveKind(head, size);
  if (kind !== undefined || !mayCarryZip(head[0], head[1])) return kind;
  const from = Math.max(0, size - ZIP_TAIL);
  return endsAsZip(bytesAt(content, from, size - from)) ? 'zip' : undefined;
}
