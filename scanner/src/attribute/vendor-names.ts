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

/** Finds the vendors that a text names: one pass of one regular expression without repetition. */
export class VendorNames {
  readonly #pattern: RegExp;
  readonly #texts: readonly string[];
  readonly #entries: readonly { readonly vendor: string; readonly kind: Mention['kind']; readonly isWord: boolean }[];

  constructor(vendors: readonly (Provider | Rival)[]) {
    const sources: string[] = [];
    const entries: { vendor: string; kind: Mention['kind']; isWord: boolean }[] = [];
    const texts: string[] = [];
    const add = (vendor: string, kind: Mention['kind'], text: string, source: string, isWord = false): void => {
      texts.push(text);
      sources.push(`(${source})`);
      entries.push({ vendor, kind, isWord });
    };
    for (const { id, context } of vendors) {
      for (const host of context.hosts) add(id, 'host', host, `(?<![A-Za-z0-9-])${escape(host)}(?![A-Za-z0-9-])`);
      for (const header of context.headers ?? []) {
        add(id, 'header', header, `(?<![A-Za-z0-9-])${escape(header)}(?![A-Za-z0-9-])`);
      }
      for (const name of context.names) add(id, 'name', name, name.split('_').map(escape).join('[-_ .]?'));
      for (const word of context.words ?? []) add(id, 'name', word, escape(word), true);
    }
    this.#texts = texts;
    this.#pattern = new RegExp(sources.join('|'), 'gi');
    this.#entries = entries;
  }

  /**
   * Each name as it is usually written: joined in any way, in lower case, in upper case, capitalised, in camel case. Made
   * when it is asked for, since only large texts need it.
   */
  spellings(): string[] {
    return [...new Set(this.#texts.flatMap((text) => spellingsOf(text.split('_'))))];
  }

  /** Every mention in a text, in order. */
  mentions(text: string): Mention[] {
    const found: Mention[] = [];
    for (const match of text.matchAll(this.#pattern)) {
      const group = match.findIndex((part, index) => index > 0 && part !== undefined) - 1;
      const entry = this.#entries[group];
      if (entry === undefined) continue;
      if (entry.isWord && !isWholeWord(text, match.index, match.index + match[0].length)) continue;
      found.push({ vendor: entry.vendor, kind: entry.kind, text: match[0], at: match.index });
    }
    return found;
  }
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
