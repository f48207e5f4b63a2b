import type { Place } from '../model.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const PIECE = 65_536;
/** How much of a very long line counts as the line of what stands on it, in bytes on each side. */
const OWN_LINE_REACH = 1000;

/** Where a line begins, in bytes, and its number. */
export interface LineStart {
  readonly at: number;
  readonly line: number;
}

/**
 * Turns byte offsets of a UTF-8 text into lines and columns: 1-based, columns in UTF-16 units, LF and CRLF end a line,
 * a byte-order mark takes no column, a broken sequence counts as the replacement character that a decoder puts there.
 *
 * Offsets are asked for in ascending order, so that a text of many megabytes on one line is decoded once.
 */
export class Placer {
  readonly #bytes: Uint8Array;
  readonly #firstLine: number;
  readonly #known: readonly LineStart[];
  /** The first of the known that is not behind. */
  #nextKnown = 0;
  /** Where the line ends that the count is on, once it was looked for: a line may be as long as the text. */
  #lineEnd = -1;
  #lineNumber: number;
  /** How far `#column` has been counted. */
  #counted: number;
  #column: number;

  /**
   * @param bytes the text, or a window of it that begins at the beginning of a line
   * @param firstLine number of the window's first line
   * @param known lines from which the count may go on, ascending, for whoever remembers some
   */
  constructor(bytes: Uint8Array, firstLine = 1, known: readonly LineStart[] = []) {
    this.#bytes = bytes;
    this.#known = known;
    this.#firstLine = firstLine;
    this.#lineNumber = firstLine;
    this.#counted = 0;
    this.#column = 1;
  }

  /** Line and column of an offset that is not before the last one asked for (an earlier one restarts the count). */
  at(offset: number): { line: number; column: number } {
    if (offset < this.#counted) {
      this.#lineNumber = this.#firstLine;
      this.#counted = 0;
      this.#column = 1;
      this.#lineEnd = -1;
      this.#nextKnown = 0;
    }
    for (; this.#nextKnown < this.#known.length; this.#nextKnown++) {
      const { at, line } = this.#known[this.#nextKnown] ?? { at: 0, line: 0 };
      if (at > offset) break;
      if (line <= this.#lineNumber) continue;
      this.#lineNumber = line;
      this.#counted = at;
      this.#column = 1;
    }
    for (;;) {
      if (this.#lineEnd < this.#counted) {
        const end = this.#bytes.indexOf(LINE_FEED, this.#counted);
        this.#lineEnd = end === -1 ? Number.POSITIVE_INFINITY : end;
      }
      if (this.#lineEnd >= offset) break;
      this.#lineNumber++;
      this.#counted = this.#lineEnd + 1;
      this.#column = 1;
    }
    this.#column += utf16Length(this.#bytes, this.#counted, offset, this.#firstLine === 1);
    this.#counted = offset;
    return { line: this.#lineNumber, column: this.#column };
  }

  place(start: number, end: number): Place {
    const from = this.at(start);
    const to = this.at(end);
    return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
  }
}

/** UTF-16 units of the text between two offsets. */
function utf16Length(bytes: Uint8Array, from: number, to: number, atTextStart: boolean): number {
  let ascii = from;
  while (ascii < to && (bytes[ascii] ?? 0) < 0x80) ascii++;
  if (ascii === to) return to - from;
  const isMark = atTextStart && from === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let length = 0;
  for (let at = isMark ? 3 : from; at < to; at += PIECE) {
    const piece = bytes.subarray(at, Math.min(at + PIECE, to));
    length += decoder.decode(piece, { stream: at + PIECE < to }).length;
  }
  return length;
}

/** The line around an offset: its first byte and the offset of its end, without LF or CRLF; no further than `reach` bytes. */
export function lineAround(bytes: Uint8Array, start: number, end: number, reach: number): { from: number; to: number } {
  const lowest = Math.max(0, start - reach);
  const highest = Math.min(bytes.length, end + reach);
  let from = start;
  while (from > lowest && bytes[from - 1] !== LINE_FEED) from--;
  let to = end;
  while (to < highest && bytes[to] !== LINE_FEED) to++;
  if (to < highest && to > end && bytes[to - 1] === CARRIAGE_RETURN) to--;
  return { from, to };
}

/** The line on which something stands, as `lineAround` gives it, of which no more is read than concerns it. */
export function ownLineAround(bytes: Uint8Array, start: number, end: number): { from: number; to: number } {
  return lineAround(bytes, start, end, OWN_LINE_REACH);
}
