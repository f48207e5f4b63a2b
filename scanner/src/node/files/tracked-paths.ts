import { lstatSync } from 'node:fs';

/**
 * Keeps the paths that git lists inside the tree: an index may name a file below a directory that has since become a
 * symbolic link, and opening it would lead outside. Each directory is looked at once.
 */
export class TrackedPaths {
  readonly #top: string;
  readonly #directories = new Map<string, boolean>([['', true]]);
  #lastDirectory = '';

  /** @param top the directory that names are relative to */
  constructor(top: string) {
    this.#top = top;
  }

  /** @param name relative, one character for each byte */
  isInside(name: string): boolean {
    const slash = name.lastIndexOf('/');
    if (slash === -1) return true;
    const directory = name.slice(0, slash);
    if (directory === this.#lastDirectory) return true;
    if (!this.#isRealDirectory(directory)) return false;
    this.#lastDirectory = directory;
    return true;
  }

  #isRealDirectory(directory: string): boolean {
    const known = this.#directories.get(directory);
    if (known !== undefined) return known;
    const slash = directory.lastIndexOf('/');
    const parentIsReal = this.#isRealDirectory(slash === -1 ? '' : directory.slice(0, slash));
    let isReal = parentIsReal && !directory.split('/').includes('..');
    if (isReal) {
      const stat = lstatSync(Buffer.concat([Buffer.from(`${this.#top}/`), Buffer.from(directory, 'latin1')]), {
        throwIfNoEntry: false,
      });
      // What is not there is told when the file is opened.
      isReal = stat === undefined || !stat.isSymbolicLink();
    }
    this.#directories.set(directory, isReal);
    return isReal;
  }
}
