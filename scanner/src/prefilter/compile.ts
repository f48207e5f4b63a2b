import { COMPARED, spellings } from '../anchor.ts';
import type { Anchor } from '../anchor.ts';
import type { AnchorSet } from '../anchor-set.ts';

/** An anchor as it is compared: at most eight characters, each of them a byte, in one spelling. */
export interface Literal {
  readonly anchor: number;
  readonly text: string;
}

/** Length of a gram: what a position of the search is looked up by. */
export const GRAM = 4;

/** The spellings of anchors, each at most eight bytes; those of four bytes and more are what a prefilter can find. */
export function literalsOf(anchors: Iterable<Anchor>): Literal[] {
  const literals: Literal[] = [];
  for (const { id, text, ignoreCase } of anchors) {
    if (!ignoreCase) literals.push({ anchor: id, text: text.slice(0, COMPARED) });
    else for (const spelling of spellings(text)) literals.push({ anchor: id, text: spelling.slice(0, COMPARED) });
  }
  return literals;
}

/** How far apart the looked-up positions may lie so that no anchor slips between: 4, 2 or 1 bytes. */
function strideOf(lengths: Uint8Array): 1 | 2 | 4 {
  let shortest = COMPARED;
  for (const length of lengths) if (length < shortest) shortest = length;
  const stride = shortest - GRAM + 1;
  return stride >= 4 ? 4 : stride >= 2 ? 2 : 1;
}

// The layout of scanner/wasm/prefilter.ts, which explains it.
const HEADER = 2016;
const HEADER_WORDS = 4;
const TABLE = 2048;
const ENTRIES = TABLE + (4 << 13) + (2 << 14);
const VALUES = ENTRIES + 135_168;
const MAX_ANCHORS = 4096;
const LENGTHS = VALUES + MAX_ANCHORS * COMPARED;
const IDS = LENGTHS + MAX_ANCHORS;
export const HITS: number = IDS + MAX_ANCHORS * Uint32Array.BYTES_PER_ELEMENT;

const encoder = new TextEncoder();

/**
 * Writes the anchors into WebAssembly memory, whose `prepare` then makes the tables of them. There are thousands at every
 * start, and code that has only just begun to run is slow: so no more is done here than to copy.
 *
 * @throws RangeError where there are more anchors than the tables hold
 */
export function writeAnchors(memory: WebAssembly.Memory, { plain, forms }: AnchorSet): void {
  const literals = literalsOf(plain);
  const count = literals.length + forms.lengths.length;
  if (count > MAX_ANCHORS) {
    throw new RangeError(`At most ${MAX_ANCHORS} anchors can be searched at once, not ${count}.`);
  }
  const values = new Uint8Array(memory.buffer, VALUES, count * COMPARED);
  const lengths = new Uint8Array(memory.buffer, LENGTHS, count);
  const ids = new Uint32Array(memory.buffer, IDS, literals.length);
  for (const [index, { anchor, text }] of literals.entries()) {
    for (let i = 0; i < text.length; i++) values[index * COMPARED + i] = text.charCodeAt(i);
    lengths[index] = text.length;
    ids[index] = anchor;
  }
  // Forms are ASCII, as what they are the forms of.
  values.set(encoder.encode(forms.heads), literals.length * COMPARED);
  lengths.set(encoder.encode(forms.lengths), literals.length);
  const header = new Uint32Array(memory.buffer, HEADER, HEADER_WORDS);
  header[0] = count;
  header[1] = strideOf(lengths);
  // Of the literals behind these each is an anchor of its own: their ids follow from their positions.
  header[2] = literals.length;
  header[3] = plain.length;
}

/** The stride of the anchors that were written into a memory. */
export function writtenStride(memory: WebAssembly.Memory): number {
  return new Uint32Array(memory.buffer, HEADER, 2)[1] ?? 1;
}
