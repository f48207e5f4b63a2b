import type { Prefilter } from '../../prefilter/prefilter.ts';
import { WHOLE_FILE } from '../files/whole-file.ts';
import { bytesAt } from './content.ts';
import type { Content } from './content.ts';
import { isTooMuch } from './limits.ts';
import type { Allowance } from './limits.ts';
import { inflaterOf } from './window-inflater.ts';

const HEADER_BYTES = 10;
/** Checksum and size of what was compressed. */
const TRAILER_BYTES = 8;
// Flags of RFC 1952, 2.3.1.
const HEADER_CHECKSUM = 2;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
/** Of what stands before the stream; nobody writes more. */
const LONGEST_HEADER = 2 ** 16;

/**
 * Puts what a small gzip file of one member holds into the prefilter's window at once.
 *
 * @returns its length; undefined where it is anything else, or broken, or larger than it says: its stream tells then
 */
export function gzipInWindow(prefilter: Prefilter, content: Content, allowance: Allowance): number | undefined {
  const { size: packed } = content;
  const inflater = inflaterOf(prefilter);
  if (packed > WHOLE_FILE || inflater === undefined) return undefined;
  const from = streamStart(bytesAt(content, 0, LONGEST_HEADER));
  const to = packed - TRAILER_BYTES;
  const trailer = bytesAt(content, to, TRAILER_BYTES);
  if (from === undefined || from >= to || trailer.length < TRAILER_BYTES) return undefined;
  const view = new DataView(trailer.buffer, trailer.byteOffset, TRAILER_BYTES);
  const size = view.getUint32(4, true);
  if (size > WHOLE_FILE || isTooMuch(size, packed)) return undefined;
  if (!inflater.inflate(content, { from, to, size, crc: view.getUint32(0, true) })) return undefined;
  allowance.takeBytes(size);
  return size;
}

/** Where the deflate stream begins. */
function streamStart(head: Uint8Array): number | undefined {
  const flags = head[3] ?? 0;
  let at = HEADER_BYTES;
  if ((flags & EXTRA) !== 0) at += 2 + (head[at] ?? 0) + ((head[at + 1] ?? 0) << 8);
  for (const text of [NAME, COMMENT]) {
    if ((flags & text) === 0) continue;
    const end = head.indexOf(0, at);
    if (end === -1) return undefined;
    at = end + 1;
  }
  return (flags & HEADER_CHECKSUM) === 0 ? at : at + 2;
}
