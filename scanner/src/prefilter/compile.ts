import { spellings } from '../rule-set.ts';
import type { Anchor } from '../rule-set.ts';

/** An anchor as it is compared: at most eight bytes, in one spelling. */
export interface Literal {
  readonly anchor: number;
  readonly bytes: Uint8Array;
}

const COMPARED = 8;
/** Length of a gram: what a position of the search is looked up by. */
export const GRAM = 4;

/** The first bytes of an ASCII text. There are thousands at every start: an encoder would take several times as long. */
function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.min(text.length, COMPARED));
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** The spellings of anchors, each at most eight bytes; those of four bytes and more are what a prefilter can find. */
export function literalsOf(anchors: readonly Anchor[]): Literal[] {
  return anchors.flatMap((anchor) => {
    const texts = anchor.ignoreCase ? spellings(anchor.text) : [anchor.text];
    return texts.map((text) => ({ anchor: anchor.id, bytes: bytesOf(text) }));
  });
}

/** How far apart the looked-up positions may lie so that no anchor slips between: 4, 2 or 1 bytes. */
export function strideOf(literals: readonly Literal[]): 1 | 2 | 4 {
  const shortest = Math.min(...literals.map((literal) => literal.bytes.length));
  const stride = shortest - GRAM + 1;
  return stride >= 4 ? 4 : stride >= 2 ? 2 : 1;
}

// The layout of scanner/wasm/prefilter.ts, which explains it.
const WORD_BITS = 13;
const BUCKET_BITS = 14;
const TABLE = 1024;
const BUCKETS = TABLE + (4 << WORD_BITS);
const ENTRIES = BUCKETS + (2 << BUCKET_BITS);
const ENTRIES_BYTES = 131_072;
const ANCHORS = ENTRIES + ENTRIES_BYTES;
const ANCHOR_BYTES = 32;
const MAX_ANCHORS = 4096;
const END_OF_BUCKET = 0xffff_ffff;
export const HITS: number = ANCHORS + MAX_ANCHORS * ANCHOR_BYTES;

/** The hash of the gram at an offset. */
const hashOf = (bytes: Uint8Array, at: number): number => {
  const gram =
    (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
  return Math.imul(gram, 0x9e37_79b1) >>> 0;
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
  const words = new Uint32Array(memory.buffer, TABLE, 1 << WORD_BITS);
  const buckets = new Uint16Array(memory.buffer, BUCKETS, 1 << BUCKET_BITS);
  const entries = new Uint32Array(memory.buffer, ENTRIES, ENTRIES_BYTES / 4);
  const fields = new Uint32Array(memory.buffer, ANCHORS, (MAX_ANCHORS * ANCHOR_BYTES) / 4);
  const packed: number[] = [];
  const slots: number[] = [];
  literals.forEach(({ anchor, bytes: literal }, index) => {
    for (let offset = 0; offset < stride; offset++) {
      const hash = hashOf(literal, offset);
      words[hash >>> (32 - WORD_BITS)] = (words[hash >>> (32 - WORD_BITS)] ?? 0) | (1 << (hash >>> (27 - WORD_BITS)));
      slots.push(hash >>> (32 - BUCKET_BITS));
      packed.push((index << 8) | offset);
    }
    const at = ANCHORS + index * ANCHOR_BYTES;
    bytes.fill(0xff, at, at + literal.length);
    bytes.set(literal, at + 8);
    fields[index * 8 + 4] = literal.length;
    fields[index * 8 + 5] = anchor;
  });
  // Entries of one bucket stand together: counted first, then put in from each bucket's end.
  const ends = new Uint16Array(1 << BUCKET_BITS);
  for (const slot of slots) ends[slot] = (ends[slot] ?? 0) + 1;
  let next = 1;
  for (let slot = 0; slot < ends.length; slot++) {
    const size = ends[slot] ?? 0;
    if (size === 0) continue;
    buckets[slot] = next;
    next += size;
    ends[slot] = next;
    if (next >= entries.length) throw new RangeError('Too many anchors to be searched at once.');
    entries[next++] = END_OF_BUCKET;
  }
  for (let i = slots.length - 1; i >= 0; i--) {
    const slot = slots[i] ?? 0;
    const at = (ends[slot] ?? 0) - 1;
    ends[slot] = at;
    entries[at] = packed[i] ?? 0;
  }
}
