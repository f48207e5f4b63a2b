/** What a configuration or a flag changes of our own providers and rules: data, until a thread compiles it. */
import type { Provider } from '@keyturn/providers';
import type { PatternRule, RuleDefinition } from '../../rules/pattern-rule.ts';

export interface CustomRules {
  readonly providers: readonly Provider[];
  readonly rules: readonly RuleDefinition[];
  /** Whether keys are looked for inside encoded text; left out, they are. */
  readonly decode?: boolean;
}

export interface CompiledCustomRules {
  readonly providers: readonly Provider[];
  readonly rules: readonly PatternRule[];
  readonly decode: boolean;
}

/** Loads RE2 where there are rules for it, and nothing where there are none. */
export async function compileCustomRules(custom: CustomRules | null | undefined): Promise<CompiledCustomRules | null> {
  if (custom === null || custom === undefined) return null;
  const { providers, rules, decode = true } = custom;
  if (providers.length + rules.length === 0 && decode) return null;
  if (rules.length === 0) return { providers, rules: [], decode };
  const { compileRule } = await import('../../rules/index.ts');
  return { providers, rules: rules.map(compileRule), decode };
}
