/**
 * Keys without a prefix: found by the slot they stand in (a scheme, a name) together with a host of the vendor. The slot
 * alone is weak, so what it reports depends on how near the vendor is named.
 */
import type { Confidence, Provider } from '@keyturn/providers';
import { isPlaceholder } from '../match/placeholder.ts';
import type { Attribution } from '../model.ts';
import type { CompiledContextual } from '../rule-set.ts';
import type { Mention } from './vendor-names.ts';

/** Lines between a slot and a host that still count as beside it. */
const NEAR_LINES = 10;
/** On lines without end (minified code), characters. */
const NEAR_CHARACTERS = 2000;
/** Workspaces that are remembered of one text. */
const MAX_WORKSPACES = 4;

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
  const { provider, keys, slots } = compiled;
  const support: Support = {
    hosts: mentions.filter((mention) => mention.kind !== 'name'),
    names: mentions.filter((mention) => mention.kind === 'name' && isName(text, mention)),
  };
  const found: ContextualMatch[] = [];
  const hasVendor = support.hosts.length > 0 || support.names.length > 0 || elsewhere.host || elsewhere.name;
  if (!hasVendor) return found;
  for (const { slot, pattern } of slots) {
    for (const match of text.matchAll(pattern)) {
      const range = match.indices?.groups?.['value'];
      const value = match.groups?.['value'];
      if (range === undefined || value === undefined) continue;
      const trimmed = value.replace(/[.~-]+$/, '');
      const [start] = range;
      const end = start + trimmed.length;
      if (trimmed.length < keys.value.min || trimmed.length > keys.value.max) continue;
      if (found.some((other) => start < other.end && end > other.start)) continue;
      if (!looksLikeCredential(trimmed)) continue;
      const schemed = /api-key\s+["'`]?$/i.test(text.slice(Math.max(0, start - 16), start));
      const nearHost = nearest(text, support.hosts, start, end);
      const nearName = slot.names ? undefined : nearest(text, support.names, start, end);
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
      found.push({
        start,
        end,
        value: trimmed,
        attribution: attributionOf(provider, slot.rule, confidence, evidence, workspacesBeside(compiled, text, start)),
      });
    }
  }
  return found;
}

/** The workspaces that URLs of a text name, the one nearest to a key first. */
function workspacesBeside({ workspace }: CompiledContextual, text: string, start: number): string[] {
  if (workspace === null) return [];
  const named = [...text.matchAll(workspace)].map((match) => ({
    slug: match.groups?.['slug'] ?? '',
    distance: Math.abs(match.index - start),
  }));
  const nearestFirst = named.toSorted((a, b) => a.distance - b.distance).map(({ slug }) => slug);
  return [...new Set(nearestFirst)].slice(0, MAX_WORKSPACES);
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
function nearest(text: string, mentions: readonly Mention[], start: number, end: number): Mention | undefined {
  return mentions.find((mention) => {
    const between = mention.at < start ? text.slice(mention.at, start) : text.slice(end, mention.at);
    if (between.length <= 240) return true;
    if (between.length > NEAR_CHARACTERS * 4) return false;
    const lines = between.split('\n').length - 1;
    return lines <= NEAR_LINES && (lines > 0 || between.length <= NEAR_CHARACTERS);
  });
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
