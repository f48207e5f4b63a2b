/**
 * What may hide a key of a repository from its audit: the user's own configuration and baseline; those of the repository only where
 * the user says so, because whoever leaks a key may write them.
 */
import { isAbsolute } from 'node:path';
import { BASELINE_NAME, combine, CONFIG_NAME, parseBaseline, readBaseline, readInTree } from '@keyturn/config';
import type { BaselineEntry, Config } from '@keyturn/config';
import { readNamed } from '@keyturn/config/find';
import { KeyturnError } from '@keyturn/scanner';
import { readAtHead } from '@keyturn/scanner/git';
import type { CustomRules } from '@keyturn/scanner/node';

const LARGEST = 64_000_000;

/** What a repository is looked at with. */
export interface Marks {
  readonly config: Config | undefined;
  readonly custom: CustomRules | undefined;
  readonly baseline: readonly BaselineEntry[];
}

/** The user's own. @throws KeyturnError `config` where the configuration names a baseline that is not there */
export function ownMarks(config: Config | undefined, custom: CustomRules | undefined): Marks {
  const file = config?.baseline ?? null;
  return { config, custom, baseline: file === null ? [] : readBaseline('.', file) };
}

/**
 * The user's own and the repository's together.
 *
 * @param path the repository, or a bare one, of which the default branch counts
 * @throws KeyturnError `source` where the repository's can't be read
 */
export async function marksWithTree(path: string, isBare: boolean, own: Marks): Promise<Marks> {
  const read = async (file: string): Promise<string | undefined> =>
    isBare ? ((await readAtHead(path, [file], LARGEST)) ?? undefined) : readInTree(path, file);
  try {
    const text = await read(CONFIG_NAME);
    const tree =
      text === undefined ? undefined : (await import('@keyturn/config/load')).readTreeConfig(text, CONFIG_NAME);
    const file = tree?.baseline ?? BASELINE_NAME;
    const known = await read(file);
    const baseline = [...own.baseline, ...(known === undefined ? [] : parseBaseline(known, file))];
    if (tree === undefined) return { ...own, baseline };
    const config = own.config === undefined ? tree : combine(own.config, tree);
    return { config, baseline, custom: await customOf(config, read) };
  } catch (error) {
    if (!(error instanceof KeyturnError) || error.code !== 'config') throw error;
    // It is the repository's mistake, and no other one's.
    throw new KeyturnError('source', error.message, { cause: error });
  }
}

async function customOf(
  config: Config,
  read: (file: string) => Promise<string | undefined>,
): Promise<CustomRules | undefined> {
  if (config.rules.length + config.providers.length + config.importRules.length === 0) return undefined;
  const texts = new Map<string, string | undefined>();
  for (const file of config.importRules) texts.set(file, isAbsolute(file) ? readNamed(file) : await read(file));
  const { customRulesOf } = await import('@keyturn/config/load');
  const { notices: _, ...custom } = customRulesOf(config, (file) => {
    const text = texts.get(file);
    if (text === undefined) {
      throw new KeyturnError('config', `There are no rules to import at ${file}. Check the path.`);
    }
    return text;
  });
  return custom;
}
