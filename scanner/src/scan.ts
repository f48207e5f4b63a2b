/** The scanner's one public face: bytes in, sightings out. No files, no network, no platform. */
import { fingerprint as unkeyed } from './fingerprint.ts';
import type { Fingerprinter } from './fingerprint.ts';
import { contextualMatches } from './attribute/contextual.ts';
import { attributeShape } from './attribute/shared-prefix.ts';
import type { ContextEvidence } from './attribute/shared-prefix.ts';
import type { Mention } from './attribute/vendor-names.ts';
import { candidateAt, latin1 } from './match/candidates.ts';
import type { Candidate } from './match/candidates.ts';
import type { Attribution, Place, Sighting } from './model.ts';
import { excerptOf } from './place/excerpt.ts';
import { lineAround, Placer } from './place/placer.ts';
import type { Prefilter } from './prefilter/prefilter.ts';
import type { RuleSet } from './rule-set.ts';
import type { PatternRule } from './rules/pattern-rule.ts';
import { Secret } from './secret.ts';
import { parseAllowComment } from './suppress/inline.ts';
import type { AllowComment } from './suppress/inline.ts';

/** How much of a very long line counts as the key's own, in bytes on each side. */
const OWN_LINE_REACH = 1000;
const LINE_FEED = 0x0a;

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

/** Judges texts by a rule set. One instance a thread; it keeps no state between texts. */
export class Scanner {
  readonly rules: RuleSet;
  readonly prefilter: Prefilter;
  readonly #fingerprint: Fingerprinter;
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
  }

  /** Scans a whole text. Copies it into the prefilter's memory; a source that reads straight into it calls `scanWindow`. */
  scan(bytes: Uint8Array, info: TextInfo = { path: null }): Sighting[] {
    this.prefilter.window(bytes.length).set(bytes);
    return this.scanWindow(bytes.length, info);
  }

  /** Scans a whole text that stands at the beginning of the prefilter's window. */
  scanWindow(length: number, info: TextInfo): Sighting[] {
    const hits = this.hits(0, length);
    if (hits.length === 0) return [];
    return this.judge(this.prefilter.window(0).subarray(0, length), hits, info);
  }

  /** Anchors in a range of the window, ascending. */
  hits(from: number, to: number): readonly Hit[] {
    if (this.#hits.length > 0) this.#hits = [];
    if (this.prefilter.search(from, to, this.#collect) === 0) return this.#hits;
    return this.#hits.toSorted((a, b) => a.offset - b.offset || a.anchor - b.anchor);
  }

  /**
   * Judges the anchors found in a text.
   *
   * @param bytes the text, or a window of it that begins at a line's beginning
   * @param hits ascending
   * @param whole what the whole file says, where `bytes` is a window of it
   * @param firstLine the number of the window's first line
   * @param mentionsIn the vendors that the text names, for whoever remembers them
   */
  judge(
    bytes: Uint8Array,
    hits: readonly Hit[],
    info: TextInfo,
    whole?: FileEvidence,
    firstLine = 1,
    mentionsIn: (text: string) => readonly Mention[] = (text) => this.rules.names.mentions(text),
  ): Sighting[] {
    const found: { start: number; end: number; value: string; prefixLength: number; attribution: Attribution }[] = [];
    const candidates: Candidate[] = [];
    const { onPlaceholder } = this;
    const tellPlaceholder =
      onPlaceholder === undefined
        ? undefined
        : (start: number, end: number): void =>
            onPlaceholder(info.path, new Placer(bytes, firstLine).place(start, end));
    for (const { offset, anchor } of hits) {
      const candidate = candidateAt(bytes, offset, anchor, this.rules, 0, bytes.length, tellPlaceholder);
      if (candidate !== undefined && candidate.start >= (candidates.at(-1)?.end ?? 0)) candidates.push(candidate);
    }
    const contextual = [
      ...new Set(
        hits
          .filter((hit) => !isPlainWord(bytes, hit.offset, this.rules.anchors[hit.anchor]?.text.length ?? 0))
          .map((hit) => this.rules.contextual[hit.anchor]),
      ),
    ].filter((one) => one !== undefined);
    const patterns = new Set(hits.flatMap((hit) => this.rules.patterns[hit.anchor] ?? []));
    const needsContext =
      patterns.size > 0 ||
      contextual.length > 0 ||
      candidates.some(({ shape }) => shape.shape.prefixUse !== 'exclusive');
    const text = needsContext ? latin1.decode(bytes) : '';
    const inText = needsContext ? mentionsIn(text) : [];
    const pathMentions = needsContext && info.path !== null ? this.rules.names.mentions(info.path) : [];
    const fileMentions = onceEach(whole === undefined ? inText : [...inText, ...whole.mentions]);
    for (const candidate of candidates) {
      const line = lineAround(bytes, candidate.start, candidate.end, OWN_LINE_REACH);
      const evidence: ContextEvidence = {
        line: onceEach(mentionsWithin(inText, line.from, line.to, candidate)),
        path: onceEach(pathMentions),
        file: fileMentions,
      };
      found.push({
        start: candidate.start,
        end: candidate.end,
        value: candidate.value,
        prefixLength: candidate.shape.shape.prefix.length,
        attribution: attributeShape(candidate.value, candidate.shape, evidence, this.rules),
      });
    }
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
        if (candidates.some((candidate) => match.start < candidate.end && match.end > candidate.start)) continue;
        found.push({ ...match, prefixLength: 0 });
      }
    }
    for (const rule of patterns) {
      for (const { start, end, value } of rule.find(text, info.path)) {
        // Where one of ours has found a key, it knows more of it.
        if (found.some((other) => start < other.end && end > other.start)) continue;
        found.push({ start, end, value, prefixLength: 0, attribution: attributionOfRule(rule) });
      }
    }
    found.sort((a, b) => a.start - b.start);
    const placer = new Placer(bytes, firstLine);
    return found.map(({ start, end, value, prefixLength, attribution }) => {
      const secret = new Secret(value, prefixLength);
      return {
        ...attribution,
        ...placer.place(start, end),
        secret,
        fingerprint: this.#fingerprint(secret),
        start,
        end,
        encoding: [],
        excerpt: excerptOf(bytes, start, end, secret.preview),
        allow: allowCommentAt(bytes, start, end),
      };
    });
  }

  /** What a window of a large file says about vendors, to be added up over the whole file. */
  evidence(bytes: Uint8Array): FileEvidence {
    return { mentions: onceEach(this.rules.names.mentions(latin1.decode(bytes))) };
  }
}

