/** Providers and rivals compiled for scanning: anchors, shapes by anchor, and the words that name each vendor. */
import type { ContextualKeys, KeyShape, Provider, Rival, RivalShape, ValueSlot } from '@keyturn/providers';
import { providers as ownProviders, rivals as ownRivals } from '@keyturn/providers';
import type { Anchor } from './anchor.ts';
import { AnchorSet } from './anchor-set.ts';
import { VendorNames } from './attribute/vendor-names.ts';
import { formsOf } from './decode/anchor-forms.ts';
import { alphabetTable, isOfAlphabet } from './match/alphabet.ts';
import type { PatternRule } from './rules/pattern-rule.ts';

/** A key shape with what the matcher needs ready. */
export interface CompiledShape {
  readonly provider: Provider;
  readonly shape: KeyShape;
  readonly table: Uint8Array;
  /** Rivals' shapes that a value with its prefix may have as well. */
  readonly rivals: readonly CompiledRival[];
}

/** A contextual provider with its slots' expressions compiled. */
export interface CompiledContextual {
  readonly provider: Provider;
  readonly keys: ContextualKeys;
  /** Patterns are for texts in lower case. */
  readonly slots: readonly { readonly slot: ValueSlot; readonly pattern: RegExp }[];
  /** Finds the workspaces that URLs name. */
  readonly workspace: RegExp | null;
}

export interface CompiledRival {
  readonly rival: Rival;
  readonly shape: RivalShape;
  readonly table: Uint8Array;
  /** Whether it states the length of its tail. */
  readonly isExact: boolean;
  /** Whether each value of the shape beside which it stands is of its alphabet. */
  readonly holdsAll: boolean;
}

export interface RuleSet {
  readonly providers: readonly Provider[];
  readonly rivals: readonly Rival[];
  readonly anchors: AnchorSet;
  /** Shapes by anchor id; undefined where the anchor belongs to contextual keys. */
  readonly shapes: readonly (readonly CompiledShape[] | undefined)[];
  readonly contextual: readonly (CompiledContextual | undefined)[];
  /** Rules of a configuration by anchor id. */
  readonly patterns: readonly (readonly PatternRule[] | undefined)[];
  /** Whether encoded text is opened at all. */
  readonly decodes: boolean;
  readonly names: VendorNames;
}

/** Texts are searched in lower case: an expression that ignores case takes V8 three times as long to compile. */
function slotPattern({ rule, pattern }: ValueSlot): RegExp {
  if (/(?<!\\)[A-Z]/.test(pattern)) throw new RangeError(`A slot of ${rule} is not in lower case: ${pattern}`);
  return new RegExp(pattern, 'dg');
}

/**
 * Compiles providers and rivals.
 *
 * @param decodes whether keys are looked for inside encoded text as well
 * @throws RangeError where a prefix or an anchor is shorter than four characters or not ASCII, or a slot not in lower case
 */
export function compileRules(
  providers: readonly Provider[] = ownProviders,
  rivals: readonly Rival[] = ownRivals,
  customRules: readonly PatternRule[] = [],
  decodes = true,
): RuleSet {
  const anchors: Anchor[] = [];
  const shapes: CompiledShape[][] = [];
  const contextual: (CompiledContextual | undefined)[] = [];
  const patterns: PatternRule[][] = [];
  const anchorOf = (text: string, ignoreCase: boolean): number => {
    if (!/^[\x20-\x7e]{4,}$/.test(text)) {
      throw new RangeError(`An anchor needs four ASCII characters or more: ${JSON.stringify(text)}`);
    }
    const known = anchors.find((anchor) => anchor.text === text && anchor.ignoreCase === ignoreCase);
    if (known !== undefined) return known.id;
    anchors.push({ id: anchors.length, text, ignoreCase });
    return anchors.length - 1;
  };
  const rivalShapes = rivals.flatMap((rival) =>
    rival.shapes.map((shape) => ({
      rival,
      shape,
      table: alphabetTable(shape.alphabet),
      isExact: shape.tail.every((range) => range.min === range.max),
    })),
  );
  for (const provider of providers) {
    for (const shape of provider.shapes) {
      const { prefix, alphabet } = shape;
      const table = alphabetTable(alphabet);
      const near = rivalShapes
        .filter((one) => one.shape.prefix.startsWith(prefix) || prefix.startsWith(one.shape.prefix))
        .map((one) => ({
          ...one,
          holdsAll:
            isOfAlphabet(one.table, prefix, one.shape.prefix.length) &&
            table.every((is, code) => is <= (one.table[code] ?? 0)),
        }));
      const compiled = { provider, shape, table, rivals: near };
      (shapes[anchorOf(prefix, false)] ??= []).push(compiled);
    }
    if (provider.contextual !== undefined) {
      contextual[anchorOf(provider.contextual.anchor, true)] = {
        provider,
        keys: provider.contextual,
        workspace: provider.contextual.workspace === undefined ? null : new RegExp(provider.contextual.workspace, 'g'),
        slots: provider.contextual.slots.map((slot) => ({ slot, pattern: slotPattern(slot) })),
      };
    }
  }
  for (const rule of customRules) {
    for (const keyword of rule.definition.keywords) (patterns[anchorOf(keyword.toLowerCase(), true)] ??= []).push(rule);
  }
  const decoded = anchors.filter(({ id }) => shapes[id] !== undefined || contextual[id] !== undefined);
  return {
    providers,
    rivals,
    anchors: decodes ? new AnchorSet(anchors, formsOf(decoded)) : new AnchorSet(anchors),
    decodes,
    shapes: anchors.map((anchor) => shapes[anchor.id]),
    contextual: anchors.map((anchor) => contextual[anchor.id]),
    patterns: anchors.map((anchor) => patterns[anchor.id]),
    names: new VendorNames([...providers, ...rivals]),
  };
}
