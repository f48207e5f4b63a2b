/** A rule of a configuration: a pattern near a keyword. It finds, and knows nothing of verification. */
import type { Confidence } from '@keyturn/providers';
import { compileGlob } from '../glob.ts';
import { LinearPattern } from './linear-pattern.ts';

/** A rule as data: what a configuration says, and what crosses from thread to thread. Patterns are RE2's. */
export interface RuleDefinition {
  readonly id: string;
  readonly description: string;
  /** Literals of four ASCII characters or more, in any case, of which one has to stand in the text. */
  readonly keywords: readonly string[];
  readonly pattern: string;
  readonly ignoreCase: boolean;
  /** The group that is the key; 0 is the whole match. */
  readonly group: number | string;
  /** Shannon entropy in bits a character, which a key has to exceed; null: no such bound. */
  readonly entropy: number | null;
  readonly confidence: Confidence;
  /** The paths that it looks at; null: all. */
  readonly paths: {
    readonly glob: string | null;
    readonly pattern: string | null;
    readonly except: readonly string[];
  } | null;
  /** A value that one of these fits is no key. */
  readonly allow: readonly string[];
}

export interface PatternMatch {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** A rule ready to find. */
export interface PatternRule {
  readonly definition: RuleDefinition;
  /** Where it finds a key in a text, in the text's own offsets, ascending. */
  find(text: string, path: string | null): Generator<PatternMatch>;
}

/** @throws RangeError with a sentence where something of it can't be had */
export function compileRule(definition: RuleDefinition): PatternRule {
  const { keywords, group, entropy, paths } = definition;
  const unfit = keywords.find((keyword) => !/^[\u0020-\u007e]{4,}$/.test(keyword));
  if (unfit !== undefined || keywords.length === 0) {
    throw new RangeError(`the keyword ${JSON.stringify(unfit ?? '')} needs four ASCII characters or more.`);
  }
  const pattern = new LinearPattern(definition.pattern, definition.ignoreCase ? 'i' : '');
  const isThere = typeof group === 'number' ? group <= pattern.groupCount : pattern.groupNames.includes(group);
  if (!isThere) throw new RangeError(`its pattern has no group ${group}.`);
  const allow = definition.allow.map((source) => new LinearPattern(source));
  const fits = paths === null ? null : pathsOf(paths);
  return {
    definition,
    *find(text, path) {
      if (fits !== null && (path === null || !fits(path))) return;
      for (const [start, end] of pattern.ranges(text, group)) {
        const value = text.slice(start, end);
        if (value === '' || (entropy !== null && entropyOf(value) <= entropy)) continue;
        if (!allow.some((one) => one.test(value))) yield { start, end, value };
      }
    },
  };
}

function pathsOf({ glob, pattern, except }: NonNullable<RuleDefinition['paths']>): (path: string) => boolean {
  const byGlob = glob === null ? null : compileGlob(glob);
  const byPattern = pattern === null ? null : new LinearPattern(pattern);
  const exceptions = except.map((source) => new LinearPattern(source));
  return (path) =>
    (byGlob?.(path) ?? true) && (byPattern?.test(path) ?? true) && !exceptions.some((one) => one.test(path));
}

/** Shannon entropy of a text's characters, in bits. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const number of counts.values()) bits -= (number / text.length) * Math.log2(number / text.length);
  return bits;
}
