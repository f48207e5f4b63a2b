/** What counts for the documents below one root: the user's own configuration and the tree's, as a scan there has it. */
import { CONFIG_NAME, combine, parseBaseline, readInTree } from '@keyturn/config';
import type { Config } from '@keyturn/config';
import { baselineAt, customRulesAt, ownConfigFile, ownConfiguration } from '@keyturn/config/find';
import { compileCustomRules } from '@keyturn/scanner/node';
import type { FolderRules } from '../findings/judge-document.ts';

/** Where the tree is, and how far it is trusted. */
export type Tree =
  | { readonly kind: 'disk'; readonly root: string; readonly isTrusted: boolean }
  /** Whatever holds it has given its files' texts; null where there is none. */
  | { readonly kind: 'virtual'; readonly text: string | null; readonly baseline: string | null };

export interface FolderConfiguration {
  readonly rules: FolderRules;
  /** Sentences: what is broken and was left out, what was passed over. */
  readonly problems: readonly string[];
  /** Files that count, besides those with a name of their own; absolute, or relative to the root. */
  readonly files: readonly string[];
}

/**
 * Reads what there is. What is broken suppresses nothing and adds no rules, and is told; it never rejects.
 *
 * @param before the rules of the last time: where a configuration is broken now, those that find go on
 */
export async function readFolderConfiguration(tree: Tree, before: FolderRules | null): Promise<FolderConfiguration> {
  const problems: string[] = [];
  const attempt = async <T>(read: () => T | Promise<T>): Promise<T | null> => {
    try {
      return await read();
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      return null;
    }
  };
  const own = await attempt(ownConfiguration);
  const trees = await attempt(() => treeConfiguration(tree));
  const isBroken = own === null || trees === null;
  const configs = [own, trees].filter((one): one is Config => one !== null && one !== undefined);
  const [first, second] = configs;
  const config = first !== undefined && second !== undefined ? combine(first, second) : first;
  problems.push(...(config?.notices ?? []));
  const baseline = await attempt(() => (tree.kind === 'disk' ? baselineAt(tree.root, config) : virtualBaseline(tree)));
  const custom = await attempt(async () =>
    compileCustomRules(await customRulesAt(tree.kind === 'disk' ? tree.root : '', config, (one) => problems.push(one))),
  );
  const file = ownConfigFile();
  return {
    rules: {
      baseline: baseline ?? [],
      config,
      custom: isBroken || (custom === null && problems.length > 0) ? (before?.custom ?? custom) : custom,
    },
    problems,
    files: [
      ...(file === undefined ? [] : [file]),
      ...(config?.importRules ?? []),
      ...(typeof config?.baseline === 'string' ? [config.baseline] : []),
    ],
  };
}

async function treeConfiguration(tree: Tree): Promise<Config | undefined> {
  const text =
    tree.kind === 'virtual' ? tree.text : tree.isTrusted ? (readInTree(tree.root, CONFIG_NAME) ?? null) : null;
  if (text === null) return undefined;
  const { readTreeConfig } = await import('@keyturn/config/load');
  const config = readTreeConfig(text, CONFIG_NAME);
  // Whatever else it names stands on no disk.
  return tree.kind === 'virtual' ? { ...config, importRules: [], baseline: null } : config;
}

function virtualBaseline({ baseline }: Extract<Tree, { kind: 'virtual' }>): FolderRules['baseline'] {
  return baseline === null ? [] : parseBaseline(baseline, '.keyturn-baseline');
}
