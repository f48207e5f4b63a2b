/** Reads deltas where they are not read natively (gitformat-pack, "Deltified representation"). */

/** No object that is read in JavaScript is larger, in bytes; what says so is broken, or git reads it. */
export const LARGEST_OBJECT: number = 2 ** 29;
/** Up to so many bytes are copied sooner one by one. */
const SHORT = 48;

/** What a delta makes, and which of it is new. */
export interface Applied {
  readonly data: Buffer;
  /** Pairs of from and to: what it inserts, and the seams between two copies, which are empty. */
  readonly ranges: readonly number[];
}

/**
 * Visits what a delta takes, in order.
 *
 * @param at behind the sizes that it begins with
 * @param visit is told whether bytes are copied from the base or stand in the delta, from where there and how many; false ends it
 * @returns whether the end was reached
 */
export function visitDelta(
  delta: Uint8Array,
  at: number,
  end: number,
  visit: (isCopy: boolean, from: number, length: number) => boolean,
): boolean {
  let next = at;
  while (next < end) {
    const code = delta[next++] ?? 0;
    if (code < 128) {
      if (!visit(false, next, code)) return false;
      next += code;
      continue;
    }
    let from = 0;
    let length = 0;
    for (let i = 0; i < 4; i++) if ((code & (1 << i)) !== 0) from += (delta[next++] ?? 0) * 2 ** (8 * i);
    for (let i = 0; i < 3; i++) if ((code & (16 << i)) !== 0) length += (delta[next++] ?? 0) * 2 ** (8 * i);
    if (!visit(true, from, length === 0 ? 65_536 : length)) return false;
  }
  return true;
}

/** Where the instructions of a delta begin: behind the sizes of base and result. */
export function skipSizes(delta: Uint8Array, at: number, end: number): number {
  let next = at;
  for (let sizes = 0; sizes < 2; sizes++) while (next < end && ((delta[next++] ?? 0) & 128) !== 0);
  return next;
}

/**
 * Applies a delta.
 *
 * @param roomFor gives the room for so many bytes
 * @returns undefined where it does not fit its base or is broken
 */
export function applyDelta(base: Buffer, delta: Buffer, roomFor: (size: number) => Buffer): Applied | undefined {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = delta[at++];
      if (byte === undefined || scale > 2 ** 42) return -1;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  if (varint() !== base.length) return undefined;
  const size = varint();
  if (size < 0 || size > LARGEST_OBJECT) return undefined;
  const data = roomFor(size);
  const ranges: number[] = [];
  let wasCopy = false;
  let to = 0;
  const isSound = visitDelta(delta, at, delta.length, (isCopy, from, length) => {
    const source = isCopy ? base : delta;
    if (length === 0 || from + length > source.length || to + length > size) return false;
    if (length <= SHORT) for (let i = 0; i < length; i++) data[to + i] = source[from + i] ?? 0;
    else source.copy(data, to, from, from + length);
    // Where two copies meet, only what is of both is new: an empty range is overlapped by nothing else.
    if (!isCopy || wasCopy) {
      const end = isCopy ? to : to + length;
      if (ranges.length > 0 && to === ranges.at(-1)) ranges[ranges.length - 1] = end;
      else ranges.push(to, end);
    }
    wasCopy = isCopy;
    to += length;
    return true;
  });
  return isSound && to === size ? { data, ranges } : undefined;
}
