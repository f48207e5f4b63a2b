/**
 * Keys without a prefix: found by the slot they stand in (a scheme, a name) together with a host of the vendor. The slot
 * alone is weak, so what it reports depends on how near the vendor is named.
 */
import type { Confidence, Provider } from '@keyturn/providers';
import { isPlaceholder } from '../match/placeholder.ts';
import type { Attribution } from '../model.ts';
import { lowerBound } from '../place/lower-bound.ts';
import { Ranges } from '../place/ranges.ts';
import type { CompiledContextual } from '../rule-set.ts';
import { firstFrom } from './text-mentions.ts';
import type { Mention } from './vendor-names.ts';

/** Lines between a slot and a host that still count as beside it. */
const NEAR_LINES = 10;
/** On lines without end (minified code), characters. */
const NEAR_CHARACTERS = 2000;
/** What is so near is beside it, whatever stands between. */
const TOUCHING = 240;
/** What is as far is beside nothing. */
const FAR = 4 * NEAR_CHARACTERS;
/** Workspaces that are remembered of one text. */
const MAX_WORKSPACES = 4;
/** URLs around a key that are looked at for them. */
const MAX_URLS = 256;

/** A value in a slot. Offsets are those of the text, which is decoded as latin1: they are bytes. */
export interface ContextualMatch {
  readonly start: number;
  readonly end: number;
  readonly value: string;
  readonly attribution: Attribution;
}

/** How the vendor is named in a text: hosts are strong, a name that is plainly one is support, the verb is nothing. */
interface Support {
  readonly hosts: readonly Mention[];
  readonly names: readonly Mention[];
}

/** The slots that a text can hold, which is in lower case: it has the literals that they need. */
export function slotsFor({ slots }: CompiledContextual, lower: string): CompiledContextual['slots'] {
  return slots.filter(({ slot }) => slot.needs?.every((literal) => lower.includes(literal)) ?? true);
}

/**
 * Finds a vendor's contextual keys in a text.
 *
 * @param text latin1 of the bytes
 * @param mentions the vendor's mentions in the text
 * @param elsewhere whether the vendor's host is named in the rest of a file of which `text` is a window, or in its path
 */
export function contextualMatches(
  compiled: CompiledContextual,
  text: string,
  mentions: readonly Mention[],
  elsewhere: { host: boolean; name: boolean },
): ContextualMatch[] {
  const { provider, keys } = compiled;
  const support: Support = {
    hosts: mentions.filter((mention) => mention.kind !== 'name'),
    names: mentions.filter((mention) => mention.kind === 'name' && isName(text, mention)),
  };
  const found: ContextualMatch[] = [];
  const lines = new Lines(text);
  const workspaces = new Workspaces(compiled, text);
  const taken: Ranges[] = [];
  const hasVendor = support.hosts.length > 0 || support.names.length > 0 || elsewhere.host || elsewhere.name;
  if (!hasVendor) return found;
  // Of latin1, which keeps its length.
  const lower = text.toLowerCase();
  for (const { slot, pattern } of slotsFor(compiled, lower)) {
    const ofSlot = new Ranges();
    taken.push(ofSlot);
    for (const match of lower.matchAll(pattern)) {
      const range = match.indices?.groups?.['value'];
      if (range === undefined) continue;
      const [start] = range;
      const trimmed = text.slice(...range).replace(/[.~-]+$/, '');
      const end = start + trimmed.length;
      if (trimmed.length < keys.value.min || trimmed.length > keys.value.max) continue;
      if (taken.some((ranges) => ranges.touch(start, end))) continue;
      if (!looksLikeCredential(trimmed)) continue;
      const schemed = /api-key\s+["'`]?$/i.test(text.slice(Math.max(0, start - 16), start));
      const nearHost = nearest(lines, support.hosts, start, end);
      const nearName = slot.names ? undefined : nearest(lines, support.names, start, end);
      let confidence: Confidence | null;
      const evidence = [slot.says];
      if (nearHost !== undefined || (slot.names && schemed)) {
        confidence = slot.confidence.near;
        if (nearHost !== undefined) evidence.push(`host ${nearHost.text.toLowerCase()} beside it`);
        if (slot.names && schemed) evidence.push('the `api-key` scheme');
      } else if (support.hosts.length > 0 || elsewhere.host) {
        confidence = slot.confidence.file;
        evidence.push(`host ${(support.hosts[0]?.text ?? keys.anchor).toLowerCase()} in the file`);
      } else if (nearName !== undefined) {
        confidence = slot.confidence.file;
        evidence.push(`name ${nearName.text} beside it`);
      } else {
        confidence = slot.confidence.alone;
      }
      if (confidence === null) continue;
      ofSlot.add(start, end);
      found.push({
        start,
        end,
        value: trimmed,
        attribution: attributionOf(provider, slot.rule, confidence, evidence, workspaces.beside(start)),
      });
    }
  }
  return found;
}

/** The workspaces that URLs of a text name, looked for when first asked. */
class Workspaces {
  readonly #text: string;
  readonly #pattern: RegExp | null;
  #named: readonly { readonly at: number; readonly slug: string }[] | undefined;

  constructor({ workspace }: CompiledContextual, text: string) {
    this.#text = text;
    this.#pattern = workspace;
  }

  /** Those nearest to a key, the nearest first. */
  beside(start: number): string[] {
    if (this.#pattern === null) return [];
    this.#named ??= [...this.#text.matchAll(this.#pattern)].map((match) => ({
      at: match.index,
      slug: match.groups?.['slug'] ?? '',
    }));
    const named = this.#named;
    const found = new Set<string>();
    let behind = firstFrom(named, start);
    let before = behind - 1;
    for (let looked = 0; looked < MAX_URLS && found.size < MAX_WORKSPACES; looked++) {
      const left = named[before];
      const right = named[behind];
      const isLeft = left !== undefined && (right === undefined || start - left.at <= right.at - start);
      const next = isLeft ? left : right;
      if (next === undefined) break;
      if (isLeft) before--;
      else behind++;
      found.add(next.slug);
    }
    return [...found];
  }
}

