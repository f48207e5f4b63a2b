/** The scanner's one public face: bytes in, sightings out. No files, no network, no platform. */
import { fingerprint as unkeyed } from './fingerprint.ts';
import type { Fingerprinter } from './fingerprint.ts';
import { contextualMatches } from './attribute/contextual.ts';
import { attributeShape } from './attribute/shared-prefix.ts';
import type { ContextEvidence } from './attribute/shared-prefix.ts';
import { mentionsWithin, onceEach, TextMentions } from './attribute/text-mentions.ts';
import type { Mention } from './attribute/vendor-names.ts';
import { encodedValue } from './decode/encoded-value.ts';
import { isImageData } from './decode/image-data.ts';
import type { Opened } from './decode/opened.ts';
import { openings, standsWhole } from './decode/openings.ts';
import { decodeUtf16, isMarkedUtf16, wholeUtf16 } from './decode/utf16.ts';
import { stoodPlain, withoutDoubles } from './found.ts';
import type { Found } from './found.ts';
import { candidateAt } from './match/candidates.ts';
import { isPlaceholder } from './match/placeholder.ts';
import { isPlainWord } from './match/plain-word.ts';
import type { Candidate } from './match/candidates.ts';
import type { Attribution, Place, Sighting } from './model.ts';
import { excerptOf } from './place/excerpt.ts';
import { ownLineAround, Placer } from './place/placer.ts';
import type { LineStart } from './place/placer.ts';
import { Ranges } from './place/ranges.ts';
import type { Prefilter } from './prefilter/prefilter.ts';
import type { RuleSet } from './rule-set.ts';
import type { PatternRule } from './rules/pattern-rule.ts';
import { Secret } from './secret.ts';
import { SharedLists } from './shared-lists.ts';
import { allowCommentAt } from './suppress/allow-comment-at.ts';

/** The encoding of what stands as it is; one for all. */
const PLAIN: readonly string[] = [];
/** Encodings within encodings. */
const MOST_DEPTH = 3;

/** What is known of the text beyond its bytes. */
export interface TextInfo {
  /** Relative path with `/`, for the vendors it names; null where there is none. */
  readonly path: string | null;
}

/** A place where the prefilter found an anchor, in the text's own offsets. */
export interface Hit {
  readonly offset: number;
  readonly anchor: number;
}

/** What a file too large to be held says as a whole; gathered window by window. */
export interface FileEvidence {
  /** Each vendor once for each kind. */
  readonly mentions: readonly Mention[];
}

/** What somebody remembers of a text, so that it need not be looked for in all of it. */
export interface TextMemory {
  /** The vendors that it names, ascending. */
  readonly mentionsIn: (text: () => string) => readonly Mention[];
  readonly lineStarts: readonly LineStart[];
}

/** A text, or what a decoder opened, with what is known around it. */
interface Text {
  readonly bytes: Uint8Array;
  readonly info: TextInfo;
  readonly whole: FileEvidence | undefined;
  /** Who is named on the line of the run that it was opened from. */
  readonly line: readonly Mention[];
  readonly memory?: TextMemory | undefined;
  /** How it was opened. */
  readonly opened?: Opened;
}

/** What stands plain in a text, and the vendors it names, for whatever is opened in it. */
interface PlainFinds {
  readonly found: Found[];
  readonly mentions: () => readonly Mention[];
  readonly mentionsOnLine: (start: number, end: number) => readonly Mention[];
}

