/** UTF-16, as a whole file or as a run of characters among other bytes. */
import type { Opened } from './opened.ts';
import { OpenedBuilder } from './opened.ts';

/** How far a run is followed on each side, in bytes. */
const REACH = 2 ** 16;
/** As many units at a text's beginning say whether all of it is UTF-16. */
const LOOKED_AT = 512;

type Utf16 = 'utf-16le' | 'utf-16be';

const unitAt = (bytes: Uint8Array, at: number, encoding: Utf16): number =>
  encoding === 'utf-16le'
    ? (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
    : ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

const isPlain = (unit: number): boolean => (unit >= 0x20 && unit < 0x7f) || unit === 9 || unit === 10 || unit === 13;

/** Whether a text begins with the mark of UTF-16. */
export const isMarkedUtf16 = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);

/** Whether a text as a whole is UTF-16: by its mark, or because nearly all of its first characters are plain. */
export function wholeUtf16(bytes: Uint8Array): Utf16 | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes.length < 4 || (bytes[0] !== 0 && bytes[1] !== 0 && bytes[2] !== 0 && bytes[3] !== 0)) return undefined;
  const end = Math.min(bytes.length & ~1, LOOKED_AT * 2);
  for (const encoding of ['utf-16le', 'utf-16be'] as const) {
    let plain = 0;
    for (let at = 0; at < end; at += 2) if (isPlain(unitAt(bytes, at, encoding))) plain++;
    if (plain * 2 > end * 0.7) return encoding;
  }
  return undefined;
}

/** Opens the UTF-16 around a literal. */
export function openUtf16(bytes: Uint8Array, offset: number, encoding: Utf16): Opened {
  let from = offset;
  while (from >= 2 && from > offset - REACH && isPlain(unitAt(bytes, from - 2, encoding))) from -= 2;
  let to = offset;
  while (to + 2 <= bytes.length && to < offset + REACH && isPlain(unitAt(bytes, to, encoding))) to += 2;
  return decodeUtf16(bytes, from, to, encoding);
}

/** Decodes a range of UTF-16 into UTF-8. A byte-order mark stays, as it would at the beginning of UTF-8. */
export function decodeUtf16(bytes: Uint8Array, from: number, to: number, encoding: Utf16): Opened {
  const builder = new OpenedBuilder(Math.ceil(((to - from) * 3) / 2));
  for (let at = from; at + 2 <= to;) {
    const unit = unitAt(bytes, at, encoding);
    const low = unit >= 0xd800 && unit < 0xdc00 && at + 4 <= to ? unitAt(bytes, at + 2, encoding) : 0;
    if (low >= 0xdc00 && low < 0xe000) {
      builder.putCharacter(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00), at, at + 4);
      at += 4;
    } else {
      builder.putCharacter(unit, at, at + 2);
      at += 2;
    }
  }
  return builder.result(encoding, from, to);
}
