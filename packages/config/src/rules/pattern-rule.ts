/** A rule of a configuration: a pattern near a keyword. It finds, and knows nothing of verification. */
import type { Confidence } from '@keyturn/providers';
import type { PathMatcher } from '@keyturn/scanner';
import type { LinearPattern } from './linear-pattern.ts';

export interface PatternRule {
  readonly id: string;
  readonly description: string;
  /** Literals, lower case, of which one has to stand in the text; the prefilter's anchors. */
  readonly keywords: readonly string[];
  readonly pattern: LinearPattern;
  /** The group that is the key; 0 is the whole match. */
  readonly group: number | string;
  /** Shannon entropy in bits a character, which a key has to exceed; null: no such bound. */
  readonly entropy: number | null;
  readonly confidence: Confidence;
  /** Paths that it looks at; null: all. */
  readonly path: PathMatcher | null;
  /** A value that one of these fits is no key. */
  readonly allow: readonly LinearPattern[];
}

export interface PatternMatch {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** Where a rule finds a key in a text, in the text's own offsets, ascending. */
export function* findByPattern(rule: PatternRule, text: string, path: string | null = null): Generator<PatternMatch> {
  if (rule.path !== null && (path === null || !rule.path(path))) return;
  const lower = text.toLowerCase();
  if (rule.keywords.length > 0 && !rule.keywords.some((keyword) => lower.includes(keyword))) return;
  for (const [start, end] of rule.pattern.ranges(text, rule.group)) {
    const value = text.slice(start, end);
    if (value === '' || (rule.entropy !== null && entropyOf(value) <= rule.entropy)) continue;
    if (rule.allow.some((pattern) => pattern.test(value))) continue;
    yield { start, end, value };
  }
}

/** Shannon entropy of a text's characters, in bits. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const number of counts.values()) bits -= (number / text.length) * Math.log2(number / text.length);
  return bits;
}
