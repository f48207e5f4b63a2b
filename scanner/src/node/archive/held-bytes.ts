/** Buffers for archives that are held while they are read: memory that was never touched before costs more than to fill it. */
const SMALLEST = 2 ** 16;
/** Of those that wait for another archive. */
const MOST_KEPT = 2;

const kept: Uint8Array[] = [];

/** A buffer of at least so many bytes, which hold anything; given back with `giveBack`. */
export function takeBuffer(length: number): Uint8Array {
  const at = kept.findIndex((buffer) => buffer.length >= length);
  const [buffer] = at === -1 ? [] : kept.splice(at, 1);
  return buffer ?? new Uint8Array(Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(Math.max(1, length)))));
}

/** Gives back a buffer that nobody reads any more. */
export function giveBack(buffer: Uint8Array): void {
  kept.push(buffer);
  kept.sort((a, b) => a.length - b.length);
  if (kept.length > MOST_KEPT) kept.shift();
}
