/** Texts in, keys out: the prefilter's hits are judged, each in its text. */
import { decodeUtf16, isMarkedUtf16, wholeUtf16 } from './decode/utf16.ts';
import { standsWhole } from './decode/openings.ts';
import { KeyFinder } from './find/key-finder.ts';
import { sightingsOf } from './find/sightings.ts';
import type { FileEvidence, Hit, TextInfo, TextMemory } from './find/text.ts';
import { fingerprint as unkeyed } from './fingerprint.ts';
import type { Fingerprinter } from './fingerprint.ts';
import type { Place, Sighting } from './model.ts';
import { Placer } from './place/placer.ts';
import { Ranges } from './place/ranges.ts';
import type { Prefilter } from './prefilter/prefilter.ts';
import type { RuleSet } from './rule-set.ts';

/** Judges texts by a rule set. One instance a thread; it keeps no state between texts. */
export class Scanner {
  readonly rules: RuleSet;
  readonly prefilter: Prefilter;
  readonly #fingerprint: Fingerprinter;
  readonly #finder: KeyFinder;
  #hits: Hit[] = [];
  readonly #collect = (offset: number, anchor: number): void => {
    this.#hits.push({ offset, anchor });
  };

  /** Told of what has a key's shape and is a placeholder: where it stands, and never what it is. */
  onPlaceholder: ((path: string | null, place: Place) => void) | undefined;

  constructor(rules: RuleSet, prefilter: Prefilter, fingerprint: Fingerprinter = unkeyed) {
    this.rules = rules;
    this.prefilter = prefilter;
    this.#fingerprint = fingerprint;
    this.#finder = new KeyFinder(rules, prefilter);
  }

  /** Scans a whole text. Copies it into the prefilter's memory; a source that reads straight into it calls `scanWindow`. */
  scan(bytes: Uint8Array, info: TextInfo = { path: null }): Sighting[] {
    this.prefilter.window(bytes.length).set(bytes);
    return this.scanWindow(bytes.length, info);
  }

  /** Scans a whole text that stands at the beginning of the prefilter's window. */
  scanWindow(length: number, info: TextInfo): Sighting[] {
    const hits = this.hits(0, length);
    if (hits.length === 0 && !this.rules.decodes) return [];
    const window = this.prefilter.window(0);
    // Marked as UTF-16, a text may hold what no anchor shows: escapes, or base64 in lines.
    if (hits.length === 0 && !(length > 1 && isMarkedUtf16(window))) return [];
    return this.judge(window.subarray(0, length), hits, info);
  }

  /** Anchors in a range of the window, ascending. */
  hits(from: number, to: number): readonly Hit[] {
    if (this.#hits.length > 0) this.#hits = [];
    if (this.prefilter.search(from, to, this.#collect) === 0) return this.#hits;
    const bytes = this.prefilter.window(0);
    const whole = this.#hits.filter((hit) => standsWhole(bytes, hit, this.rules));
    return whole.toSorted((a, b) => a.offset - b.offset || a.anchor - b.anchor);
  }

  /** As `KeyFinder.mayHold`. */
  mayHold(bytes: Uint8Array, hits: readonly Hit[]): boolean {
    return this.#finder.mayHold(bytes, hits);
  }

  /**
   * Judges the anchors found in a text.
   *
   * @param bytes the text, or a window of it that begins at a line's beginning
   * @param hits ascending
   * @param whole what the whole file says, where `bytes` is a window of it
   * @param firstLine the number of the window's first line
   */
  judge(
    bytes: Uint8Array,
    hits: readonly Hit[],
    info: TextInfo,
    whole?: FileEvidence,
    firstLine = 1,
    memory?: TextMemory,
  ): Sighting[] {
    const encoding = whole === undefined && this.rules.decodes ? wholeUtf16(bytes) : undefined;
    if (encoding !== undefined) return this.#judgeUtf16(bytes, hits, info, encoding);
    const text = { bytes, info, whole, line: [], memory };
    const found = this.#finder.find(text, hits, 0, this.#placeholdersOf(bytes, info, firstLine));
    return sightingsOf(bytes, found, this.#fingerprint, firstLine, memory?.lineStarts);
  }

  /** A text that is UTF-16 is judged as its reader sees it; what else stands among its bytes is not lost. */
  #judgeUtf16(bytes: Uint8Array, hits: readonly Hit[], info: TextInfo, encoding: 'utf-16le' | 'utf-16be'): Sighting[] {
    const { bytes: text, starts, ends } = decodeUtf16(bytes, 0, bytes.length, encoding);
    const around = { info, whole: undefined, line: [] };
    const found = this.#finder.find({ bytes: text, ...around }, this.#finder.hitsWithin(text), 1);
    const inText = sightingsOf(text, found, this.#fingerprint, 1).map((sighting) => ({
      ...sighting,
      start: starts[sighting.start] ?? 0,
      end: ends[sighting.end - 1] ?? 0,
      encoding: [encoding, ...sighting.encoding],
    }));
    const asBytes = this.#finder.find({ bytes, ...around }, hits, 0, this.#placeholdersOf(bytes, info, 1));
    const asText = Ranges.of(inText.toSorted((a, b) => a.start - b.start));
    const others = asBytes.filter(({ start, end }) => !asText.touch(start, end));
    return [...inText, ...sightingsOf(bytes, others, this.#fingerprint, 1)].toSorted((a, b) => a.start - b.start);
  }

  /** Who is told of a text's placeholders. */
  #placeholdersOf(
    bytes: Uint8Array,
    { path }: TextInfo,
    firstLine: number,
  ): ((start: number, end: number) => void) | undefined {
    const { onPlaceholder } = this;
    if (onPlaceholder === undefined) return undefined;
    return (start, end) => {
      onPlaceholder(path, new Placer(bytes, firstLine).place(start, end));
    };
  }
}
