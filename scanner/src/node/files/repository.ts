import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** The tops of work trees, each directory asked once: for many that lie beside and below each other. */
export class WorkTrees {
  readonly #tops = new Map<string, string | undefined>();

  /**
   * The top of the work tree that a directory lies in, or undefined outside of any. Reads no file of the repository.
   *
   * @param directory a real path
   */
  topOf(directory: string): string | undefined {
    const asked: string[] = [];
    let top: string | undefined;
    for (let at = directory, above = ''; at !== above; above = at, at = dirname(at)) {
      if (this.#tops.has(at)) {
        top = this.#tops.get(at);
        break;
      }
      asked.push(at);
      if (isWorkTree(at)) {
        top = at;
        break;
      }
    }
    for (const one of asked) this.#tops.set(one, top);
    return top;
  }
}

/** The top of the work tree that a directory lies in, or undefined outside of any. Reads no file of the repository. */
export function findWorkTree(directory: string): string | undefined {
  return new WorkTrees().topOf(realpathSync(directory));
}

/** Whether a directory holds `.git`: a directory of its own, or the file of a linked work tree or a submodule. */
export function isWorkTree(directory: string): boolean {
  // Put together by hand: it is asked of many folders, and `join` goes through each character of a path.
  const entry = `${directory}${sep}.git`;
  if (!existsSync(entry)) return false;
  const stat = statSync(entry);
  return stat.isFile() || (stat.isDirectory() && existsSync(join(entry, 'HEAD')));
}
