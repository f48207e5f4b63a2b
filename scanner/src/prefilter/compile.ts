import { spellings } from '../anchor.ts';
import type { Anchor } from '../anchor.ts';

/** An anchor as it is compared: at most eight characters, each of them a byte, in one spelling. */
export interface Literal {
  readonly anchor: number;
  readonly text: string;
}

const COMPARED = 8;
/** Length of a gram: what a position of the search is looked up by. */
export const GRAM = 4;

/** The spellings of anchors, each at most eight bytes; those of four bytes and more are what a prefilter can find. */
export function literalsOf(anchors: readonly Anchor[]): Literal[] {
  const literals: Literal[] = [];
  for (const { id, text, ignoreCase } of anchors) {
    if (!ignoreCase) literals.push({ anchor: id, text: text.slice(0, COMPARED) });
    else for (const spelling of spellings(text)) literals.push({ anchor: id, text: spelling.slice(0, COMPARED) });
  }
  return literals;
}

/** How far apart the looked-up positions may lie so that no anchor slips between: 4, 2 or 1 bytes. */
function strideOf(literals: readonly Literal[]): 1 | 2 | 4 {
  let shortest = COMPARED;
  for (const { text } of literals) if (text.length < shortest) shortest = text.length;
  const stride = shortest - GRAM + 1;
  return stride >= 4 ? 4 : stride >= 2 ? 2 : 1;
}

// The layout of scanner/wasm/prefilter.ts, which explains it.
const HEADER = 2032;
const TABLE = 2048;
const ENTRIES = TABLE + (4 << 13) + (2 << 14);
const ANCHORS = ENTRIES + 135_168;
const ANCHOR_BYTES = 16;
const MAX_ANCHORS = 4096;
export const HITS: number = ANCHORS + MAX_ANCHORS * ANCHOR_BYTES;

/**
 * Writes the anchors into WebAssembly memory, whose `prepare` then makes the tables of them. There are thousands at every
 * start, and code that has only just begun to run is slow: so no more is done here than to copy.
 *
 * @throws RangeError where there are more anchors than the tables hold
 */
export function writeAnchors(memory: WebAssembly.Memory, anchors: readonly Anchor[]): void {
  const literals = literalsOf(anchors);
  if (literals.length > MAX_ANCHORS) {
    throw new RangeError(`At most ${MAX_ANCHORS} anchors can be searched at once, not ${literals.length}.`);
  }
  const header = new Uint32Array(memory.buffer, HEADER, 2);
  header[0] = literals.length;
  header[1] = strideOf(literals);
  const bytes = new Uint8Array(memory.buffer, ANCHORS, literals.length * ANCHOR_BYTES);
  const words = new Uint32Array(memory.buffer, ANCHORS, literals.length * (ANCHOR_BYTES / 4));
  let at = 0;
  for (const { anchor, text } of literals) {
    for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
    words[at / 4 + 2] = text.length;
    words[at / 4 + 3] = anchor;
    at += ANCHOR_BYTES;
  }
}

/** The stride of the anchors that were written into a memory. */
export function writtenStride(memory: WebAssembly.Memory): number {
  return new Uint32Array(memory.buffer, HEADER, 2)[1] ?? 1;
}
