/** Which configuration counts for a scan, and how far it is trusted. */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { combine, CONFIG_NAME, readInTree } from '@keyturn/config';
import type { Config } from '@keyturn/config';
import { KeyturnError } from '@keyturn/scanner';
import { findWorkTree } from '@keyturn/scanner/node';

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
  if (config !== undefined) {
    const text = textOf(config);
    if (text === undefined) throw new KeyturnError('usage', `There is no configuration at ${config}. Check the path.`);
    const { readTreeConfig, readUserConfig } = await import('@keyturn/config/load');
    return isInside(root, config) ? readTreeConfig(text, config) : readUserConfig(text, config);
  }
  const own = await ownConfiguration();
  const tree = readInTree(root, CONFIG_NAME);
  if (tree === undefined) return own;
  const { readTreeConfig } = await import('@keyturn/config/load');
  const treeConfig = readTreeConfig(tree, CONFIG_NAME);
  return own === undefined ? treeConfig : combine(own, treeConfig);
}

/** The user's own configuration; undefined where there is none. @throws KeyturnError `config` with file, line and column */
export async function ownConfiguration(): Promise<Config | undefined> {
  const file = userConfigFile();
  const text = file === undefined ? undefined : textOf(file, process.env['KEYTURN_CONFIG'] === undefined);
  if (text === undefined && process.env['KEYTURN_CONFIG'] !== undefined) {
    throw new KeyturnError('usage', `KEYTURN_CONFIG names ${file ?? ''}, and nothing is there.`);
  }
  if (text === undefined) return undefined;
  const { readUserConfig } = await import('@keyturn/config/load');
  return readUserConfig(text, file ?? '');
}

/** The root whose configuration and baseline count: that of the repository of the first path, else the path itself. */
export function rootOf(paths: readonly string[]): string {
  const path = resolve(paths[0] ?? '.');
  if (!existsSync(path)) return path;
  const folder = statSync(path).isDirectory() ? path : dirname(path);
  return findWorkTree(folder) ?? folder;
}

function userConfigFile(): string | undefined {
  const { env } = process;
  if (env['KEYTURN_CONFIG'] !== undefined) return env['KEYTURN_CONFIG'];
  const folder =
    env['XDG_CONFIG_HOME'] ??
    (process.platform === 'win32'
      ? env['APPDATA']
      : process.platform === 'darwin'
        ? join(homedir(), 'Library/Application Support')
        : join(homedir(), '.config'));
  return folder === undefined || folder === '' ? undefined : join(folder, 'keyturn', 'config.yaml');
}

/**
 * @param mayBeOutOfReach nobody named the file, and a home that this user cannot enter holds nothing for them
 * @throws KeyturnError `config` where the file is there and cannot be read
 */
function textOf(file: string, mayBeOutOfReach = false): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || (mayBeOutOfReach && code === 'EACCES')) return undefined;
    throw new KeyturnError('config', `${file} cannot be read (${code ?? 'unknown'}).`, { cause: error });
  }
}

function isInside(root: string, file: string): boolean {
  if (!existsSync(root)) return false;
  const path = relative(realpathSync(root), realpathSync(file));
  return !path.startsWith('..') && resolve(path) !== path;
}
