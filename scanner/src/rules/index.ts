/** Rules of a configuration. A door of its own: RE2 is loaded only where there are some. */
export { LinearPattern } from './linear-pattern.ts';
export type { LinearMatch } from './linear-pattern.ts';
export { compileRule } from './pattern-rule.ts';
export type { PatternMatch, PatternRule, RuleDefinition } from './pattern-rule.ts';
