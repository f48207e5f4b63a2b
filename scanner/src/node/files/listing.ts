import { relative } from 'node:path';
import { KeyturnError } from '../../errors.ts';
import { elapsed } from '../elapsed.ts';
import { runGit, streamGit } from '../git/run-git.ts';

/** A path that git lists, relative to the directory that was asked for. */
export interface ListedFile {
  /** As git prints it, latin1: one character for each byte of the name. */
  readonly name: string;
  readonly tracked: boolean;
  /** Git lists a repository inside the work tree by its directory. */
  readonly isRepository: boolean;
}

const NUL = 0;

/**
 * What git tracks below a directory, from the index, and what it neither tracks nor ignores.
 *
 * @param top the work tree's top
 * @param directory the work tree's top or a directory below it, both real paths
 * @throws KeyturnError `source` where git is missing, refuses or fails
 */
export async function* listFiles(
  top: string,
  directory: string,
  signal?: AbortSignal,
): AsyncGenerator<ListedFile[], void, undefined> {
  const excludes = await userExcludes(top, signal);
  const args = [
    ...excludes,
    '-C',
    directory,
    'ls-files',
    '-z',
    '-t',
    '--cached',
    '--others',
    '--exclude-standard',
    '--',
    '.',
  ];
  // The tree's own `core.worktree` could lead anywhere; where the work tree is, we know.
  const stream = streamGit(args, { cwd: top, env: { GIT_WORK_TREE: top }, signal });
  let rest: Buffer = Buffer.alloc(0);
  let last = '';
  for await (const chunk of stream) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const files: ListedFile[] = [];
    let from = 0;
    for (let end = bytes.indexOf(NUL); end !== -1; end = bytes.indexOf(NUL, from)) {
      const entry = bytes.toString('latin1', from, end);
      from = end + 1;
      const name = entry.slice(2);
      // An unmerged path is listed once for each of its stages.
      if (name === last) continue;
      last = name;
      const isRepository = name.endsWith('/');
      files.push({ name: isRepository ? name.slice(0, -1) : name, tracked: !entry.startsWith('?'), isRepository });
    }
    rest = bytes.subarray(from);
    yield files;
  }
}

/** For how long the user's own setting is taken to stay, in milliseconds: who reads many repositories asks once. */
const SETTING_STAYS = 10_000;
let setting: { readonly home: string; readonly until: number; readonly value: string[] } | undefined;

/** The user's own `core.excludesFile`; the repository's could name any file of the machine. */
async function userExcludes(top: string, signal?: AbortSignal): Promise<string[]> {
  const { HOME, XDG_CONFIG_HOME, GIT_CONFIG_GLOBAL } = process.env;
  const home = JSON.stringify([HOME, XDG_CONFIG_HOME, GIT_CONFIG_GLOBAL]);
  if (setting !== undefined && setting.home === home && elapsed() < setting.until) return setting.value;
  const value = await askForExcludes(top, signal);
  setting = { home, until: elapsed() + SETTING_STAYS, value };
  return value;
}

async function askForExcludes(top: string, signal?: AbortSignal): Promise<string[]> {
  const output = await runGit(['config', '--global', '--type=path', '--get', 'core.excludesFile'], {
    cwd: top,
    signal,
    accept: [0, 1],
  });
  const path = output.toString('utf8').trim();
  // An empty value falls back to git's own default, $XDG_CONFIG_HOME/git/ignore, which is the user's as well.
  return path === '' ? defaultExcludes() : ['-c', `core.excludesFile=${path}`];
}

function defaultExcludes(): string[] {
  const home = process.env['HOME'] ?? process.env['USERPROFILE'];
  const base = process.env['XDG_CONFIG_HOME'] ?? (home === undefined ? undefined : `${home}/.config`);
  return base === undefined || base === '' ? [] : ['-c', `core.excludesFile=${base}/git/ignore`];
}

/** Whether git ignores a directory below the work tree: named on the command line, it is scanned as it stands. */
export async function isIgnored(top: string, directory: string, signal?: AbortSignal): Promise<boolean> {
  if (top === directory) return false;
  const excludes = await userExcludes(top, signal);
  try {
    const args = [...excludes, 'check-ignore', '-q', '--', `./${relative(top, directory).replaceAll('\\', '/')}`];
    // check-ignore takes plain paths and refuses to be told so.
    await runGit(args, { cwd: top, env: { GIT_WORK_TREE: top, GIT_LITERAL_PATHSPECS: '0' }, signal });
    return true;
  } catch (error) {
    if (error instanceof KeyturnError && /ended with 1 /.test(error.message)) return false;
    throw error;
  }
}
