/** Puts hooks where git, husky or lefthook looks for them. */
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { KeyturnError } from '@keyturn/scanner';
import { runGit } from '@keyturn/scanner/git';
import { findWorkTree } from '@keyturn/scanner/node';
import { writeWholeFile } from '../whole-file.ts';
import { hookSnippet, isOurHook, preCommitHook, preReceiveHook } from './hook-scripts.ts';

type Tell = (sentence: string) => void;

export interface HookInstallation {
  /** In the repository. */
  readonly folder: string;
  /** How keyturn is started: program and arguments. */
  readonly command: readonly string[];
  /** For a server: what is pushed is scanned, and not what is about to be committed. */
  readonly preReceive?: boolean;
  /** Told what was done, a sentence each. */
  readonly tell: Tell;
}

const LEFTHOOK = ['lefthook.yml', 'lefthook.yaml', '.lefthook.yml', '.lefthook.yaml'];

/** What a hook that stood there before is called from then on; ours runs it first. */
const BEFORE = '.before-keyturn';

/**
 * Installs a hook that scans what is about to be committed, or, for a server, what is pushed. A hook that is there stays
 * and runs first. Where husky or lefthook runs the hooks, theirs is the file that is written or told.
 *
 * @throws KeyturnError `source` outside of a repository, `usage` where a file cannot be written
 */
export async function installHook({ folder, command, tell, ...options }: HookInstallation): Promise<void> {
  if (options.preReceive === true) {
    const directory = (await runGit(['rev-parse', '--absolute-git-dir'], { cwd: folder })).toString('utf8').trim();
    install(join(directory, 'hooks', 'pre-receive'), (previous) => preReceiveHook({ command, ...previous }), tell);
    return;
  }
  const top = findWorkTree(folder);
  if (top === undefined) throw new KeyturnError('source', 'There is no git work tree here. Run it in a repository.');
  if (installWithManager(top, command, tell)) return;
  install(join(await hooksFolder(top), 'pre-commit'), (previous) => preCommitHook({ command, ...previous }), tell);
}

/** Whether what is about to be committed is scanned already, by git's own hook or by the manager's. */
export async function hasHook(folder: string): Promise<boolean> {
  const top = findWorkTree(folder);
  if (top === undefined) return false;
  const files = [join(await hooksFolder(top), 'pre-commit'), ...managed(top)];
  // One of the pre-commit framework says nothing of ours, and its own file names us.
  const texts = files.filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8'));
  const framework = join(top, '.pre-commit-config.yaml');
  return texts.some(isOurHook) || (existsSync(framework) && /id:\s*keyturn\b/.test(readFileSync(framework, 'utf8')));
}

function managed(top: string): string[] {
  return [join(top, '.husky', 'pre-commit'), ...LEFTHOOK.map((name) => join(top, name))];
}

/** The user's and the repository's `core.hooksPath` count: that is where git looks. */
async function hooksFolder(top: string): Promise<string> {
  const configured = await runGit(['config', '--type=path', '--get-all', 'core.hooksPath'], {
    cwd: top,
    accept: [0, 1],
  });
  // The last is our own override, under which git runs here.
  const path = configured.toString('utf8').trim().split('\n').slice(0, -1).at(-1);
  if (path !== undefined && path !== '') return resolve(top, path);
  const common = await runGit(['rev-parse', '--git-common-dir'], { cwd: top });
  return join(resolve(top, common.toString('utf8').trim()), 'hooks');
}

function installWithManager(top: string, command: readonly string[], tell: Tell): boolean {
  const husky = join(top, '.husky');
  if (existsSync(husky)) {
    const file = join(husky, 'pre-commit');
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (isOurHook(text)) tell(`${file} scans already.`);
    else {
      const end = text === '' || text.endsWith('\n') ? '' : '\n';
      rewrite(file, `${text}${end}${hookSnippet('husky', command)}`);
      tell(`${file} now scans what is about to be committed.`);
    }
    return true;
  }
  const lefthook = LEFTHOOK.find((name) => existsSync(join(top, name)));
  if (lefthook === undefined) return false;
  const text = readFileSync(join(top, lefthook), 'utf8');
  if (isOurHook(text)) tell(`${lefthook} scans already.`);
  else if (/^pre-commit:/m.test(text)) {
    tell(`${lefthook} has a pre-commit section of its own. Add to its commands:\n${hookSnippet('lefthook', command)}`);
  } else {
    rewrite(join(top, lefthook), `${text}${text.endsWith('\n') ? '' : '\n'}\n${hookSnippet('lefthook', command)}`);
    tell(`${lefthook} now scans what is about to be committed.`);
  }
  return true;
}

/** A file of another tool's. */
function rewrite(file: string, text: string): void {
  writeWholeFile(file, (sink) => sink(text));
}

function install(file: string, hook: (previous: { previous?: string }) => string, tell: Tell): void {
  mkdirSync(dirname(file), { recursive: true });
  const name = file.slice(dirname(file).length + 1);
  const moved = `${file}${BEFORE}`;
  const there = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  const isOurs = there !== undefined && isOurHook(there);
  if (there !== undefined && !isOurs) {
    if (existsSync(moved)) {
      throw new KeyturnError('usage', `${file} and ${moved} are both there. Put one of them away first.`);
    }
    renameSync(file, moved);
    tell(`The hook that was there is kept as ${moved} and runs first.`);
  }
  const previous = existsSync(moved) ? { previous: `${name}${BEFORE}` } : {};
  writeWholeFile(file, (sink) => sink(hook(previous)), 0o755);
  tell(`${file} now scans ${name === 'pre-commit' ? 'what is about to be committed' : 'what is pushed'}.`);
}
