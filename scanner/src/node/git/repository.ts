/** Where a repository keeps what: found by git itself, so that it says no where it would (somebody else's repository). */
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { KeyturnError } from '../../errors.ts';
import { printable } from '../../place/excerpt.ts';
import { runGit } from './run-git.ts';

export interface Repository {
  /** The directory that git was asked in; git is run there again. */
  readonly cwd: string;
  /** The top of the work tree, or the repository itself where it is bare. */
  readonly top: string;
  readonly gitDirectory: string;
  /** Where refs and objects are: another directory for a linked work tree. */
  readonly commonDirectory: string;
  readonly hashBytes: 20 | 32;
  readonly isShallow: boolean;
  readonly isBare: boolean;
}

/**
 * Finds the repository that a path lies in.
 *
 * @throws KeyturnError `source` where there is none, or git refuses it
 */
export async function openRepository(path: string, signal?: AbortSignal): Promise<Repository> {
  let cwd: string;
  try {
    const absolute = realpathSync(resolve(path));
    cwd = statSync(absolute).isDirectory() ? absolute : dirname(absolute);
  } catch (error) {
    throw new KeyturnError('source', `There is nothing at ${printable(path)}. Check the path.`, { cause: error });
  }
  const questions = [
    '--is-bare-repository',
    '--is-inside-work-tree',
    '--is-shallow-repository',
    '--show-object-format',
    '--absolute-git-dir',
    '--git-common-dir',
    '--show-cdup',
  ];
  const answer = await runGit(['rev-parse', ...questions], { cwd, signal });
  const [isBare, isInside, isShallow, format, gitDirectory = '', common = '', up = ''] = answer
    .toString('utf8')
    .split('\n');
  const top = isInside === 'true' ? resolve(cwd, up) : isBare === 'true' ? gitDirectory : dirname(gitDirectory);
  return {
    cwd,
    top,
    gitDirectory,
    commonDirectory: resolve(cwd, common),
    hashBytes: format === 'sha256' ? 32 : 20,
    isShallow: isShallow === 'true',
    isBare: isBare === 'true',
  };
}

/** The commits whose parents a shallow clone left out, by id. */
export function shallowBoundary({ commonDirectory, isShallow }: Repository): ReadonlySet<string> {
  if (!isShallow) return new Set();
  return new Set(readFileSync(join(commonDirectory, 'shallow'), 'latin1').split('\n'));
}

/** How far alternates of alternates are followed: git's own limit. */
const ALTERNATES_DEPTH = 5;

/** The directories that hold the repository's objects: its own and those of its alternates. */
export function objectDirectories(repository: Repository): string[] {
  const found: string[] = [];
  const visit = (directory: string, depth: number): void => {
    let real: string;
    try {
      real = realpathSync(directory);
    } catch {
      return;
    }
    if (found.includes(real)) return;
    found.push(real);
    const list = join(real, 'info', 'alternates');
    if (depth >= ALTERNATES_DEPTH || !existsSync(list)) return;
    for (const line of readFileSync(list, 'utf8').split('\n')) {
      if (line === '' || line.startsWith('#')) continue;
      const path = line.startsWith('"') ? unquote(line) : line;
      visit(isAbsolute(path) ? path : join(real, path), depth + 1);
    }
  };
  visit(join(repository.commonDirectory, 'objects'), 0);
  return found;
}

/** A path in git's quoting: C escapes between double quotes. */
function unquote(text: string): string {
  const bytes: number[] = [];
  const source = Buffer.from(text.slice(1).replace(/"\s*$/, ''));
  const letters: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };
  for (let i = 0; i < source.length; i++) {
    const byte = source[i] ?? 0;
    if (byte !== 0x5c) {
      bytes.push(byte);
      continue;
    }
    const octal = /^[0-3][0-7]{2}/.exec(source.toString('latin1', i + 1, i + 4))?.[0];
    if (octal !== undefined) {
      bytes.push(Number.parseInt(octal, 8));
      i += 3;
    } else {
      const letter = String.fromCharCode(source[++i] ?? 0);
      bytes.push(letters[letter] ?? letter.charCodeAt(0));
    }
  }
  return Buffer.from(bytes).toString('utf8');
}

/** The packs of an object directory. */
export interface PackList {
  /** By the path of their index. */
  readonly indexes: readonly string[];
  /** What marks packs as partial. */
  readonly promisors: readonly string[];
  /** Packs without an index, and indexes without a pack: nobody can read them, unless git is just moving them. */
  readonly halves: readonly string[];
}

export function listPacks(directory: string): PackList {
  const folder = join(directory, 'pack');
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return { indexes: [], promisors: [], halves: [] };
  }
  const there = new Set(names);
  const indexes = names
    .filter((name) => name.endsWith('.idx') && there.has(name.replace(/\.idx$/, '.pack')))
    .toSorted();
  const halves = names.filter(
    (name) =>
      /^pack-.*\.(?:idx|pack)$/.test(name) &&
      !there.has(name.endsWith('.idx') ? name.replace(/idx$/, 'pack') : name.replace(/pack$/, 'idx')),
  );
  return {
    halves: halves.map((name) => join(folder, name)),
    indexes: indexes.map((name) => join(folder, name)),
    promisors: names.filter((name) => name.endsWith('.promisor')).map((name) => join(folder, name)),
  };
}

/** The loose objects of an object directory, by id. */
export function listLoose(directory: string, hashBytes: number): string[] {
  const ids: string[] = [];
  const rest = new RegExp(`^[0-9a-f]{${hashBytes * 2 - 2}}$`);
  let folders: string[];
  try {
    folders = readdirSync(directory);
  } catch {
    return [];
  }
  for (const folder of folders) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    for (const name of readdirSync(join(directory, folder))) if (rest.test(name)) ids.push(folder + name);
  }
  return ids.toSorted();
}

/** The file of a loose object. */
export function looseFile(directory: string, id: string): string {
  return join(directory, id.slice(0, 2), id.slice(2));
}
