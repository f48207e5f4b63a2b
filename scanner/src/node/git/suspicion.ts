/**
 * Whether an object has to be looked at as a whole. The search of what changed only says where anchors stand; most of them
 * (a vendor's name that is also a verb) mean nothing. What is asked here is cheap, and never says no to a text in which
 * judging the whole would find a key.
 */
import { isName, slotsFor } from '../../attribute/contextual.ts';
import { encodingAt } from '../../decode/openings.ts';
import { isMarkedUtf16 } from '../../decode/utf16.ts';
import { candidateAt } from '../../match/candidates.ts';
import type { RuleSet } from '../../rule-set.ts';
import { isPlainWord } from '../../match/plain-word.ts';
import type { Hit } from '../../find/text.ts';

/** A family of objects holds an anchor of a key with a prefix. */
export const SHAPE = 1;
/** It names a vendor whose keys have no prefix, as a name or a host. */
export const SUPPORT = 2;

/** Around an anchor, in bytes: more than the longest name or host that it can be a part of. */
const AROUND = 64;
/** Beyond a change, in bytes: more than a slot and the longest value in it. */
export const SLOT_MARGIN = 2048;

export class Suspicion {
  readonly #rules: RuleSet;
  /** By anchor: whether every name and host of its contextual vendor holds the anchor itself. */
  readonly #isLocal: readonly boolean[];

  constructor(rules: RuleSet) {
    this.#rules = rules;
    this.#isLocal = rules.anchors.plain.map((anchor) => {
      const context = rules.contextual[anchor.id]?.provider.context;
      const text = anchor.text.toLowerCase();
      const words =
        context === undefined
          ? []
          : [...context.names, ...(context.words ?? []), ...context.hosts, ...(context.headers ?? [])];
      return words.every((word) => word.toLowerCase().includes(text) && word.length < AROUND);
    });
  }

  /** SHAPE for an anchor of a key with a prefix, SUPPORT where a contextual vendor is named at it, 0 for neither. */
  of(bytes: Uint8Array, offset: number, anchor: number, from: number, to: number): number {
    if (this.#rules.shapes[anchor] !== undefined) return SHAPE;
    // Not whole, it may be cut by the change's margin; what is rebuilt then is judged by its whole form.
    if (anchor >= this.#rules.anchors.plain.length) return SHAPE;
    const vendor = this.#rules.contextual[anchor]?.provider.id;
    // Nothing beyond the range belongs to it.
    if (vendor === undefined || this.#isPlainWord(bytes.subarray(from, to), offset - from, anchor)) return 0;
    if (this.#isLocal[anchor] !== true) return SUPPORT;
    const text = ascii(bytes, Math.max(from, offset - AROUND), Math.min(to, offset + AROUND));
    const mentions = this.#rules.names.mentions(text).filter((mention) => mention.vendor === vendor);
    return mentions.some((mention) => mention.kind !== 'name' || isName(text, mention)) ? SUPPORT : 0;
  }

  /** Whether a text that begins with these bytes is opened as a whole, whatever anchors stand in it. */
  isOpenedWhole(bytes: Uint8Array, at: number, size: number): boolean {
    return this.#rules.decodes && size > 1 && (bytes[at] ?? 0) >= 0xfe && isMarkedUtf16(bytes.subarray(at, at + 2));
  }

  /** Whether judging a whole text with these anchors can find anything: a candidate, or a slot with a value in it. */
  isWorthJudging(bytes: Uint8Array, hits: readonly Hit[]): boolean {
    if (this.isOpenedWhole(bytes, 0, bytes.length)) return true;
    if (
      hits.some(
        (hit) =>
          candidateAt(bytes, hit.offset, hit.anchor, this.#rules, 0, bytes.length) !== undefined ||
          encodingAt(bytes, hit, this.#rules) !== undefined,
      )
    ) {
      return true;
    }
    const isNamed = hits.some(
      ({ offset, anchor }) => this.#rules.contextual[anchor] !== undefined && !this.#isPlainWord(bytes, offset, anchor),
    );
    return isNamed && this.hasSlot(latin1(bytes));
  }

  #isPlainWord(bytes: Uint8Array, offset: number, anchor: number): boolean {
    return isPlainWord(bytes, offset, this.#rules.anchors.plain[anchor]?.text.length ?? 0);
  }

  /** Whether a slot of any contextual vendor has a value in a text. */
  hasSlot(text: string): boolean {
    const lower = text.toLowerCase();
    return this.#rules.contextual.some(
      (compiled) =>
        compiled !== undefined &&
        slotsFor(compiled, lower).some(({ pattern }) => {
          const has = pattern.test(lower);
          // It is shared with whoever judges: they begin at the beginning.
          pattern.lastIndex = 0;
          return has;
        }),
    );
  }
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

/** One character a byte; works on shared memory too. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