const isWordByte = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  (byte >= 0x41 && byte <= 0x5a) ||
  (byte >= 0x61 && byte <= 0x7a) ||
  byte === 0x5f ||
  byte === 0x2d;

/**
 * Whether an anchor stands as an ordinary word of a sentence ("to clarify that", "Clarifying the", "# Clarify when"), which
 * most do: then the file need not be decoded. A part of an identifier, a host or a path is a name.
 */
export function isPlainWord(bytes: Uint8Array, offset: number, length: number): boolean {
  const before = bytes[offset - 1] ?? 0x20;
  const after = bytes[offset + length] ?? 0x20;
  const next = bytes[offset + length + 1] ?? 0x20;
  if (isWordByte(before) || before === 0x2e || before === 0x2f || before === 0x40) return false;
  if (isWordByte(after)) return (after === 0x69 && next === 0x6e) || (after === 0x2d && next === 0x2d);
  if (after === 0x2e || after === 0x2f) return !isWordByte(next);
  const isUpper = (byte: number): boolean => byte >= 0x41 && byte <= 0x5a;
  if (!isUpper(bytes[offset] ?? 0)) return true;
  return !isUpper(bytes[offset + 1] ?? 0) && !(after === 0x20 && isUpper(next));
}

/** The comment that allows a key, from its line and the line above. */
function allowCommentAt(bytes: Uint8Array, start: number, end: number): AllowComment | null {
  const line = lineAround(bytes, start, end, OWN_LINE_REACH);
  const beginsHere = line.from === 0 || bytes[line.from - 1] === LINE_FEED;
  const above = beginsHere && line.from > 0 ? lineAround(bytes, line.from - 1, line.from - 1, OWN_LINE_REACH) : null;
  const decoder = new TextDecoder();
  const text = decoder.decode(bytes.subarray(line.from, start)) + decoder.decode(bytes.subarray(end, line.to));
  return parseAllowComment(text, above === null ? null : decoder.decode(bytes.subarray(above.from, above.to)));
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

/** Mentions on a line, without what stands inside the key itself. They ascend. */
function mentionsWithin(
  mentions: readonly Mention[],
  from: number,
  to: number,
  key: { start: number; end: number },
): Mention[] {
  const found: Mention[] = [];
  for (const mention of mentions) {
    if (mention.at >= to) break;
    if (mention.at < from || (mention.at >= key.start && mention.at < key.end)) continue;
    found.push(mention);
  }
  return found;
}

/** The first mention of each vendor and kind. */
export function onceEach(mentions: readonly Mention[]): Mention[] {
  const seen = new Set<string>();
  return mentions.filter((mention) => {
    const key = `${mention.vendor} ${mention.kind}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
