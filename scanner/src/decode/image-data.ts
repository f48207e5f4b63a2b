/** Images that a JSON text holds in base64, as the outputs of a notebook do: what happens to stand in one is no text. */

/** How far the beginning of an image is looked for, in bytes. */
const REACH = 2 ** 23;
const QUOTE = 0x22;
const LONGEST_NAME = 48;
/** The name of an image's kind, at the end of what stands before its value. Of SVG, which is a text, there is none. */
const IMAGE_NAME = /"image\/(?!svg)[\w.+-]{1,32}"\s*:\s*\[?\s*$/;

/** Digits, padding, and line feeds that are written `\n`. */
const isDigit = (byte: number): boolean =>
  (byte >= 0x61 && byte <= 0x7a) ||
  (byte >= 0x41 && byte <= 0x5a) ||
  (byte >= 0x2f && byte <= 0x39) ||
  byte === 0x2b ||
  byte === 0x3d ||
  byte === 0x5c;
const isBetween = (byte: number): boolean => byte === 0x2c || byte === 0x20 || (byte >= 9 && byte <= 13);

/** Whether an offset lies in the value of a name such as `"image/png"`: one string of base64, or a list of them. */
export function isImageData(bytes: Uint8Array, offset: number): boolean {
  let end = offset;
  while (end < bytes.length && end < offset + REACH && isDigit(bytes[end] ?? 0)) end++;
  if (bytes[end] !== QUOTE) return false;
  const lowest = Math.max(0, offset - REACH);
  let at = offset;
  for (;;) {
    while (at > lowest && isDigit(bytes[at - 1] ?? 0)) at--;
    if (at <= lowest || bytes[at - 1] !== QUOTE) return false;
    at--;
    let before = at;
    while (before > lowest && isBetween(bytes[before - 1] ?? 0)) before--;
    // The string before it, in a list of lines.
    if (before === at || bytes[before - 1] !== QUOTE) break;
    at = before - 1;
  }
  return IMAGE_NAME.test(String.fromCharCode(...bytes.subarray(Math.max(0, at - LONGEST_NAME), at)));
}
