/** A text as UTF-8 that is edited in place, by offsets in UTF-16 units, which are what editors count in. */
import type { AnchorSet } from './anchor-set.ts';

/** The least that an anchor is looked for around a change, in bytes. */
const LEAST_REACH = 16;
/** Room for typing, so that not every keystroke copies the text into a larger array. */
const SPARE = 4096;
const LINE_FEED = 0x0a;
const encoder = new TextEncoder();

/** A replaced range, in bytes. */
export interface ReplacedBytes {
  readonly from: number;
  /** Its end before, and after. */
  readonly oldEnd: number;
  readonly newEnd: number;
  /** Line feeds that came, less those that went. */
  readonly lines: number;
}

export class EditableText {
  #room: Uint8Array<ArrayBuffer>;
  #size: number;
  #length: number;

  constructor(text: string) {
    const bytes = encoder.encode(text);
    this.#room = new Uint8Array(bytes.length + SPARE);
    this.#room.set(bytes);
    this.#size = bytes.length;
    this.#length = text.length;
  }

  /** A view that the next change makes void. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#room.subarray(0, this.#size);
  }

  /** In UTF-16 units. */
  get length(): number {
    return this.#length;
  }

  /**
   * Puts a text in place of a range of UTF-16 units. Where an end cuts a surrogate pair in two, its other half becomes the
   * replacement character, as it does in any encoder.
   *
   * @throws RangeError where the range is none of the text's
   */
  replace(start: number, end: number, text: string): ReplacedBytes {
    if (start < 0 || end < start || end > this.#length) {
      throw new RangeError(`${start} to ${end} is no range of a text of ${this.#length}.`);
    }
    const first = this.#byteAt(start);
    const last = start === end ? first : this.#byteAt(end);
    const oldEnd = last.at + (last.cuts ? 4 : 0);
    const inserted = encoder.encode(`${first.cuts ? '\ufffd' : ''}${text}${last.cuts ? '\ufffd' : ''}`);
    const shift = inserted.length - (oldEnd - first.at);
    const lines = lineFeeds(inserted) - lineFeeds(this.#room.subarray(first.at, oldEnd));
    this.#makeRoom(this.#size + shift);
    this.#room.copyWithin(oldEnd + shift, oldEnd, this.#size);
    this.#room.set(inserted, first.at);
    this.#size += shift;
    this.#length += text.length - (end - start);
    return { from: first.at, oldEnd, newEnd: oldEnd + shift, lines };
  }

  #makeRoom(size: number): void {
    if (size <= this.#room.length) return;
    const larger = new Uint8Array(size + SPARE + (size >> 3));
    larger.set(this.#room.subarray(0, this.#size));
    this.#room = larger;
  }

  /** The byte at which a unit begins; `cuts` where it is the second half of the four bytes that begin there. */
  #byteAt(unit: number): { at: number; cuts: boolean } {
    // As many bytes as units: all of it is ASCII.
    if (this.#size === this.#length) return { at: unit, cuts: false };
    let at = 0;
    for (let units = 0; units < unit;) {
      const lead = this.#room[at] ?? 0;
      const wide = lead >= 0xf0;
      if (wide && units + 1 === unit) return { at, cuts: true };
      units += wide ? 2 : 1;
      at += lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    }
    return { at, cuts: false };
  }
}

function lineFeeds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}

/** Bytes that a text takes in UTF-8. */
export function encodedLength(text: string): number {
  return encoder.encode(text).length;
}

/** How far from a change an anchor can stand that the change makes or breaks, in bytes. */
export function anchorReach(anchors: AnchorSet): number {
  return Math.max(LEAST_REACH, anchors.longest);
}
