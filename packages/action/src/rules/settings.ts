/** The configuration and the baseline of a commit. */
import { BASELINE_NAME, CONFIG_NAME, parseBaseline } from '@keyturn/config';
import type { BaselineEntry, Config } from '@keyturn/config';
import { KeyturnError } from '@keyturn/scanner';
import type { CustomRules } from '@keyturn/scanner/node';
import type { CommitFiles } from '../commits/commit-files.ts';
import type { Inputs } from '../inputs/read-inputs.ts';

export interface Settings {
  readonly config: Config | undefined;
  readonly baseline: readonly BaselineEntry[];
}

/**
 * @param commit null: there is none, so nothing is configured
 * @param mayLack a file that an input names need not be in this commit
 * @throws KeyturnError `config` where one is broken, or named and not there
 */
export async function settingsAt(
  files: CommitFiles,
  commit: string | null,
  inputs: Pick<Inputs, 'config' | 'baseline'>,
  mayLack: boolean,
): Promise<Settings> {
  if (commit === null) return { config: undefined, baseline: [] };
  const file = inputs.config ?? CONFIG_NAME;
  const text = await files.text(commit, file);
  if (text === undefined && inputs.config !== null && !mayLack) throw absent('config', file);
  const config = text === undefined ? undefined : (await import('@keyturn/config/load')).readTreeConfig(text, file);
  const named = inputs.baseline ?? config?.baseline ?? null;
  const baseline = await files.text(commit, named ?? BASELINE_NAME);
  if (baseline === undefined && named !== null && !mayLack) throw absent('baseline', named);
  return { config, baseline: baseline === undefined ? [] : parseBaseline(baseline, named ?? BASELINE_NAME) };
}

/** What a configuration adds to our own rules; undefined where it adds nothing. @throws KeyturnError `config` */
export async function rulesAt(
  files: CommitFiles,
  commit: string | null,
  config: Config | undefined,
): Promise<{ custom: CustomRules | undefined; notices: readonly string[] }> {
  if (
    commit === null ||
    config === undefined ||
    config.rules.length + config.providers.length + config.importRules.length === 0
  ) {
    return { custom: undefined, notices: [] };
  }
  const texts = new Map<string, string>();
  for (const file of config.importRules) {
    const text = await files.text(commit, file);
    if (text === undefined) {
      throw new KeyturnError('config', `There are no rules to import at ${file}. Check the path.`);
    }
    texts.set(file, text);
  }
  const { customRulesOf } = await import('@keyturn/config/load');
  const { notices, ...custom } = customRulesOf(config, (file) => texts.get(file) ?? '');
  return { custom, notices };
}

function absent(input: string, file: string): KeyturnError {
  return new KeyturnError('config', `The input ${input} names ${file}, and the commit that counts has no such file.`);
}
