import { wordBytes } from './alphabet.ts';

const BACKSLASH = 0x5c;
const HYPHEN = 0x2d;
const isHex = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);

/** How many backslashes stand in a row directly before an offset. */
function backslashesBefore(bytes: Uint8Array, offset: number, from: number): number {
  let count = 0;
  while (offset - count > from && bytes[offset - count - 1] === BACKSLASH) count++;
  return count;
}

/**
 * Whether a token may begin at `offset`: nothing that continues a word stands before it, or what does is the end of an
 * escape (`\n`, `\t`, `\x22`, `"`, `%22`, `=3D`, an ANSI colour) and not a part of the word.
 *
 * @param from the first byte that may be looked at
 */
export function startsToken(bytes: Uint8Array, offset: number, from: number): boolean {
  if (offset <= from) return true;
  const before = bytes[offset - 1] ?? 0;
  if (!wordBytes[before]) return true;
  // A hyphen that itself follows nothing of a word: a line of a patch, a default (`${KEY:-…}`), an option.
  if (before === HYPHEN && (offset - 1 === from || !wordBytes[bytes[offset - 2] ?? 0])) return true;
  // \n, \r, \t, \b, \f, \v, \0, \a, \e: an escape letter, itself not escaped
  if (
    offset - from >= 2 &&
    'nrtbfv0ae'.includes(String.fromCharCode(before)) &&
    backslashesBefore(bytes, offset - 1, from) % 2 === 1
  ) {
    return true;
  }
  const hexBefore = isHex(before) && offset - from >= 3 && isHex(bytes[offset - 2] ?? 0);
  if (hexBefore) {
    const mark = bytes[offset - 3] ?? 0;
    // %22 and quoted-printable's =3D
    if (mark === 0x25) return true;
    // %253D: percent-encoded twice
    if (mark === 0x35 && offset - from >= 5 && bytes[offset - 4] === 0x32 && bytes[offset - 5] === 0x25) return true;
    if (
      mark === 0x3d &&
      (bytes[offset - 2] === 0x33 || bytes[offset - 2] === 0x32) &&
      /[0-9A-F]/.test(String.fromCharCode(before))
    ) {
      return true;
    }
    // \x22
    if (mark === 0x78 && offset - from >= 4 && backslashesBefore(bytes, offset - 3, from) % 2 === 1) return true;
    // "
    if (
      offset - from >= 6 &&
      isHex(mark) &&
      isHex(bytes[offset - 4] ?? 0) &&
      bytes[offset - 5] === 0x75 &&
      backslashesBefore(bytes, offset - 5, from) % 2 === 1
    ) {
      return true;
    }
  }
  // ESC [ 1 ; 32 m
  if (before === 0x6d) {
    let at = offset - 2;
    while (
      at > from &&
      offset - at < 16 &&
      (((bytes[at] ?? 0) >= 0x30 && (bytes[at] ?? 0) <= 0x39) || bytes[at] === 0x3b)
    ) {
      at--;
    }
    if (bytes[at] === 0x5b && at > from && (bytes[at - 1] === 0x1b || endsEscapeName(bytes, at, from))) return true;
  }
  return false;
}

/** Whether `\e`, `\033`, `\x1b` or `\u001b` stands directly before an offset. */
function endsEscapeName(bytes: Uint8Array, offset: number, from: number): boolean {
  const text = String.fromCharCode(...bytes.subarray(Math.max(from, offset - 6), offset));
  return /\\(?:e|033|x1b|u001b)$/i.test(text);
}

/** The end of the run of `table`'s bytes that begins at `offset`, at most `to`. */
export function runEnd(bytes: Uint8Array, offset: number, to: number, table: Uint8Array): number {
  let at = offset;
  while (at < to && table[bytes[at] ?? 0]) at++;
  return at;
}