/** Counts the lines of a text between two places, again and again. */
class Lines {
  readonly text: string;
  #feeds: readonly number[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  between(from: number, to: number): number {
    return this.#before(to) - this.#before(from);
  }

  /** Where the line begins that is so many lines before a place's own. */
  startBefore(at: number, lines: number): number {
    const feed = this.#ends[this.#before(at) - 1 - lines];
    return feed === undefined ? 0 : feed + 1;
  }

  /** How many lines end before a place. */
  #before(at: number): number {
    const ends = this.#ends;
    return lowerBound(0, ends.length, (i) => (ends[i] ?? 0) < at);
  }

  get #ends(): readonly number[] {
    if (this.#feeds === undefined) {
      const feeds: number[] = [];
      for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) feeds.push(at);
      this.#feeds = feeds;
    }
    return this.#feeds;
  }
}

function attributionOf(
  provider: Provider,
  rule: string,
  confidence: Confidence,
  evidence: readonly string[],
  workspaces: readonly string[],
): Attribution {
  return {
    rule,
    provider: provider.id,
    candidates: [provider.id],
    environment: 'unknown',
    confidence,
    evidence,
    rivalClear: false,
    workspaces,
  };
}

/** Whether an ordinary word is used as a name: capitalised, in an identifier, a path or a host. */
export function isName(text: string, mention: Mention): boolean {
  if (
    /[A-Z]/.test(mention.text) &&
    !/^\s*(?:[a-z]|$)/.test(text.slice(mention.at + mention.text.length, mention.at + mention.text.length + 2))
  ) {
    return true;
  }
  const before = text[mention.at - 1] ?? '';
  const after = text.slice(mention.at + mention.text.length, mention.at + mention.text.length + 2);
  return /[_/@:.'"`-]/.test(before) || /^(?:[_/:'"`-]|\.[A-Za-z]|[A-Z])/.test(after);
}

/** The first mention that stands beside a range, if any. */
function nearest(lines: Lines, mentions: readonly Mention[], start: number, end: number): Mention | undefined {
  if (mentions.length === 0) return undefined;
  const earliest = Math.min(start - TOUCHING, Math.max(start - FAR, lines.startBefore(start, NEAR_LINES)));
  for (let i = firstFrom(mentions, earliest); i < mentions.length; i++) {
    const mention = mentions[i];
    if (mention === undefined || mention.at - end > FAR) return undefined;
    const [from, to] = mention.at < start ? [mention.at, start] : [end, Math.max(end, mention.at)];
    if (to - from <= TOUCHING) return mention;
    if (to - from > FAR) continue;
    const between = lines.between(from, to);
    if (between <= NEAR_LINES && (between > 0 || to - from <= NEAR_CHARACTERS)) return mention;
    if (between > NEAR_LINES && mention.at > start) return undefined;
  }
  return undefined;
}

/** Stricter than for a key with a prefix: random, and not a path, an address, a version or a name. */
function looksLikeCredential(value: string): boolean {
  if (/^(?:https?|www|[a-z]+:\/\/)/i.test(value) || /\/\/|\.\.|^\d+(?:\.\d+)+/.test(value)) return false;
  if (!/[0-9]/.test(value) && !/[A-Z].*[a-z].*[A-Z]|[a-z].*[A-Z].*[a-z]/.test(value)) return false;
  const parts = value.split(/[./]/).filter((part) => part.length > 0);
  // A dotted or slashed chain of short words is a reference, not a value; a JWT has long parts.
  if (parts.length > 1 && parts.every((part) => isPlaceholder(part))) return false;
  return !isPlaceholder(value);
}
