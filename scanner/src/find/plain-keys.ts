/** Keys that stand in a text as they are: by a vendor's shape, by context alone, by a rule of a configuration. */
import { contextualMatches } from '../attribute/contextual.ts';
import { attributeShape } from '../attribute/shared-prefix.ts';
import { mentionsWithin, onceEach, TextMentions } from '../attribute/text-mentions.ts';
import type { Mention } from '../attribute/vendor-names.ts';
import { encodedValue } from '../decode/encoded-value.ts';
import { candidateAt } from '../match/candidates.ts';
import type { Candidate } from '../match/candidates.ts';
import { isPlainWord } from '../match/plain-word.ts';
import type { Attribution } from '../model.ts';
import { ownLineAround } from '../place/placer.ts';
import { Ranges } from '../place/ranges.ts';
import type { CompiledContextual, RuleSet } from '../rule-set.ts';
import type { PatternRule } from '../rules/pattern-rule.ts';
import { stoodPlain } from './found.ts';
import type { Found } from './found.ts';
import type { Hit, Text } from './text.ts';

/** The encoding of what stands as it is; one for all. */
const PLAIN: readonly string[] = [];

/** Keys of a text, and the vendors it names, for whatever is opened in it. */
export interface PlainKeys {
  /** Ascending. */
  readonly found: Found[];
  readonly mentions: () => readonly Mention[];
  /** Who is named on the line of a range, outside of it. */
  readonly mentionsOnLine: (start: number, end: number) => readonly Mention[];
}

/**
 * Finds keys that stand in a text as they are.
 *
 * @param hits where its anchors are, ascending
 * @param isFiller whether a tail is a placeholder's
 * @param onPlaceholder told where a placeholder of a key's shape stands
 */
export function plainKeys(
  text: Text,
  hits: readonly Hit[],
  rules: RuleSet,
  isFiller: (tail: string) => boolean,
  onPlaceholder?: (start: number, end: number) => void,
): PlainKeys {
  const { bytes, info, whole } = text;
  const candidates: Candidate[] = [];
  for (const { offset, anchor } of hits) {
    const candidate = candidateAt(bytes, offset, anchor, rules, 0, bytes.length, onPlaceholder, isFiller);
    if (candidate !== undefined && candidate.start >= (candidates.at(-1)?.end ?? 0)) candidates.push(candidate);
  }
  const patterns = new Set(hits.flatMap((hit) => rules.patterns[hit.anchor] ?? []));
  const context = new TextMentions(bytes, info.path, whole?.mentions ?? [], rules, text.memory?.mentionsIn);
  const found = shapedKeys(text, candidates, context);
  const shaped = Ranges.of(candidates);
  for (const compiled of contextualAt(text, hits, rules)) {
    for (const one of contextualKeys(text, compiled, context, rules.decodes)) {
      if (!shaped.touch(one.start, one.end)) found.push(one);
    }
  }
  if (patterns.size > 0) addPatternKeys(found, patterns, context.text, info.path);
  found.sort((a, b) => a.start - b.start);
  return {
    found,
    mentions: () => context.all,
    mentionsOnLine: (start, end) => mentionsOnLine(text, context.inText, { start, end }),
  };
}

/** Keys with a prefix. A prefix that is one vendor's alone says all; for others the text around is asked. */
function shapedKeys(text: Text, candidates: readonly Candidate[], context: TextMentions): Found[] {
  const { opened } = text;
  const needsContext = candidates.some(({ shape }) => shape.shape.prefixUse !== 'exclusive');
  const inText = needsContext ? context.inText : [];
  const path = needsContext ? onceEach(context.inPath) : [];
  const file = needsContext ? context.all : [];
  const found: Found[] = [];
  for (const candidate of candidates) {
    if (opened !== undefined && stoodPlain(candidate, opened)) continue;
    const { start, end, value, shape } = candidate;
    const line = shape.shape.prefixUse === 'exclusive' ? [] : mentionsOnLine(text, inText, candidate);
    const attribution = attributeShape(value, shape, { line, path, file });
    found.push({ start, end, value, prefixLength: shape.shape.prefix.length, attribution, encoding: PLAIN });
  }
  return found;
}

/** Whose keys without a prefix the anchors in a text can show. */
function contextualAt({ bytes }: Text, hits: readonly Hit[], rules: RuleSet): Set<CompiledContextual> {
  const found = new Set<CompiledContextual>();
  for (const { offset, anchor } of hits) {
    const compiled = rules.contextual[anchor];
    if (compiled === undefined || found.has(compiled)) continue;
    if (!isPlainWord(bytes, offset, rules.anchors.plain[anchor]?.text.length ?? 0)) found.add(compiled);
  }
  return found;
}

function contextualKeys(
  { whole }: Text,
  compiled: CompiledContextual,
  context: TextMentions,
  decodes: boolean,
): Found[] {
  const vendor = compiled.provider.id;
  const elsewhere = [...(whole?.mentions ?? []), ...context.inPath];
  const matches = contextualMatches(
    compiled,
    context.text,
    context.inText.filter((mention) => mention.vendor === vendor),
    { host: elsewhere.some((mention) => mention.vendor === vendor && mention.kind !== 'name'), name: false },
  );
  return matches.map((match) => ({
    ...match,
    prefixLength: 0,
    encoding: PLAIN,
    ...(decodes ? encodedValue(match.value) : undefined),
  }));
}

/** What the rules of a configuration find. Where a key is known already, whoever has found it knows more of it. */
function addPatternKeys(found: Found[], patterns: Iterable<PatternRule>, text: string, path: string | null): void {
  const taken = [Ranges.of(found.toSorted((a, b) => a.start - b.start))];
  for (const rule of patterns) {
    const ofRule = new Ranges();
    taken.push(ofRule);
    const attribution = attributionOfRule(rule);
    for (const { start, end, value } of rule.find(text, path)) {
      if (taken.some((ranges) => ranges.touch(start, end))) continue;
      ofRule.add(start, end);
      found.push({ start, end, value, prefixLength: 0, attribution, encoding: PLAIN });
    }
  }
}

/** Who is named on a key's line, each once, and on the line from which the text was opened. */
function mentionsOnLine(
  { bytes, line: outer }: Text,
  inText: readonly Mention[],
  key: { readonly start: number; readonly end: number },
): Mention[] {
  const { from, to } = ownLineAround(bytes, key.start, key.end);
  return onceEach([...mentionsWithin(inText, from, to, key), ...outer]);
}

/** Whose key it is, a rule of a configuration does not say; so it is sent nowhere. */
function attributionOfRule({ definition }: PatternRule): Attribution {
  const { id, description, confidence } = definition;
  return {
    rule: id,
    provider: null,
    candidates: [],
    environment: 'unknown',
    confidence,
    evidence: [description === '' ? `the rule ${id} of the configuration` : description],
    rivalClear: false,
    workspaces: [],
  };
}
