/** Keys of a text: what stands in it as it is, and what is encoded in it, to any depth that somebody would encode. */
import { openings } from '../decode/openings.ts';
import { candidateAt } from '../match/candidates.ts';
import { isPlaceholder } from '../match/placeholder.ts';
import { isPlainWord } from '../match/plain-word.ts';
import type { Prefilter } from '../prefilter/prefilter.ts';
import type { RuleSet } from '../rule-set.ts';
import { stoodPlain, withoutDoubles } from './found.ts';
import type { Found } from './found.ts';
import { plainKeys } from './plain-keys.ts';
import type { Hit, Text } from './text.ts';

/** Encodings within encodings. */
const MOST_DEPTH = 3;

export class KeyFinder {
  readonly #rules: RuleSet;
  readonly #prefilter: Prefilter;
  #inner: Prefilter | undefined;
  /** Of the text that is judged: what is escaped in several ways is opened in every order of them, and each shows the same tails. */
  readonly #fillers = new Map<string, boolean>();

  readonly #isFiller = (tail: string): boolean => {
    const known = this.#fillers.get(tail);
    if (known !== undefined) return known;
    const isFiller = isPlaceholder(tail);
    this.#fillers.set(tail, isFiller);
    return isFiller;
  };

  /** @param prefilter whose window holds the text that is judged */
  constructor(rules: RuleSet, prefilter: Prefilter) {
    this.#rules = rules;
    this.#prefilter = prefilter;
  }

  /**
   * Whether any of the anchors in a text can be a key's, whatever the rest of the text says. Most of those in large files
   * can't, and judging one of those reads it twice more.
   */
  mayHold(bytes: Uint8Array, hits: readonly Hit[]): boolean {
    this.#fillers.clear();
    return this.#mayHold(bytes, hits);
  }

  /**
   * Keys in a text and in what is encoded in it, ascending, each once at its place.
   *
   * @param hits ascending
   * @param depth how many encodings the text came out of
   * @param onPlaceholder told where a placeholder of a key's shape stands in the text as it is
   */
  find(text: Text, hits: readonly Hit[], depth = 0, onPlaceholder?: (start: number, end: number) => void): Found[] {
    this.#fillers.clear();
    return this.#find(text, hits, depth, onPlaceholder);
  }

  /** Anchors in a text that a decoder has opened, ascending. Its memory is apart: the window still holds what is being judged. */
  hitsWithin(bytes: Uint8Array): Hit[] {
    this.#inner ??= this.#prefilter.another();
    this.#inner.window(bytes.length).set(bytes);
    const hits: Hit[] = [];
    this.#inner.search(0, bytes.length, (offset, anchor) => hits.push({ offset, anchor }));
    return hits.toSorted((a, b) => a.offset - b.offset || a.anchor - b.anchor);
  }

  #mayHold(bytes: Uint8Array, hits: readonly Hit[]): boolean {
    const rules = this.#rules;
    for (const { offset, anchor } of hits) {
      if (rules.patterns[anchor] !== undefined) return true;
      const length = rules.anchors.plain[anchor]?.text.length ?? 0;
      if (rules.contextual[anchor] !== undefined && !isPlainWord(bytes, offset, length)) return true;
      const candidate = candidateAt(bytes, offset, anchor, rules, 0, bytes.length, undefined, this.#isFiller);
      if (candidate !== undefined) return true;
    }
    if (!rules.decodes) return false;
    for (const opened of openings(bytes, hits, rules)) if (this.hitsWithin(opened.bytes).length > 0) return true;
    return false;
  }

  #find(
    text: Text,
    hits: readonly Hit[],
    depth: number,
    onPlaceholder?: (start: number, end: number) => void,
  ): Found[] {
    const plain = plainKeys(text, hits, this.#rules, this.#isFiller, onPlaceholder);
    if (!this.#rules.decodes || depth >= MOST_DEPTH) return plain.found;
    const inside: Found[] = [];
    for (const opened of openings(text.bytes, hits, this.#rules)) {
      const innerHits = this.hitsWithin(opened.bytes);
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
}
