import type { Provider, Rival } from '@keyturn/providers';

/** A vendor named in a text. */
export interface Mention {
  readonly vendor: string;
  readonly kind: 'name' | 'host' | 'header';
  /** As it stands in the text: a name, never a value. */
  readonly text: string;
  /** UTF-16 offset in the text. */
  readonly at: number;
}

const escape = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

/** Also of a header: not as a part of a longer one. */
const wholeHost = (host: string): string => `(?<![a-z0-9-])${escape(host.toLowerCase())}(?![a-z0-9-])`;

/** What a vendor is named by. */
interface Name {
  readonly vendor: string;
  readonly kind: Mention['kind'];
  readonly isWord: boolean;
  readonly text: string;
  readonly source: string;
  /** In lower case, what a text has to hold where it is named so. */
  readonly parts: readonly string[];
}

/** To compile the expression of all names takes as long as to look for each of them in so many characters. */
const WORTH_COMPILING = 32_768;

/**
 * Finds the vendors that a text names: one pass of one regular expression without repetition. The first texts are searched
 * with one of only those names that they can hold, since most scans see no more, and to compile all dozens takes milliseconds.
 */
export class VendorNames {
  readonly #names: readonly Name[];
  /** Of all names. */
  #pattern: RegExp | undefined;
  /** How many characters were searched. */
  #searched = 0;

  constructor(vendors: readonly (Provider | Rival)[]) {
    this.#names = vendors.flatMap(({ id, context }) => [
      ...context.hosts.map((host) => nameOf(id, 'host', host, wholeHost(host))),
      ...(context.headers ?? []).map((header) => nameOf(id, 'header', header, wholeHost(header))),
      ...context.names.map((name) =>
        nameOf(id, 'name', name, name.toLowerCase().split('_').map(escape).join('[-_ .]?')),
      ),
      ...(context.words ?? []).map((word) => nameOf(id, 'name', word, escape(word.toLowerCase()), true)),
    ]);
  }

  /**
   * Each name as it is usually written: joined in any way, in lower case, in upper case, capitalised, in camel case. Made
   * when it is asked for, since only large texts need it.
   */
  spellings(): string[] {
    return [...new Set(this.#names.flatMap(({ text }) => spellingsOf(text.split('_'))))];
  }

  /** Every mention in a text, in order. */
  mentions(text: string): Mention[] {
    this.#searched += text.length;
    const isFirst = this.#searched < WORTH_COMPILING;
    const lower = lowerCase(text);
    const names = isFirst ? this.#namesIn(lower) : this.#names;
    if (names.length === 0) return [];
    const pattern = isFirst ? patternOf(names) : (this.#pattern ??= patternOf(names));
    const found: Mention[] = [];
    for (const match of lower.matchAll(pattern)) {
      const group = match.findIndex((part, index) => index > 0 && part !== undefined) - 1;
      const name = names[group];
      if (name === undefined) continue;
      const end = match.index + match[0].length;
      if (name.isWord && !isWholeWord(text, match.index, end)) continue;
      found.push({ vendor: name.vendor, kind: name.kind, text: text.slice(match.index, end), at: match.index });
    }
    return found;
  }

  /** The names that a text in lower case can hold. */
  #namesIn(lower: string): readonly Name[] {
    return this.#names.filter(({ parts }) => parts.every((part) => lower.includes(part)));
  }
}

/** Of the same length: the one letter that would become two is written otherwise. */
function lowerCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replaceAll('\u0130', '\u0131').toLowerCase();
}

/**
 * For texts in lower case, since an expression that ignores case takes V8 twice as long to compile. Where several names stand
 * at a place, the first of them counts, whatever others there are.
 */
const patternOf = (names: readonly Name[]): RegExp =>
  new RegExp(names.map(({ source }) => `(${source})`).join('|'), 'g');

function nameOf(vendor: string, kind: Mention['kind'], text: string, source: string, isWord = false): Name {
  const lower = text.toLowerCase();
  // Hosts and headers are written in one way; a name's words may be joined in any.
  return { vendor, kind, isWord, text, source, parts: kind === 'name' && !isWord ? lower.split('_') : [lower] };
}

const JOINTS = ['', '-', '_', ' ', '.'] as const;
const capitalised = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

function spellingsOf(words: readonly string[]): string[] {
  const lower = words.map((word) => word.toLowerCase());
  const [first = '', ...others] = lower;
  const spelled = [
    lower,
    lower.map((word) => word.toUpperCase()),
    lower.map(capitalised),
    [capitalised(first), ...others],
    [first, ...others.map(capitalised)],
  ];
  return JOINTS.slice(0, words.length === 1 ? 1 : JOINTS.length).flatMap((joint) =>
    spelled.map((all) => all.join(joint)),
  );
}

/** Whether a range stands as a word of its own in a text or as a part of an identifier (`stripeKey`, `STRIPE_KEY`). */
function isWholeWord(text: string, start: number, end: number): boolean {
  const first = text[start] ?? '';
  const last = text[end - 1] ?? '';
  const before = text[start - 1] ?? '';
  const after = text[end] ?? '';
  const beginsHere = !/[A-Za-z]/.test(before) || (/[a-z]/.test(before) && /[A-Z]/.test(first));
  const endsHere = !/[A-Za-z]/.test(after) || (/[a-z]/.test(last) && /[A-Z]/.test(after));
  return beginsHere && endsHere;
}
