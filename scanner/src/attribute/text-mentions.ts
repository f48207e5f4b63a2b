import { latin1 } from '../match/candidates.ts';
import { lowerBound } from '../place/lower-bound.ts';
import type { RuleSet } from '../rule-set.ts';
import type { Mention } from './vendor-names.ts';

/** Who is named in a text, looked for when first asked: most texts never are. */
export class TextMentions {
  readonly #bytes: Uint8Array;
  readonly #path: string | null;
  readonly #rules: RuleSet;
  readonly #elsewhere: readonly Mention[];
  readonly #mentionsIn: (text: () => string) => readonly Mention[];
  #text: string | undefined;
  #inText: readonly Mention[] | undefined;
  #all: readonly Mention[] | undefined;

  /**
   * @param elsewhere who is named in the rest of a file of which the text is a part
   * @param mentionsIn who is named in the text, where somebody remembers it
   */
  constructor(
    bytes: Uint8Array,
    path: string | null,
    elsewhere: readonly Mention[],
    rules: RuleSet,
    mentionsIn: (text: () => string) => readonly Mention[] = (text) => rules.names.mentions(text()),
  ) {
    this.#mentionsIn = mentionsIn;
    this.#bytes = bytes;
    this.#path = path;
    this.#rules = rules;
    this.#elsewhere = elsewhere;
  }

  /** One character a byte. */
  get text(): string {
    this.#text ??= latin1.decode(this.#bytes);
    return this.#text;
  }

  get inText(): readonly Mention[] {
    this.#inText ??= this.#mentionsIn(() => this.text);
    return this.#inText;
  }

  get inPath(): readonly Mention[] {
    return this.#path === null ? [] : this.#rules.names.mentions(this.#path);
  }

  /** In the text and the rest of the file, each vendor once for each kind. */
  get all(): readonly Mention[] {
    this.#all ??= onceEach([...this.inText, ...this.#elsewhere]);
    return this.#all;
  }
}

/** Mentions on a line, without what stands inside the key itself. They ascend. */
export function mentionsWithin(
  mentions: readonly Mention[],
  from: number,
  to: number,
  key: { start: number; end: number },
): Mention[] {
  const found: Mention[] = [];
  for (let i = firstFrom(mentions, from); i < mentions.length; i++) {
    const mention = mentions[i];
    if (mention === undefined || mention.at >= to) break;
    if (mention.at < key.start || mention.at >= key.end) found.push(mention);
  }
  return found;
}

/** The index of the first of what ascends that is not before an offset: a text may hold as many as it has lines. */
export function firstFrom(mentions: readonly { readonly at: number }[], from: number): number {
  return lowerBound(0, mentions.length, (i) => (mentions[i]?.at ?? 0) < from);
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
