/** What a configuration adds to our own providers and rules. */
import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { readInTree } from '@keyturn/config';
import type { Config } from '@keyturn/config';
import { KeyturnError } from '@keyturn/scanner';
import type { CustomRules } from '@keyturn/scanner/node';

/** Undefined where it adds nothing, which loads nothing. @throws KeyturnError `config` */
export async function customRules(
  root: string,
  config: Config | undefined,
  notice: (sentence: string) => void,
): Promise<CustomRules | undefined> {
  if (config === undefined || config.rules.length + config.providers.length + config.importRules.length === 0) {
    return undefined;
  }
  const { customRulesOf } = await import('@keyturn/config/load');
  const { notices, ...custom } = customRulesOf(config, (file) => textOf(root, file));
  for (const sentence of notices) notice(sentence);
  return custom;
}

/** Absolute paths are the user's own; a tree names files of the tree. */
function textOf(root: string, file: string): string {
  const text = isAbsolute(file) ? ownText(file) : readInTree(root, file);
  if (text === undefined) throw new KeyturnError('config', `There are no rules to import at ${file}. Check the path.`);
  return text;
}

function ownText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new KeyturnError('config', `${file} cannot be read.`, { cause: error });
  }
}