/** Judges texts by a rule set. One instance a thread; it keeps no state between texts. */
export class Scanner {
  readonly rules: RuleSet;
  readonly prefilter: Prefilter;
  readonly #fingerprint: Fingerprinter;
  #hits: Hit[] = [];
  #inner: Prefilter | undefined;
  /** Of the text that is judged: what is escaped in several ways is opened in every order of them, and each shows the same tails. */
  readonly #fillers = new Map<string, boolean>();
  readonly #collect = (offset: number, anchor: number): void => {
    this.#hits.push({ offset, anchor });
  };

  readonly #isFiller = (tail: string): boolean => {
    const known = this.#fillers.get(tail);
    if (known !== undefined) return known;
    const isFiller = isPlaceholder(tail);
    this.#fillers.set(tail, isFiller);
    return isFiller;
  };

  /** Told of what has a key's shape and is a placeholder: where it stands, and never what it is. */
  onPlaceholder: ((path: string | null, place: Place) => void) | undefined;

  constructor(rules: RuleSet, prefilter: Prefilter, fingerprint: Fingerprinter = unkeyed) {
    this.rules = rules;
    this.prefilter = prefilter;
    this.#fingerprint = fingerprint;
  }

  /** Scans a whole text. Copies it into the prefilter's memory; a source that reads straight into it calls `scanWindow`. */
  scan(bytes: Uint8Array, info: TextInfo = { path: null }): Sighting[] {
    this.prefilter.window(bytes.length).set(bytes);
    return this.scanWindow(bytes.length, info);
  }

  /** Scans a whole text that stands at the beginning of the prefilter's window. */
  scanWindow(length: number, info: TextInfo): Sighting[] {
    const hits = this.hits(0, length);
    const window = this.prefilter.window(0);
    // Marked as UTF-16, a text may hold what no anchor shows: escapes, or base64 in lines.
    if (hits.length === 0 && !(this.rules.decodes && length > 1 && isMarkedUtf16(window))) return [];
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

  /**
   * Whether any of the anchors in a text can be a key's, whatever the rest of the text says. Most of those in large files
   * can't, and judging one of those reads it twice more.
   */
  mayHold(bytes: Uint8Array, hits: readonly Hit[]): boolean {
    this.#fillers.clear();
    return this.#mayHold(bytes, hits);
  }

  #mayHold(bytes: Uint8Array, hits: readonly Hit[]): boolean {
    const { rules } = this;
    for (const { offset, anchor } of hits) {
      if (rules.patterns[anchor] !== undefined) return true;
      const length = rules.anchors.plain[anchor]?.text.length ?? 0;
      if (rules.contextual[anchor] !== undefined && !isPlainWord(bytes, offset, length)) return true;
      const candidate = candidateAt(bytes, offset, anchor, rules, 0, bytes.length, undefined, this.#isFiller);
      if (candidate !== undefined) return true;
    }
    if (!rules.decodes) return false;
    for (const opened of openings(bytes, hits, rules)) if (this.#hitsWithin(opened.bytes).length > 0) return true;
    return false;
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
    this.#fillers.clear();
    const encoding = whole === undefined && this.rules.decodes ? wholeUtf16(bytes) : undefined;
    if (encoding !== undefined) return this.#judgeUtf16(bytes, hits, info, encoding);
    return this.#sightings(
      bytes,
      this.#find({ bytes, info, whole, line: [], memory }, hits, 0, firstLine),
      firstLine,
      memory?.lineStarts,
    );
  }

  /** A text that is UTF-16 is judged as its reader sees it; what else stands among its bytes is not lost. */
  #judgeUtf16(bytes: Uint8Array, hits: readonly Hit[], info: TextInfo, encoding: 'utf-16le' | 'utf-16be'): Sighting[] {
    const { bytes: text, starts, ends } = decodeUtf16(bytes, 0, bytes.length, encoding);
    const found = this.#find({ bytes: text, info, whole: undefined, line: [] }, this.#hitsWithin(text), 1);
    const inText = this.#sightings(text, found, 1).map((sighting) => ({
      ...sighting,
      start: starts[sighting.start] ?? 0,
      end: ends[sighting.end - 1] ?? 0,
      encoding: [encoding, ...sighting.encoding],
    }));
    const asBytes = this.#find({ bytes, info, whole: undefined, line: [] }, hits, 0);
    const asText = Ranges.of(inText.toSorted((a, b) => a.start - b.start));
    const others = asBytes.filter(({ start, end }) => !asText.touch(start, end));
    return [...inText, ...this.#sightings(bytes, others, 1)].toSorted((a, b) => a.start - b.start);
  }

  #sightings(
    bytes: Uint8Array,
    found: readonly Found[],
    firstLine: number,
    lineStarts?: readonly LineStart[],
  ): Sighting[] {
    const placer = new Placer(bytes, firstLine, lineStarts);
    const lists = new SharedLists();
    const texts = found.filter(({ start, encoding }) => encoding.length === 0 || !isImageData(bytes, start));
    return texts.map(({ start, end, value, prefixLength, attribution, encoding }) => {
      const secret = new Secret(value, prefixLength);
      const place = placer.place(start, end);
      // Each by its name: what is spread into an object takes many times as long.
      return {
        rule: attribution.rule,
        provider: attribution.provider,
        candidates: lists.of(attribution.candidates),
        environment: attribution.environment,
        confidence: attribution.confidence,
        evidence: lists.of(attribution.evidence),
        rivalClear: attribution.rivalClear,
        workspaces: attribution.workspaces,
        startLine: place.startLine,
        startColumn: place.startColumn,
        endLine: place.endLine,
        endColumn: place.endColumn,
        secret,
        fingerprint: this.#fingerprint(secret),
        start,
        end,
        encoding,
        excerpt: excerptOf(bytes, start, end, secret.preview),
        allow: allowCommentAt(bytes, start, end),
      };
    });
  }

  /** Anchors in a text that a decoder has opened. Its memory is apart: the window still holds what is being judged. */
  #hitsWithin(bytes: Uint8Array): Hit[] {
    this.#inner ??= this.prefilter.another();
    this.#inner.window(bytes.length).set(bytes);
    const hits: Hit[] = [];
    this.#inner.search(0, bytes.length, (offset, anchor) => hits.push({ offset, anchor }));
    return hits.toSorted((a, b) => a.offset - b.offset || a.anchor - b.anchor);
  }

  /** Keys in a text and in what is encoded in it, ascending, each once at its place. */
  #find(text: Text, hits: readonly Hit[], depth: number, firstLine = 1): Found[] {
    const plain = this.#findPlain(text, hits, depth, firstLine);
    if (!this.rules.decodes || depth >= MOST_DEPTH) return plain.found;
    const inside: Found[] = [];
    for (const opened of openings(text.bytes, hits, this.rules)) {
      const innerHits = this.#hitsWithin(opened.bytes);
      // What the text around says of vendors is looked up only for what can be a key.
      if (!this.#mayHold(opened.bytes, innerHits)) continue;
      const line = plain.mentionsOnLine(opened.run?.start ?? opened.from, opened.run?.end ?? opened.from);
      const inner = { bytes: opened.bytes, info: text.info, whole: { mentions: plain.mentions() }, line, opened };
      for (const one of this.#find(inner, innerHits, depth + 1)) {
        const isBegun = opened.isCut.before && one.start === 0;
        const goesOn = opened.isCut.behind && one.end === opened.bytes.length;
        if (isBegun || goesOn) continue;
        if (one.encoding.length === 0 && stoodPlain(one, opened)) continue;
        const start = opened.starts[one.start] ?? 0;
        const end = opened.ends[one.end - 1] ?? start;
        inside.push({
          ...one,
          start: opened.run?.start ?? start,
          end: opened.run?.end ?? end,
          encoding: [opened.encoding, ...one.encoding],
        });
      }
    }
    return inside.length === 0 ? plain.found : withoutDoubles(plain.found, inside);
  }

  /** Keys that stand in a text as they are. */
  #findPlain(
    { bytes, info, whole, line: outerLine, memory, opened }: Text,
    hits: readonly Hit[],
    depth: number,
    firstLine: number,
  ): PlainFinds {
    const found: Found[] = [];
    const candidates: Candidate[] = [];
    const { onPlaceholder } = this;
    const tellPlaceholder =
      onPlaceholder === undefined || depth > 0
        ? undefined
        : (start: number, end: number): void =>
            onPlaceholder(info.path, new Placer(bytes, firstLine).place(start, end));
    for (const { offset, anchor } of hits) {
      const candidate = candidateAt(
        bytes,
        offset,
        anchor,
        this.rules,
        0,
        bytes.length,
        tellPlaceholder,
        this.#isFiller,
      );
      if (candidate !== undefined && candidate.start >= (candidates.at(-1)?.end ?? 0)) candidates.push(candidate);
    }
    const contextual = [
      ...new Set(
        hits
          .filter((hit) => !isPlainWord(bytes, hit.offset, this.rules.anchors.plain[hit.anchor]?.text.length ?? 0))
          .map((hit) => this.rules.contextual[hit.anchor]),
      ),
    ].filter((one) => one !== undefined);
    const patterns = new Set(hits.flatMap((hit) => this.rules.patterns[hit.anchor] ?? []));
    const context = new TextMentions(bytes, info.path, whole?.mentions ?? [], this.rules, memory?.mentionsIn);
    const needsContext =
      patterns.size > 0 ||
      contextual.length > 0 ||
      candidates.some(({ shape }) => shape.shape.prefixUse !== 'exclusive');
    const text = patterns.size > 0 || contextual.length > 0 ? context.text : '';
    const inText = needsContext ? context.inText : [];
    const pathMentions = needsContext ? context.inPath : [];
    const fileMentions = needsContext ? context.all : [];
    for (const candidate of candidates) {
      if (opened !== undefined && stoodPlain(candidate, opened)) continue;
      const line = ownLineAround(bytes, candidate.start, candidate.end);
      const evidence: ContextEvidence = {
        line: onceEach([...mentionsWithin(inText, line.from, line.to, candidate), ...outerLine]),
        path: onceEach(pathMentions),
        file: fileMentions,
      };
      found.push({
        start: candidate.start,
        end: candidate.end,
        value: candidate.value,
        prefixLength: candidate.shape.shape.prefix.length,
        attribution: attributeShape(candidate.value, candidate.shape, evidence),
        encoding: PLAIN,
      });
    }
    const shaped = Ranges.of(candidates);
    for (const compiled of contextual) {
      const vendor = compiled.provider.id;
      const elsewhere = [...(whole?.mentions ?? []), ...pathMentions].filter((mention) => mention.vendor === vendor);
      const matches = contextualMatches(
        compiled,
        text,
        inText.filter((mention) => mention.vendor === vendor),
        {
          host: elsewhere.some((mention) => mention.kind !== 'name'),
          name: false,
        },
      );
      for (const match of matches) {
        if (shaped.touch(match.start, match.end)) continue;
        const decoded = this.rules.decodes ? encodedValue(match.value) : undefined;
        found.push({ ...match, prefixLength: 0, encoding: [], ...decoded });
      }
    }
    const taken = patterns.size === 0 ? [] : [Ranges.of(found.toSorted((a, b) => a.start - b.start))];
    for (const rule of patterns) {
      const ofRule = new Ranges();
      taken.push(ofRule);
      for (const { start, end, value } of rule.find(text, info.path)) {
        // Where one of ours has found a key, it knows more of it.
        if (taken.some((ranges) => ranges.touch(start, end))) continue;
        ofRule.add(start, end);
        found.push({ start, end, value, prefixLength: 0, attribution: attributionOfRule(rule), encoding: [] });
      }
    }
    found.sort((a, b) => a.start - b.start);
    return {
      found,
      mentions: () => context.all,
      mentionsOnLine: (start, end) => {
        const line = ownLineAround(bytes, start, end);
        return onceEach([...mentionsWithin(context.inText, line.from, line.to, { start, end }), ...outerLine]);
      },
    };
  }
}

/** Whose key it is, a rule of a configuration does not say; so it is sent nowhere. */
function attributionOfRule({ definition }: PatternRule): Attribution {
  const { id, description, confidence } = definition;
  return {
    rule: id,
    provider: null,
    candidates: [],
    environment: 'unknown',
    confidence,
    evidence: [description === '' ? `the rule ${id} of the configuration` : description],
    rivalClear: false,
    workspaces: [],
  };
}
