/** Repositories with a history for tests: commits a minute apart, and results in the few words that tests compare. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Finding, ScanResult } from '../src/model.ts';
import { scanHistory } from '../src/node/git/index.ts';
import { clarkyKey } from './sample.ts';
import { put, scratch } from './scratch.ts';

const EPOCH = 1_700_000_000;

/** Who makes what follows. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

export const ada: Person = { name: 'Ada', email: 'ada@example.org' };
export const bob: Person = { name: 'Bob', email: 'bob@example.org' };

/** A repository and its clock: every call of git is a minute later than the one before. */
export class Workbench {
  readonly path: string;
  #minutes = 0;

  constructor(path: string = scratch(), ...init: readonly string[]) {
    this.path = path;
    if (init[0] !== 'existing') this.git(['init', '-q', '-b', 'main', ...init, '.']);
  }

  git(
    args: readonly string[],
    { by = ada, input, env }: { by?: Person; input?: string; env?: Readonly<Record<string, string>> } = {},
  ): string {
    const date = `${EPOCH + 60 * ++this.#minutes} +0100`;
    return execFileSync('git', ['-c', 'protocol.file.allow=always', '-c', 'gc.auto=0', ...args], {
      cwd: this.path,
      env: {
        ...process.env,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: by.name,
        GIT_AUTHOR_EMAIL: by.email,
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_NAME: 'Committer',
        GIT_COMMITTER_EMAIL: 'committer@example.org',
        GIT_COMMITTER_DATE: date,
        ...env,
      },
      ...(input !== undefined && { input }),
      encoding: 'utf8',
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'ignore'],
    }).trim();
  }

  /** Writes and removes (null) files, commits all of it, and returns the commit. */
  commit(files: Readonly<Record<string, string | null>>, message = 'change', by: Person = ada): string {
    this.write(files);
    this.git(['add', '-A']);
    this.git(['commit', '-q', '--allow-empty', '-m', message], { by });
    return this.id('HEAD');
  }

  write(files: Readonly<Record<string, string | null>>): void {
    for (const [name, content] of Object.entries(files)) {
      if (content === null) rmSync(join(this.path, name), { force: true });
      else put(this.path, { [name]: content });
    }
  }

  id(name: string): string {
    return this.git(['rev-parse', '--verify', name]);
  }

  /** The committer's date, as results have it. */
  date(commit: string): string {
    return this.git(['log', '-1', '--no-walk', '--format=%cI', commit]);
  }
}

export interface SeenPlace {
  readonly source: string;
  readonly path: string | null;
  readonly commit: string | null;
  readonly author: string | null;
  readonly refs: readonly string[];
  readonly removed: string | null;
}

export interface SeenKey {
  readonly places: readonly SeenPlace[];
  readonly first: { readonly commit: string; readonly author: string; readonly path: string | null } | null;
  readonly atHead: boolean | undefined;
}

/** A result by the keys' values. @throws RangeError for a finding that nobody planted */
export function seen(result: ScanResult, keys: Readonly<Record<string, string>>): Record<string, SeenKey> {
  const names = new Map(Object.entries(keys).map(([name, value]) => [value, name]));
  return Object.fromEntries(
    result.findings.map((finding) => {
      const name = names.get(finding.secret.reveal());
      if (name === undefined) throw new RangeError(`Nobody planted ${finding.preview}.`);
      return [name, seenKey(finding)];
    }),
  );
}

function seenKey({ occurrences, firstSeen, atHead }: Finding): SeenKey {
  return {
    places: occurrences.map(({ source, path, git }) => ({
      source,
      path,
      commit: git?.commit ?? null,
      author: git?.author ?? null,
      refs: git?.refs ?? [],
      removed: git?.removed ?? null,
    })),
    first:
      firstSeen === null || firstSeen === undefined
        ? null
        : { commit: firstSeen.commit, author: firstSeen.author, path: firstSeen.path },
    atHead,
  };
}

/** What is expected of a key that was introduced once. */
export function once(place: Partial<SeenPlace> & Pick<SeenPlace, 'path'>, atHead = false): SeenKey {
  const whole = {
    source: 'git',
    commit: null,
    author: (place.commit ?? null) === null ? null : ada.name,
    refs: [],
    removed: null,
    ...place,
  };
  return {
    places: [whole],
    first: whole.commit === null ? null : { commit: whole.commit, author: whole.author ?? '', path: whole.path },
    atHead,
  };
}

export const line = (key: string): string => `KEY=${key}\n`;

/** Numbered keys by the names that a test gives them. */
export function planted<const T extends string>(...names: readonly T[]): Record<T, string> {
  return Object.fromEntries(names.map((name, index) => [name, clarkyKey(100 + index)])) as Record<T, string>;
}

/** Scans by both readers, which must agree and leave no gap. */
export async function seenByBoth(
  path: string,
  keys: Readonly<Record<string, string>>,
): Promise<Record<string, SeenKey>> {
  const native = await scanHistory({ path, fingerprintKey: null, threads: 1, reader: 'native' });
  const byGit = await scanHistory({ path, fingerprintKey: null, threads: 1, reader: 'git' });
  expect(seen(byGit, keys)).toEqual(seen(native, keys));
  expect(byGit.coverage).toEqual(native.coverage);
  expect(native.coverage).toMatchObject({ complete: true, skipped: [] });
  return seen(native, keys);
}
