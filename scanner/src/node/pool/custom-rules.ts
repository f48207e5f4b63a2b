/** What a configuration adds to our own providers and rules: data, until a thread compiles it. */
import type { Provider } from '@keyturn/providers';
import type { PatternRule, RuleDefinition } from '../../rules/pattern-rule.ts';

export interface CustomRules {
  readonly providers: readonly Provider[];
  readonly rules: readonly RuleDefinition[];
}

export interface CompiledCustomRules {
  readonly providers: readonly Provider[];
  readonly rules: readonly PatternRule[];
}

/** Loads RE2 where there are rules for it, and nothing where there are none. */
export async function compileCustomRules(custom: CustomRules | null | undefined): Promise<CompiledCustomRules | null> {
  if (custom === null || custom === undefined || custom.providers.length + custom.rules.length === 0) return null;
  if (custom.rules.length === 0) return { providers: custom.providers, rules: [] };
  const { compileRule } = await import('../../rules/index.ts');
  return { providers: custom.providers, rules: custom.rules.map(compileRule) };
}
