/**
 * CODEOWNERS, as GitHub reads it: patterns as in a `.gitignore`, of which the last that fits counts. It is the scanned tree's: what it
 * says is shown to people and decides nothing else.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readInTree } from '@keyturn/config';
import { compileGlob, printable } from '@keyturn/scanner';
import type { PathMatcher } from '@keyturn/scanner';
import { readAtHead } from '@keyturn/scanner/git';

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
  const text = await codeownersText(path);
  return text === null ? null : parseCodeowners(text);
}

/** The file as it stands there; null where there is none. @param path as for `readCodeowners` */
export async function codeownersText(path: string): Promise<string | null> {
  return existsSync(join(path, 'HEAD')) ? readAtHead(path, PLACES, LARGEST) : inTree(path);
}

function inTree(path: string): string | null {
  try {
    if (!statSync(path).isDirectory()) return null;
    for (const place of PLACES) {
      const text = readInTree(path, place);
      if (text !== undefined) return text;
    }
    return null;
  } catch {
    return null;
  }
}
