/**
 * The entries of a zip archive, by its central directory: what unpackers go by. Written after APPNOTE.TXT of PKWARE, 6.3.10,
 * sections 4.3 and 4.5.3. Libraries that read zip archives do so asynchronously, an entry a stream, or hold all of them in
 * memory; neither would do for a thread that passes through tens of thousands of small entries.
 */
import { bytesAt } from './content.ts';
import type { Content } from './content.ts';
import { Refusal } from './limits.ts';

export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated; others by the list in 4.4.5. */
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  /** As they are, and as they will be; in bytes. */
  readonly packed: number;
  readonly size: number;
  /** Of its local header, in the content. */
  readonly offset: number;
}

const END = 0x0605_4b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const END64 = 0x0606_4b50;
const END64_BYTES = 56;
const LOCATOR64 = 0x0706_4b50;
const LOCATOR64_BYTES = 20;
const CENTRAL = 0x0201_4b50;
const CENTRAL_BYTES = 46;
const LOCAL = 0x0403_4b50;
const LOCAL_BYTES = 30;
const ZIP64_FIELD = 1;
const FULL16 = 0xffff;
const FULL32 = 0xffff_ffff;
/** Directories beyond this are not held. */
const LARGEST_DIRECTORY = 2 ** 26;

interface Directory {
  readonly bytes: Buffer;
  /** What stands before the archive, such as a program that unpacks it. */
  readonly shift: number;
}

const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
const wide = (bytes: Buffer, at: number): number => bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;

/**
 * Lists the entries, directories left out, in the order of their offsets.
 *
 * @param take is asked for each: to count, and to stop
 * @throws Refusal `corrupt` where there is no sound directory; `limit` where entries lie in one another, which only an
 * archive does that is larger inside than it could be
 */
export function zipEntries(content: Content, take: () => void): ZipEntry[] {
  const { bytes, shift } = readDirectory(content);
  const entries: ZipEntry[] = [];
  for (let at = 0; at + CENTRAL_BYTES <= bytes.length && bytes.readUInt32LE(at) === CENTRAL;) {
    take();
    const nameBytes = bytes.readUInt16LE(at + 28);
    const extraBytes = bytes.readUInt16LE(at + 30);
    const nameAt = at + CENTRAL_BYTES;
    const end = nameAt + nameBytes + extraBytes + bytes.readUInt16LE(at + 32);
    if (end > bytes.length) throw new Refusal('corrupt');
    const extra = bytes.subarray(nameAt + nameBytes, nameAt + nameBytes + extraBytes);
    const name = nameOf(bytes.subarray(nameAt, nameAt + nameBytes));
    const { size, packed, offset } = sizesOf(bytes, at, extra);
    const flags = bytes.readUInt16LE(at + 8);
    if (!(name.endsWith('/') && size === 0)) {
      const method = bytes.readUInt16LE(at + 10);
      const crc = bytes.readUInt32LE(at + 16);
      entries.push({ name, method, isEncrypted: (flags & 1) === 1, crc, packed, size, offset: offset + shift });
    }
    at = end;
  }
  entries.sort((a, b) => a.offset - b.offset);
  let free = 0;
  for (const { offset, packed } of entries) {
    if (offset < free) throw new Refusal('limit');
    free = offset + LOCAL_BYTES + packed;
  }
  return entries;
}

/**
 * Where an entry's data lies.
 *
 * @throws Refusal `corrupt` where no local header is there, or the data would end behind the content
 */
export function zipData(content: Content, { offset, packed }: ZipEntry): { from: number; to: number } {
  const head = buffer(bytesAt(content, offset, LOCAL_BYTES));
  if (head.length < LOCAL_BYTES || head.readUInt32LE(0) !== LOCAL) throw new Refusal('corrupt');
  const from = offset + LOCAL_BYTES + head.readUInt16LE(26) + head.readUInt16LE(28);
  const to = from + packed;
  if (to > content.size) throw new Refusal('corrupt');
  return { from, to };
}

function readDirectory(content: Content): Directory {
  const { size } = content;
  const tailAt = Math.max(0, size - END_BYTES - LONGEST_COMMENT);
  const tail = buffer(bytesAt(content, tailAt, size - tailAt));
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail[at] !== 0x50 || tail.readUInt32LE(at) !== END) continue;
    const end = tailAt + at;
    let length = tail.readUInt32LE(at + 12);
    let offset = tail.readUInt32LE(at + 16);
    let directoryEnd = end;
    if (length === FULL32 || offset === FULL32 || tail.readUInt16LE(at + 10) === FULL16) {
      const wider = readEnd64(content, end);
      if (wider !== undefined) ({ length, offset, end: directoryEnd } = wider);
    }
    const shift = directoryEnd - length - offset;
    // A mark within a comment or an entry: no directory ends there.
    if (shift < 0 || length > directoryEnd) continue;
    if (length > LARGEST_DIRECTORY) throw new Refusal('limit');
    const bytes = buffer(bytesAt(content, offset + shift, length));
    if (length > 0 && (bytes.length < 4 || bytes.readUInt32LE(0) !== CENTRAL)) continue;
    return { bytes, shift };
  }
  throw new Refusal('corrupt');
}

/** The directory's place as zip64 says it, whose records stand before the end's. */
function readEnd64(content: Content, end: number): { length: number; offset: number; end: number } | undefined {
  const locator = buffer(bytesAt(content, Math.max(0, end - LOCATOR64_BYTES), LOCATOR64_BYTES));
  if (locator.length < LOCATOR64_BYTES || locator.readUInt32LE(0) !== LOCATOR64) return undefined;
  // Its own words for the place do not count what stands before the archive: as a rule it lies right here.
  for (const at of [end - LOCATOR64_BYTES - END64_BYTES, wide(locator, 8)]) {
    if (at < 0) continue;
    const record = buffer(bytesAt(content, at, END64_BYTES));
    if (record.length < END64_BYTES || record.readUInt32LE(0) !== END64) continue;
    return { length: wide(record, 40), offset: wide(record, 48), end: at };
  }
  return undefined;
}

function sizesOf(bytes: Buffer, at: number, extra: Buffer): Pick<ZipEntry, 'size' | 'packed' | 'offset'> {
  let packed = bytes.readUInt32LE(at + 20);
  let size = bytes.readUInt32LE(at + 24);
  let offset = bytes.readUInt32LE(at + 42);
  if (packed !== FULL32 && size !== FULL32 && offset !== FULL32) return { size, packed, offset };
  for (let field = 0; field + 4 <= extra.length;) {
    const length = extra.readUInt16LE(field + 2);
    if (extra.readUInt16LE(field) === ZIP64_FIELD) {
      // Those that do not fit, in this order, and no others.
      let next = field + 4;
      const end = Math.min(extra.length, next + length);
      const take = (): number => {
        if (next + 8 > end) throw new Refusal('corrupt');
        next += 8;
        return wide(extra, next - 8);
      };
      if (size === FULL32) size = take();
      if (packed === FULL32) packed = take();
      if (offset === FULL32) offset = take();
      break;
    }
    field += 4 + length;
  }
  return { size, packed, offset };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** UTF-8, marked as such or not; what is none is of a code page that nobody names. */
function nameOf(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
