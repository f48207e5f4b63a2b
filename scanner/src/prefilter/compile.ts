import type { Anchor } from '../rule-set.ts';

/** An anchor as it is compared: at most eight bytes, in one spelling. */
export interface Literal {
  readonly anchor: number;
  readonly bytes: Uint8Array;
}

const COMPARED = 8;
/** Length of a gram: what a position of the search is looked up by. */
export const GRAM = 4;

/** The spellings of anchors, each at most eight bytes; those of four bytes and more are what a prefilter can find. */
export function literalsOf(anchors: readonly Anchor[]): Literal[] {
  const encoder = new TextEncoder();
  return anchors.flatMap((anchor) => {
    const lower = anchor.text.toLowerCase();
    const spellings = anchor.ignoreCase
      ? new Set([lower, anchor.text.toUpperCase(), `${lower.slice(0, 1).toUpperCase()}${lower.slice(1)}`])
      : new Set([anchor.text]);
    return [...spellings].map((text) => ({ anchor: anchor.id, bytes: encoder.encode(text).slice(0, COMPARED) }));
  });
}

/** How far apart the looked-up positions may lie so that no anchor slips between: 4, 2 or 1 bytes. */
export function strideOf(literals: readonly Literal[]): 1 | 2 | 4 {
  const shortest = Math.min(...literals.map((literal) => literal.bytes.length));
  const stride = shortest - GRAM + 1;
  return stride >= 4 ? 4 : stride >= 2 ? 2 : 1;
}

// The layout of scanner/wasm/prefilter.ts, which explains it.
const TABLE_BITS = 14;
const TABLE = 1024;
const BUCKETS = TABLE + (1 << TABLE_BITS);
const ENTRIES = BUCKETS + 512;
const ENTRIES_BYTES = 16_384;
const ANCHORS = ENTRIES + ENTRIES_BYTES;
const ANCHOR_BYTES = 32;
const MAX_ANCHORS = 512;
const MAX_BUCKETS = 255;
const END_OF_BUCKET = 0xffff_ffff;
export const HITS: number = ANCHORS + MAX_ANCHORS * ANCHOR_BYTES;

const slotOf = (bytes: Uint8Array, at: number): number => {
  const gram =
    (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
  return Math.imul(gram, 0x9e37_79b1) >>> (32 - TABLE_BITS);
};

/**
 * Writes the tables of the prefilter into WebAssembly memory.
 *
 * @throws RangeError where there are more anchors than the tables hold
 */
export function writeTables(memory: WebAssembly.Memory, literals: readonly Literal[], stride: number): void {
  if (literals.length > MAX_ANCHORS) {
    throw new RangeError(`At most ${MAX_ANCHORS} anchors can be searched at once, not ${literals.length}.`);
  }
  const bytes = new Uint8Array(memory.buffer);
  const view = new DataView(memory.buffer);
  const buckets = new Map<number, Set<number>>();
  literals.forEach(({ anchor, bytes: literal }, index) => {
    for (let offset = 0; offset < stride; offset++) {
      const slot = slotOf(literal, offset);
      let bucket = bytes[TABLE + slot] ?? 0;
      if (bucket === 0) {
        // Past the last bucket, slots share one: a few more comparisons, the same hits.
        bucket = (buckets.size % MAX_BUCKETS) + 1;
        if (!buckets.has(bucket)) buckets.set(bucket, new Set());
        bytes[TABLE + slot] = bucket;
      }
      buckets.get(bucket)?.add((index << 8) | offset);
    }
    const at = ANCHORS + index * ANCHOR_BYTES;
    bytes.fill(0xff, at, at + literal.length);
    bytes.set(literal, at + 8);
    view.setUint32(at + 16, literal.length, true);
    view.setUint32(at + 20, anchor, true);
  });
  let entry = 0;
  const put = (value: number): void => {
    if (entry * 4 >= ENTRIES_BYTES) throw new RangeError('Too many anchors begin alike to be searched at once.');
    view.setUint32(ENTRIES + 4 * entry++, value, true);
  };
  for (const [bucket, entries] of buckets) {
    view.setUint16(BUCKETS + bucket * 2, entry, true);
    for (const value of entries) put(value);
    put(END_OF_BUCKET);
  }
}
