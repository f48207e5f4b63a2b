/** Escapes of single characters: percent-encoding, backslashes, HTML's character references, quoted-printable. */
import { wordBytes } from '../match/alphabet.ts';
import type { Opened } from './opened.ts';
import { OpenedBuilder } from './opened.ts';

export type EscapeEncoding = 'percent' | 'escape' | 'html' | 'quoted-printable';

/**
 * How much is opened around an escape, in bytes: more than a key and its line need. What lies within two parts is opened twice, and
 * within those again, so they are large beside what they share, and what is not larger than one is opened whole.
 */
const BEFORE = 4096;
const AFTER = 16_384;
/** An anchor so near to the end of what was opened opens its own part. */
const MARGIN = 2048;
const AMPERSAND = 0x26;
const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const EQUALS = 0x3d;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** An escape: how many bytes it takes and what it stands for; -1 for nothing at all. */
interface Escape {
  readonly length: number;
  readonly code: number;
}

function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Hexadecimal digits as a number, or -1 where one of them is none. */
function hexAt(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) {
    const digit = hexValue(bytes[at + i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

const LETTERS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, f: 12, v: 11, a: 7, e: 27, '0': 0 };
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  lowbar: '_',
  equals: '=',
  plus: '+',
  sol: '/',
  colon: ':',
  newline: '\n',
};

function backslashEscape(bytes: Uint8Array, at: number): Escape | undefined {
  const kind = bytes[at + 1] ?? 0;
  const fixed = kind === 0x75 ? 4 : kind === 0x78 ? 2 : kind === 0x55 ? 8 : 0;
  if (kind === 0x75 && bytes[at + 2] === 0x7b) {
    let end = at + 3;
    while (end < at + 11 && hexValue(bytes[end]) >= 0) end++;
    return bytes[end] === 0x7d && end > at + 3
      ? { length: end + 1 - at, code: hexAt(bytes, at + 3, end - at - 3) }
      : undefined;
  }
  if (fixed > 0) {
    const code = hexAt(bytes, at + 2, fixed);
    return code < 0 ? undefined : { length: 2 + fixed, code };
  }
  if (kind >= 0x30 && kind <= 0x33) {
    const [second, third] = [(bytes[at + 2] ?? 0) - 0x30, (bytes[at + 3] ?? 0) - 0x30];
    if (second >= 0 && second < 8 && third >= 0 && third < 8) {
      return { length: 4, code: (kind - 0x30) * 64 + second * 8 + third };
    }
  }
  const letter = LETTERS[String.fromCharCode(kind)];
  if (letter !== undefined) return { length: 2, code: letter };
  if (kind === LINE_FEED) return { length: 2, code: -1 };
  // \\ \" \' \/ and their like stand for the character itself.
  return kind > 0x20 && kind < 0x7f && wordBytes[kind] !== 1 ? { length: 2, code: kind } : undefined;
}

function reference(bytes: Uint8Array, at: number): Escape | undefined {
  let end = at + 1;
  while (end < at + 12 && bytes[end] !== 0x3b && (bytes[end] ?? 0) > 0x20) end++;
  if (bytes[end] !== 0x3b) return undefined;
  const name = String.fromCharCode(...bytes.subarray(at + 1, end));
  const length = end + 1 - at;
  const numeric = /^#(?:[xX]([0-9A-Fa-f]{1,7})|([0-9]{1,7}))$/.exec(name);
  if (numeric !== null) {
    return { length, code: Number.parseInt(numeric[1] ?? numeric[2] ?? '', numeric[1] === undefined ? 10 : 16) };
  }
  const named = NAMED[name.toLowerCase()];
  return named === undefined ? undefined : { length, code: named.charCodeAt(0) };
}

/** The escape of one encoding at a place, if there is one. */
function escapeAt(bytes: Uint8Array, at: number, encoding: EscapeEncoding): Escape | undefined {
  const byte = bytes[at];
  if (encoding === 'percent') {
    if (byte !== PERCENT) return undefined;
    const code = hexAt(bytes, at + 1, 2);
    return code < 0 ? undefined : { length: 3, code };
  }
  if (encoding === 'escape') return byte === BACKSLASH ? backslashEscape(bytes, at) : undefined;
  if (encoding === 'html') return byte === AMPERSAND ? reference(bytes, at) : undefined;
  if (byte !== EQUALS) return undefined;
  if (bytes[at + 1] === LINE_FEED) return { length: 2, code: -1 };
  if (bytes[at + 1] === CARRIAGE_RETURN && bytes[at + 2] === LINE_FEED) return { length: 3, code: -1 };
  const code = hexAt(bytes, at + 1, 2);
  return code < 0 ? undefined : { length: 3, code };
}

/** Opens the escapes around a place: all of one encoding, no further than a key and its line need. */
export function openEscapes(bytes: Uint8Array, offset: number, encoding: EscapeEncoding): Opened {
  const isWhole = bytes.length <= BEFORE + AFTER;
  let from = isWhole ? 0 : Math.max(0, offset - BEFORE);
  // Not within an escape: from a line's beginning, where there is one.
  const line = bytes.subarray(from, offset).indexOf(LINE_FEED);
  if (from > 0 && line >= 0) from += line + 1;
  const to = isWhole ? bytes.length : Math.min(bytes.length, offset + AFTER);
  const isBytes = encoding === 'percent' || encoding === 'quoted-printable';
  const builder = new OpenedBuilder((to - from) * 2);
  for (let at = from; at < to;) {
    const escape = escapeAt(bytes, at, encoding);
    if (escape === undefined) {
      builder.put(bytes[at] ?? 0, at, at + 1);
      at++;
      continue;
    }
    const end = at + escape.length;
    if (escape.code >= 0) {
      if (isBytes) builder.put(escape.code, at, end);
      else builder.putCharacter(escape.code, at, end);
    }
    at = end;
  }
  const isCut = { before: from > 0 && line < 0, behind: to < bytes.length };
  return builder.result(encoding, from, isCut.behind ? to - MARGIN : to, null, isCut);
}

const ENCODINGS: readonly EscapeEncoding[] = ['escape', 'percent', 'html', 'quoted-printable'];

/** What an escape, itself escaped or not, stands for; where it ends a word goes on or does not. */
function meaningAt(bytes: Uint8Array, at: number, encoding: EscapeEncoding): { code: number; end: number } | undefined {
  const found = escapeAt(bytes, at, encoding);
  if (found === undefined) return undefined;
  const end = at + found.length;
  // Escaped twice: `\\u005f`, `%255F`, `&amp;#95;`.
  const again =
    encoding === 'escape' && found.code === BACKSLASH
      ? backslashEscape(bytes, end - 1)
      : encoding === 'percent' && found.code === PERCENT && hexAt(bytes, end, 2) >= 0
        ? { length: 3, code: hexAt(bytes, end, 2) }
        : encoding === 'html' && found.code === AMPERSAND
          ? reference(bytes, end - 1)
          : undefined;
  return again === undefined ? { code: found.code, end } : { code: again.code, end: end - 1 + again.length };
}

/**
 * The encoding in which a run of characters goes on behind its visible end, as a key does whose next character is escaped;
 * undefined where it is over.
 *
 * @param belongs whether a byte would go on with the run
 */
export function continuation(
  bytes: Uint8Array,
  end: number,
  belongs: (byte: number) => boolean,
): EscapeEncoding | undefined {
  const byte = bytes[end];
  if (byte !== BACKSLASH && byte !== PERCENT && byte !== AMPERSAND && byte !== EQUALS) return undefined;
  for (const encoding of ENCODINGS) {
    const meaning = meaningAt(bytes, end, encoding);
    if (meaning === undefined) continue;
    if (meaning.code === -1) {
      return encoding === 'quoted-printable' && belongs(bytes[meaning.end] ?? 0) && isSoftBreak(bytes, end)
        ? encoding
        : undefined;
    }
    return belongs(meaning.code) ? encoding : undefined;
  }
  return undefined;
}

/**
 * The encoding whose escaped line feeds keep digits in lines apart, where digits follow behind one.
 *
 * @param belongs whether a byte is a digit
 */
export function lineContinuation(
  bytes: Uint8Array,
  end: number,
  belongs: (byte: number) => boolean,
): EscapeEncoding | undefined {
  for (const encoding of ENCODINGS) {
    let at = end;
    for (
      let meaning = meaningAt(bytes, at, encoding);
      meaning !== undefined;
      meaning = meaningAt(bytes, at, encoding)
    ) {
      if (meaning.code !== LINE_FEED && meaning.code !== CARRIAGE_RETURN) break;
      at = meaning.end;
    }
    if (at > end) return belongs(bytes[at] ?? 0) ? encoding : undefined;
  }
  return undefined;
}

/** A line that ends with `=` is cut by quoted-printable where it has the length for that, or where the text says so. */
function isSoftBreak(bytes: Uint8Array, at: number): boolean {
  const from = bytes.lastIndexOf(LINE_FEED, at) + 1;
  const width = at + 1 - from;
  if (width >= 70 && width <= 76) return true;
  const head = String.fromCharCode(...bytes.subarray(Math.max(0, at - BEFORE), at));
  return /quoted-printable/i.test(head);
}
