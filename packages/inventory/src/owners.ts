/**
 * Who owns a key, as far as its repository tells: CODEOWNERS for the place where it stands, else who wrote its line. Both are the
 * scanned tree's: they are shown to people, and decide nothing else.
 */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RepositoryOwner } from '@keyturn/hygiene';
import { printable } from '@keyturn/scanner';
import type { Occurrence } from '@keyturn/scanner';
import { runGit } from '@keyturn/scanner/git';
import { createScanner } from '@keyturn/scanner/node';
import { readCodeowners } from './codeowners.ts';
import type { OwnersOf } from './codeowners.ts';

export { codeownersText, parseCodeowners, readCodeowners } from './codeowners.ts';
export type { OwnersOf } from './codeowners.ts';

/** A place in a repository; its line counts in HEAD only. */
export type OwnedPlace = Pick<Occurrence, 'path' | 'source' | 'git'>;

/** Files that git is asked about, in one run: in a long history each takes a moment. */
const MOST_BLAMED = 50;
/** Bytes; nobody writes a larger file line by line. */
const LARGEST = 4_000_000;
const LONGEST_NAME = 100;
const PATIENCE_MS = 10_000;

/** The owners in one repository, with what was read of it. */
export class RepositoryOwners {
  readonly #top: string;
  readonly #fingerprintKey: string | null;
  readonly #readOwners: (path: string) => Promise<OwnersOf | null>;
  readonly #authors = new Map<string, Promise<ReadonlyMap<string, string>>>();
  #codeowners: Promise<OwnersOf | null> | undefined;
  #mayBlame: Promise<boolean> | undefined;

  /**
   * @param fingerprintKey as the scan's, so that fingerprints compare
   * @param readOwners reads CODEOWNERS, when it is first asked for
   */
  constructor(
    top: string,
    fingerprintKey: string | null,
    readOwners: (path: string) => Promise<OwnersOf | null> = readCodeowners,
  ) {
    this.#top = top;
    this.#fingerprintKey = fingerprintKey;
    this.#readOwners = readOwners;
  }

  /**
   * The owner of a key: whom CODEOWNERS names for one of its places, else who brought it there.
   *
   * @param firstAuthor of the commit that brought it into the history; null where the history was not read
   */
  async of(
    fingerprint: string,
    places: readonly OwnedPlace[],
    firstAuthor: string | null = null,
  ): Promise<RepositoryOwner | 'not-asked' | null> {
    const now = places.filter(({ git }) => git === null || git.refs.length > 0);
    this.#codeowners ??= this.#readOwners(this.#top).catch(() => null);
    const ownersOf = await this.#codeowners;
    for (const { path } of now) {
      const name = path === null ? null : (ownersOf?.(path) ?? null);
      if (name !== null) return { name, source: 'codeowners' };
    }
    const author = [firstAuthor, ...now.map(({ git }) => git?.author)].find((one) => (one ?? '') !== '');
    if (author !== undefined && author !== null) return { name: named(author), source: 'blame' };
    return this.#byBlame(fingerprint, now);
  }

  async #byBlame(fingerprint: string, places: readonly OwnedPlace[]): Promise<RepositoryOwner | 'not-asked' | null> {
    let isOpen = false;
    for (const { path, source } of places) {
      if (path === null || source !== 'file') continue;
      if (!this.#authors.has(path)) {
        if (this.#authors.size >= MOST_BLAMED) {
          isOpen = true;
          continue;
        }
        this.#authors.set(path, this.#blame(path));
      }
      const name = (await this.#authors.get(path))?.get(fingerprint);
      if (name !== undefined) return { name, source: 'blame' };
    }
    return isOpen ? 'not-asked' : null;
  }

  /** Who wrote the lines of the keys that HEAD has in a file; what is not committed has no author yet. */
  async #blame(path: string): Promise<ReadonlyMap<string, string>> {
    const cwd = this.#top;
    const authors = new Map<string, string>();
    try {
      this.#mayBlame ??= mayBlame(cwd);
      if (!(await this.#mayBlame)) return authors;
      const check = await runGit(['cat-file', '--batch-check=%(objecttype) %(objectsize)'], {
        cwd,
        input: `HEAD:${path}\n`,
      });
      const [type, size] = check.toString('utf8').trim().split(' ');
      if (type !== 'blob' || Number(size) > LARGEST) return authors;
      const bytes = await runGit(['cat-file', 'blob', `HEAD:${path}`], { cwd });
      for (const { fingerprint, startLine } of createScanner(this.#fingerprintKey).scan(bytes, { path })) {
        const line = `${startLine},${startLine}`;
        // What a filter or a textconv of the repository would make of it is not asked: HEAD's own bytes count.
        const flags = ['blame', '--porcelain', '--no-textconv', '-w', '-L', line, 'HEAD', '--', path];
        const said = await runGit(flags, { cwd, signal: AbortSignal.timeout(PATIENCE_MS) });
        const author = /^author (?<name>.+)$/m.exec(said.toString('utf8'))?.groups?.['name'];
        if (author !== undefined) authors.set(fingerprint, named(author));
      }
    } catch {
      // No commit yet, no repository, a name that git can't take on one line: then git does not tell.
    }
    return authors;
  }
}

/** Git reads the lists of commits to pass over that its configuration names, and would read a device or a pipe for ever. */
async function mayBlame(cwd: string): Promise<boolean> {
  const args = ['config', '--null', '--type=path', '--get-all', 'blame.ignoreRevsFile'];
  const lists = (await runGit(args, { cwd, accept: [0, 1] })).toString('utf8').split('\0');
  return lists.every((list) => {
    const stat = list === '' ? undefined : statSync(resolve(cwd, list), { throwIfNoEntry: false });
    return stat === undefined || (stat.isFile() && stat.size <= LARGEST);
  });
}

const named = (author: string): string => printable(author).slice(0, LONGEST_NAME);
