/**
 * A session for editors: a document once, then its changes in; sightings out, the same as a scan of the whole text.
 *
 * What costs time in a large text is looking for anchors and for vendors' names. Both are remembered by offset, and looked
 * for again only where the text has changed; judging the few anchors that are left is quick. It runs in a browser.
 */
import type { Mention } from './attribute/vendor-names.ts';
import { anchorReach, encodedLength, EditableText } from './editable-text.ts';
import type { Sighting } from './model.ts';
import type { Scanner } from './scan.ts';
import type { Hit, TextInfo } from './find/text.ts';
import type { LineStart } from './place/placer.ts';
import { latin1 } from './match/candidates.ts';

/** A range of a text, in UTF-16 units, and what stands there instead. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** How far a name is followed through characters that names hold before the whole text is looked at anew, in bytes. */
const LONGEST_WORD_RUN = 65_536;
const LINE_FEED = 0x0a;

/** One open document. Several share a scanner, as long as they take turns. */
export class DocumentSession {
  readonly #scanner: Scanner;
  readonly #info: TextInfo;
  readonly #text: EditableText;
  readonly #reach: number;
  readonly #nameBytes: Uint8Array;
  #hits: readonly Hit[];
  /** Null until a key needs to know who is named. */
  #mentions: readonly Mention[] | null = null;
  /** Of the keys that were found last: a count of lines goes on from there. */
  #lineStarts: readonly LineStart[] = [];

  constructor(scanner: Scanner, text: string, info: TextInfo = { path: null }) {
    this.#scanner = scanner;
    this.#info = info;
    this.#text = new EditableText(text);
    this.#reach = anchorReach(scanner.rules.anchors);
    this.#nameBytes = nameBytesOf(scanner);
    this.#hits = this.#search(0, this.#text.bytes.length);
  }

  /** Of the text, in UTF-16 units: an editor sees by it whether it has told of every change. */
  get length(): number {
    return this.#text.length;
  }

  /**
   * Takes changes that an editor made at once. All ranges are those of the text before any of them, and none overlap.
   *
   * @throws RangeError where a range is not one of the text
   */
  change(changes: readonly TextChange[]): void {
    // From the end, so that each leaves the offsets of those still to come as they were.
    for (const change of changes.toSorted((a, b) => b.start - a.start || b.end - a.end)) {
      const { from, oldEnd, newEnd, lines } = this.#text.replace(change.start, change.end, change.text);
      this.#renewHits(from, oldEnd, newEnd);
      this.#lineStarts = this.#lineStarts
        .filter(({ at }) => at <= from || at > oldEnd)
        .map((start) => (start.at <= from ? start : { at: start.at + newEnd - oldEnd, line: start.line + lines }));
      if (this.#mentions !== null) this.#renewMentions(this.#mentions, from, oldEnd, newEnd);
    }
  }

  /** What a scan of the whole text finds. */
  sightings(): Sighting[] {
    if (this.#hits.length === 0) return [];
    const { bytes } = this.#text;
    const sightings = this.#scanner.judge(bytes, this.#hits, this.#info, undefined, 1, {
      mentionsIn: (text) => this.#mentionsIn(text),
      lineStarts: this.#lineStarts,
    });
    // In a text that is taken for UTF-16, line feeds are of two bytes.
    const isWide = sightings.some(({ encoding: [outermost = ''] }) => outermost.startsWith('utf-16'));
    this.#lineStarts = isWide
      ? []
      : sightings.map(({ start, startLine }) => ({ at: bytes.lastIndexOf(LINE_FEED, start) + 1, line: startLine }));
    return sightings;
  }

  /** Of the document itself, from memory. The judge asks with its whole text. */
  #mentionsIn(text: () => string): readonly Mention[] {
    this.#mentions ??= this.#scanner.rules.names.mentions(text());
    return this.#mentions;
  }

  /** Anchors that begin in a range. What follows it is looked at as well, for one that begins there and ends behind. */
  #search(from: number, to: number): Hit[] {
    const { bytes } = this.#text;
    const end = Math.min(bytes.length, to + this.#reach);
    const window = this.#scanner.prefilter.window(end - from + this.#reach);
    window.set(bytes.subarray(from, end));
    // What an earlier text left behind this one is no part of it.
    window.fill(0, end - from, end - from + this.#reach);
    return this.#scanner
      .hits(0, end - from)
      .filter(({ offset }) => offset + from < to)
      .map(({ offset, anchor }) => ({ offset: offset + from, anchor }));
  }

  #renewHits(from: number, oldEnd: number, newEnd: number): void {
    const low = Math.max(0, from - this.#reach);
    const shift = newEnd - oldEnd;
    this.#hits = [
      ...this.#hits.filter(({ offset }) => offset < low),
      ...this.#search(low, newEnd),
      ...this.#hits
        .filter(({ offset }) => offset >= oldEnd)
        .map(({ offset, anchor }) => ({ offset: offset + shift, anchor })),
    ];
  }

  /** Names end at bytes that no name holds: between two such bytes, all of them are found again. */
  #renewMentions(mentions: readonly Mention[], from: number, oldEnd: number, newEnd: number): void {
    const { bytes } = this.#text;
    let low = from;
    while (low > 0 && from - low < LONGEST_WORD_RUN && this.#nameBytes[bytes[low - 1] ?? 0] === 1) low--;
    let high = newEnd;
    while (high < bytes.length && high - newEnd < LONGEST_WORD_RUN && this.#nameBytes[bytes[high] ?? 0] === 1) high++;
    if (from - low >= LONGEST_WORD_RUN || high - newEnd >= LONGEST_WORD_RUN) {
      this.#mentions = null;
      return;
    }
    const shift = newEnd - oldEnd;
    const found = this.#scanner.rules.names.mentions(latin1.decode(bytes.subarray(low, high)));
    this.#mentions = [
      ...mentions.filter(({ at }) => at < low),
      ...found.map((mention) => ({ ...mention, at: mention.at + low })),
      ...mentions.filter(({ at }) => at >= high - shift).map((mention) => ({ ...mention, at: mention.at + shift })),
    ];
  }
}

/** Which bytes a vendor's name may hold, or decide by standing beside one whether it is a name. */
function nameBytesOf(scanner: Scanner): Uint8Array {
  const table = new Uint8Array(256);
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_. ';
  const { providers, rivals } = scanner.rules;
  const names = [...providers, ...rivals].flatMap(({ context }) => [
    ...context.names,
    ...(context.words ?? []),
    ...context.hosts,
    ...(context.headers ?? []),
  ]);
  for (const character of [letters, ...names].join('')) {
    if (encodedLength(character) === 1) table[character.charCodeAt(0)] = 1;
    else table.fill(1, 0x80);
  }
  table[LINE_FEED] = names.some((name) => name.includes('\n')) ? 1 : 0;
  return table;
}
