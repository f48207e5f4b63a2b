/**
 * Whose key is it, when its prefix is used by several vendors? The shape says who is possible, the context who is likely.
 * A provider is named only where context or documented shape bear it out and no rival is in sight; all else is ambiguous.
 */
import { ambiguousRule } from '@keyturn/providers';
import type { Confidence, LengthRange } from '@keyturn/providers';
import { isOfAlphabet } from '../match/alphabet.ts';
import type { Attribution } from '../model.ts';
import type { CompiledRival, CompiledShape } from '../rule-set.ts';
import type { Mention } from './vendor-names.ts';

/** Which vendors are named, and where. */
export interface ContextEvidence {
  /** On the key's own line. */
  readonly line: readonly Mention[];
  /** In the path of the file. */
  readonly path: readonly Mention[];
  /** In the rest of the file, each vendor once. */
  readonly file: readonly Mention[];
}

/** One for all: most keys name no workspace. */
const NONE: readonly string[] = [];

const within = (length: number, ranges: readonly LengthRange[]): boolean =>
  ranges.some((range) => length >= range.min && length <= range.max);

const describe = (mention: Mention, where: string): string => `${mention.kind} ${mention.text.toLowerCase()} ${where}`;

/** Rivals whose documented shape a value has, those with a stated length first. */
function rivalsByShape(value: string, rivals: readonly CompiledRival[]): { id: string; exact: boolean }[] {
  let found: Map<string, boolean> | undefined;
  for (const { rival, shape, table, isExact, holdsAll } of rivals) {
    if (!value.startsWith(shape.prefix)) continue;
    if (!within(value.length - shape.prefix.length, shape.tail)) continue;
    if (!holdsAll && !isOfAlphabet(table, value, shape.prefix.length)) continue;
    found ??= new Map();
    found.set(rival.id, isExact || (found.get(rival.id) ?? false));
  }
  if (found === undefined) return [];
  return [...found].map(([id, exact]) => ({ id, exact })).toSorted((a, b) => Number(b.exact) - Number(a.exact));
}

/** Attributes a value that begins with a shape's prefix and has passed as random. */
export function attributeShape(value: string, compiled: CompiledShape, evidence: ContextEvidence): Attribution {
  const { provider, shape } = compiled;
  const length = value.length - shape.prefix.length;
  const isDocumented = within(length, shape.documented);
  const documentedNote = `the prefix ${shape.prefix}${isDocumented ? ' and a documented length' : ''}`;
  if (shape.prefixUse === 'exclusive') {
    return {
      rule: shape.rule,
      provider: provider.id,
      candidates: [provider.id],
      environment: shape.environment,
      confidence: isDocumented ? 'high' : 'medium',
      evidence: [documentedNote],
      rivalClear: false,
      workspaces: NONE,
    };
  }
  const rivalIds = new Set(provider.rivals);
  const relevant = (mentions: readonly Mention[]): Mention[] =>
    mentions.filter((mention) => mention.vendor === provider.id || rivalIds.has(mention.vendor));
  const line = relevant(evidence.line);
  const around = [
    ...relevant(evidence.path).map((mention) => ({ mention, where: 'in its path' })),
    ...relevant(evidence.file).map((mention) => ({ mention, where: 'in the file' })),
  ];
  const lineNamesOwn = line.some((mention) => mention.vendor === provider.id);
  const lineNamesRival = line.some((mention) => mention.vendor !== provider.id);
  const fileNamesOwn = around.some(({ mention }) => mention.vendor === provider.id);
  const fileNamesRival = around.some(({ mention }) => mention.vendor !== provider.id);
  const notes = [
    ...line.map((mention) => describe(mention, 'on its line')),
    ...(line.length > 0 && lineNamesOwn !== lineNamesRival
      ? []
      : around.map(({ mention, where }) => describe(mention, where))),
  ];
  const shaped = rivalsByShape(value, compiled.rivals);
  // The key's own line decides where it names one side; only then the path and the rest of the file are asked.
  const own = lineNamesOwn ? !lineNamesRival : !lineNamesRival && fileNamesOwn && !fileNamesRival;
  const rival = lineNamesRival || (!lineNamesOwn && fileNamesRival);
  const bornOutByShape = shape.prefixUse === 'by-length' && isDocumented && !rival;
  if (own || bornOutByShape) {
    const confidence: Confidence = isDocumented ? 'high' : 'medium';
    return {
      rule: shape.rule,
      provider: provider.id,
      candidates: unique([provider.id, ...shaped.filter(({ exact }) => exact).map(({ id }) => id)]),
      environment: shape.environment,
      confidence,
      evidence: unique([documentedNote, ...notes]),
      rivalClear: false,
      workspaces: NONE,
    };
  }
  // Likeliest first: named on the line, named around, an exact shape, an unstated shape.
  const nearMentions = lineNamesRival || lineNamesOwn ? line : around.map(({ mention }) => mention);
  const named = unique(nearMentions.map((mention) => mention.vendor));
  const ownIsPossible = within(length, [shape.tail]);
  const fits = (id: string): number => {
    const shapeOf = shaped.find((candidate) => candidate.id === id);
    return shapeOf === undefined ? (id === provider.id ? 1 : 0) : shapeOf.exact ? 2 : 1;
  };
  const candidates = unique([
    ...named.toSorted((a, b) => Number(a === provider.id) - Number(b === provider.id) || fits(b) - fits(a)),
    ...shaped.filter(({ exact }) => exact).map(({ id }) => id),
    ...(ownIsPossible ? [provider.id] : []),
    ...shaped.map(({ id }) => id),
  ]);
  return {
    rule: ambiguousRule,
    provider: null,
    candidates: candidates.length > 0 ? candidates : [provider.id],
    environment: shape.environment,
    confidence: 'medium',
    evidence: unique([`the prefix ${shape.prefix}, which several vendors use`, ...notes]),
    rivalClear: rival && !lineNamesOwn,
    workspaces: NONE,
  };
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
