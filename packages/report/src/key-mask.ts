/**
 * Masks keys in what surrounds a finding: paths, refs, authors, messages of errors. Works from shapes and fingerprints,
 * so no value is ever taken out of its wrapper for it.
 */
import { providers, rivals } from '@keyturn/providers';
import { fingerprint, isPlaceholder, previewParts, Secret } from '@keyturn/scanner';
import type { Finding } from '@keyturn/scanner';

const TOKEN = /[A-Za-z0-9._~+=-]{16,}/g;
const EXTENSION = /(?:\.[A-Za-z0-9]{1,5}){1,2}$/;
const REMEMBERED = 10_000;

/** Replaces every key in a text by its preview. The same text comes out the same; most come out as they are. */
export class KeyMask {
  readonly #shapes: RegExp;
  /** Fingerprints of the keys that no prefix announces; empty in most results. */
  readonly #bare = new Set<string>();
  /** Their lengths, null for one that is not known: nothing else has to be hashed to be told apart from them. */
  readonly #bareLengths = new Set<number | null>();
  readonly #isKeyed: boolean;
  readonly #known = new Map<string, string>();

  constructor(findings: readonly Finding[]) {
    const prefixes = new Set([...providers, ...rivals].flatMap(({ shapes }) => shapes.map(({ prefix }) => prefix)));
    for (const finding of findings) {
      const { prefix, length } = previewParts(finding.preview) ?? { prefix: '', length: null };
      if (prefix === '') {
        this.#bare.add(finding.fingerprint);
        this.#bareLengths.add(length);
      } else prefixes.add(prefix);
    }
    this.#isKeyed = findings.some((finding) => finding.fingerprint.startsWith('kt1h:'));
    const longestFirst = [...prefixes].toSorted((a, b) => b.length - a.length);
    this.#shapes = new RegExp(`(${longestFirst.map(escapeRegExp).join('|')})([A-Za-z0-9_-]{12,})`, 'g');
  }

  /** For one text that is shown. */
  text(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const masked = this.#mask(text);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(text, masked);
    return masked;
  }

  /** The same, for a text that may be missing. */
  optional(text: string | null): string | null {
    return text === null ? null : this.text(text);
  }

  #mask(text: string): string {
    const masked = text.replaceAll(this.#shapes, (run, prefix: string, tail: string) =>
      isPlaceholder(tail) ? run : `${prefix}…(${tail.length})`,
    );
    if (this.#bare.size === 0) return masked;
    return masked.replaceAll(TOKEN, (token) => {
      const stem = token.replace(EXTENSION, '');
      const found = [token, stem].find((value) => this.#isBareKey(value));
      return found === undefined ? token : `…(${found.length})${token.slice(found.length)}`;
    });
  }

  /** A keyed fingerprint can't be made here: whatever looks random is masked then. */
  #isBareKey(value: string): boolean {
    if (this.#isKeyed) return !isPlaceholder(value);
    const mayBe = this.#bareLengths.has(value.length) || this.#bareLengths.has(null);
    return mayBe && this.#bare.has(fingerprint(new Secret(value, 0)));
  }
}

/** Whether something in a text looks random, as a key does that no prefix announces. */
export function mayHoldKey(text: string): boolean {
  return text.match(TOKEN)?.some((token) => !isPlaceholder(token.replace(EXTENSION, ''))) === true;
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
