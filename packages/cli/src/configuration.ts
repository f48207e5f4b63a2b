/** Which configuration a command's flags ask for, and how far it is trusted. */
import { existsSync, realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Config } from '@keyturn/config';
import { configurationAt, readNamed } from '@keyturn/config/find';
import { KeyturnError } from '@keyturn/scanner';

export interface ConfigurationFlags {
  readonly config?: string | false;
}

/**
 * The user's own configuration and the tree's, as one; undefined where there is neither, which loads nothing.
 *
 * `--config FILE` stands in for both. It has the trust of the user's own, unless it lies in the tree: then it has a tree's.
 *
 * @param root where the tree's configuration is looked for
 * @throws KeyturnError `config` with file, line and column
 */
export async function configurationOf(root: string, { config }: ConfigurationFlags): Promise<Config | undefined> {
  if (config === false) return undefined;
  if (config === undefined) return configurationAt(root);
  const text = readNamed(config);
  if (text === undefined) throw new KeyturnError('usage', `There is no configuration at ${config}. Check the path.`);
  const { readTreeConfig, readUserConfig } = await import('@keyturn/config/load');
  return isInside(root, config) ? readTreeConfig(text, config) : readUserConfig(text, config);
}

function isInside(root: string, file: string): boolean {
  if (!existsSync(root)) return false;
  const path = relative(realpathSync(root), realpathSync(file));
  return !path.startsWith('..') && resolve(path) !== path;
}
