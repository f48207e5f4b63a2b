/** Which configuration counts for a scan: the tree's own and the user's own, wherever the scan is asked for. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { KeyturnError } from '@keyturn/scanner';
import { findWorkTree } from '@keyturn/scanner/node';
import type { CustomRules } from '@keyturn/scanner/node';
import type { BaselineEntry } from './baseline/baseline-file.ts';
import { combine, CONFIG_NAME } from './config.ts';
import type { Config } from './config.ts';
import { readBaseline } from './mark.ts';
import { readInTree } from './read-in-tree.ts';

/** The root whose configuration and baseline count: that of the repository of the first path, else the path itself. */
export function rootOf(paths: readonly string[]): string {
  const path = resolve(paths[0] ?? '.');
  if (!existsSync(path)) return path;
  const folder = statSync(path).isDirectory() ? path : dirname(path);
  return findWorkTree(folder) ?? folder;
}

/**
 * The user's own configuration and the tree's, as one; undefined where there is neither, which loads nothing.
 *
 * @param root where the tree's configuration is looked for
 * @throws KeyturnError `config` with file, line and column
 */
export async function configurationAt(root: string): Promise<Config | undefined> {
  const own = await ownConfiguration();
  const tree = readInTree(root, CONFIG_NAME);
  if (tree === undefined) return own;
  const { readTreeConfig } = await import('./load.ts');
  const treeConfig = readTreeConfig(tree, CONFIG_NAME);
  return own === undefined ? treeConfig : combine(own, treeConfig);
}

/** The user's own configuration; undefined where there is none. @throws KeyturnError `config` with file, line and column */
export async function ownConfiguration(): Promise<Config | undefined> {
  const file = ownConfigFile();
  const text = file === undefined ? undefined : readNamed(file, process.env['KEYTURN_CONFIG'] === undefined);
  if (text === undefined && process.env['KEYTURN_CONFIG'] !== undefined) {
    throw new KeyturnError('usage', `KEYTURN_CONFIG names ${file ?? ''}, and nothing is there.`);
  }
  if (text === undefined) return undefined;
  const { readUserConfig } = await import('./load.ts');
  return readUserConfig(text, file ?? '');
}

/** Where the user's own configuration is looked for; undefined on a system that names no folder for such. */
export function ownConfigFile(): string | undefined {
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
 * The text of a configuration; undefined where there is none.
 *
 * @param mayBeOutOfReach nobody named the file, and a home that this user cannot enter holds nothing for them
 * @throws KeyturnError `config` where the file is there and cannot be read
 */
export function readNamed(file: string, mayBeOutOfReach = false): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || (mayBeOutOfReach && code === 'EACCES')) return undefined;
    throw new KeyturnError('config', `${file} cannot be read (${code ?? 'unknown'}).`, { cause: error });
  }
}

/**
 * What a configuration adds to our own providers and rules. Undefined where it adds nothing, which loads nothing.
 *
 * @param notice told what of it could not be had
 * @throws KeyturnError `config`
 */
export async function customRulesAt(
  root: string,
  config: Config | undefined,
  notice: (sentence: string) => void,
): Promise<CustomRules | undefined> {
  if (config === undefined || config.rules.length + config.providers.length + config.importRules.length === 0) {
    return undefined;
  }
  const { customRulesOf } = await import('./load.ts');
  const { notices, ...custom } = customRulesOf(config, (file) => {
    // Absolute paths are the user's own; a tree names files of the tree.
    const text = isAbsolute(file) ? readNamed(file) : readInTree(root, file);
    if (text === undefined) {
      throw new KeyturnError('config', `There are no rules to import at ${file}. Check the path.`);
    }
    return text;
  });
  for (const sentence of notices) notice(sentence);
  return custom;
}

/**
 * The baseline's entries: of the named file, of the one in the user's configuration, of the tree's.
 *
 * @throws KeyturnError `config` where it is named and not there, or is none
 */
export function baselineAt(root: string, config: Config | undefined, named?: string): readonly BaselineEntry[] {
  const configured = config?.baseline ?? null;
  const isOwn = configured !== null && isAbsolute(configured);
  return readBaseline(root, named ?? (isOwn ? configured : null), isOwn ? null : configured);
}
