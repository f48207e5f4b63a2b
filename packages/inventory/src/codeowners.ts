/**
 * CODEOWNERS, as GitHub reads it: patterns as in a `.gitignore`, of which the last that fits counts. It is the scanned tree's: what it
 * says is shown to people and decides nothing else.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readInTree } from '@keyturn/config';
import { compileGlob, printable } from '@keyturn/scanner';
import type { PathMatcher } from '@keyturn/scanner';
import { runGit } from '@keyturn/scanner/git';

/** In the order in which GitHub looks; the first that is there counts. */
const PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];
/** GitHub ignores larger ones. */
const LARGEST = 3 * 1024 * 1024;
const LONGEST_OWNER = 100;

/** Who owns a path, as it is written there; null where nobody is named. */
export type OwnersOf = (path: string) => string | null;

export function parseCodeowners(text: string): OwnersOf {
  const lines = text.split('\n').flatMap((line): { fits: PathMatcher; owners: string[] }[] => {
    const [pattern, ...owners] = line
      .replace(/(?:^|\s)#.*$/, '')
      .trim()
      .split(/\s+/);
    if (pattern === undefined || pattern === '') return [];
    try {
      return [{ fits: compileGlob(pattern), owners }];
    } catch {
      // GitHub passes over a line that it can't read.
      return [];
    }
  });
  return (path) => {
    const owners = lines.findLast(({ fits }) => fits(path))?.owners ?? [];
    return owners.length === 0 ? null : printable(owners.join(' ')).slice(0, LONGEST_OWNER);
  };
}

/** @param path a work tree, or a bare repository, where the default branch's file counts */
export async function readCodeowners(path: string): Promise<OwnersOf | null> {
  for (const place of PLACES) {
    const text = existsSync(join(path, 'HEAD')) ? await inBare(path, place) : inTree(path, place);
    if (text !== null) return parseCodeowners(text);
  }
  return null;
}

function inTree(path: string, place: string): string | null {
  try {
    if (!statSync(path).isDirectory()) return null;
    return readInTree(path, place) ?? null;
  } catch {
    return null;
  }
}

async function inBare(cwd: string, place: string): Promise<string | null> {
  // An exit code of its own where there is none; a tree's size is not trusted before it is known.
  const answer = await runGit(['cat-file', '--batch-check=%(objecttype) %(objectsize)'], {
    cwd,
    input: `HEAD:${place}\n`,
  });
  const [type, size] = answer.toString('utf8').trim().split(' ');
  if (type !== 'blob' || Number(size) > LARGEST) return null;
  return (await runGit(['cat-file', 'blob', `HEAD:${place}`], { cwd })).toString('utf8');
}
