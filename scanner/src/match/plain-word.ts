const isWordByte = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  (byte >= 0x41 && byte <= 0x5a) ||
  (byte >= 0x61 && byte <= 0x7a) ||
  byte === 0x5f ||
  byte === 0x2d;

/**
 * Whether an anchor stands as an ordinary word of a sentence ("to clarify that", "Clarifying the", "# Clarify when"), which
 * most do: then the file need not be decoded. A part of an identifier, a host or a path is a name.
 */
export function isPlainWord(bytes: Uint8Array, offset: number, length: number): boolean {
  const before = bytes[offset - 1] ?? 0x20;
  const after = bytes[offset + length] ?? 0x20;
  const next = bytes[offset + length + 1] ?? 0x20;
  if (isWordByte(before) || before === 0x2e || before === 0x2f || before === 0x40) return false;
  if (isWordByte(after)) return (after === 0x69 && next === 0x6e) || (after === 0x2d && next === 0x2d);
  if (after === 0x2e || after === 0x2f) return !isWordByte(next);
  const isUpper = (byte: number): boolean => byte >= 0x41 && byte <= 0x5a;
  if (!isUpper(bytes[offset] ?? 0)) return true;
  return !isUpper(bytes[offset + 1] ?? 0) && !(after === 0x20 && isUpper(next));
}
