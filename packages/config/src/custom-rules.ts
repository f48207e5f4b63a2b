import type { Provider } from '@keyturn/providers';
import type { RuleDefinition } from '@keyturn/scanner/rules';
import type { Config } from './config.ts';
import { importGitleaksRules } from './rules/import-gitleaks.ts';

/** What a configuration adds to our own rules, ready for a scan, and what of it could not be had. */
export interface AddedRules {
  readonly providers: readonly Provider[];
  readonly rules: readonly RuleDefinition[];
  /** One by one. */
  readonly notices: readonly string[];
}

/**
 * @param read gives the text of a TOML file that `importRules` names; throws where it must not or can't be read
 * @throws KeyturnError `config` where a TOML file is none
 */
export function customRulesOf(config: Config, read: (file: string) => string): AddedRules {
  const imported = config.importRules.map((file) => importGitleaksRules(read(file), file));
  return {
    providers: config.providers,
    rules: [...config.rules, ...imported.flatMap(({ rules }) => rules)],
    notices: imported.flatMap(({ problems }) => problems),
  };
}
