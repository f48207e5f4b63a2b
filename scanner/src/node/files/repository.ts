import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** The top of the work tree that a directory lies in, or undefined outside of any. Reads no file of the repository. */
export function findWorkTree(directory: string): string | undefined {
  let at = realpathSync(directory);
  for (;;) {
    if (isWorkTree(at)) return at;
    const parent = dirname(at);
    if (parent === at) return undefined;
    at = parent;
  }
}

/** Whether a directory holds `.git`: a directory of its own, or the file of a linked work tree or a submodule. */
export function isWorkTree(directory: string): boolean {
  // Put together by hand: it is asked of many folders, and `join` goes through each character of a path.
  const entry = `${directory}${sep}.git`;
  if (!existsSync(entry)) return false;
  const stat = statSync(entry);
  return stat.isFile() || (stat.isDirectory() && existsSync(join(entry, 'HEAD')));
}
