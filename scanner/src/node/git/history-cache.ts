/**
 * What a scan of a history remembers for the next one, in a directory of the user's own: which packs and loose objects were
 * searched, which objects hold keys, and what was said of them. It holds fingerprints and places, never a value: values are
 * read again from their objects.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { providers, rivals } from '@keyturn/providers';
import type { Finding } from '../../model.ts';
import type { CustomRules } from '../pool/custom-rules.ts';
import type { ObjectKind } from './objects.ts';
import { listLoose, listPacks, objectDirectories } from './repository.ts';
import type { Repository } from './repository.ts';

/** Raised with every change of what is searched for that the rules' data does not show. */
const REVISION = 3;
const SCHEMA = 'keyturn/history-cache@1';

/** What was looked at: what makes a scan's result what it is. */
export interface HistoryState {
  /** Rules, configuration, and the id of the fingerprint's key. */
  readonly rules: string;
  /** Refs, the reflog of the stash, names: what places depend on. */
  readonly view: string;
  /** Index files of packs, with size and time. */
  readonly packs: readonly string[];
  readonly loose: readonly string[];
}

export interface RememberedObject {
  readonly id: string;
  readonly kind: ObjectKind;
}

export interface RememberedScan extends HistoryState {
  readonly found: readonly RememberedObject[];
  readonly counts: { readonly blobs: number; readonly commits: number; readonly bytes: number };
  /** Findings without their values (a secret is written as its preview); null where they could not be kept without one. */
  readonly findings: readonly Omit<Finding, 'secret'>[] | null;
}

const hashOf = (...parts: readonly string[]): string => createHash('sha256').update(parts.join('\0')).digest('hex');

/** The state of a repository under rules. */
export function stateOf(
  repository: Repository,
  fingerprintKey: string | null,
  custom: CustomRules | undefined,
): HistoryState {
  const data = (_key: string, value: unknown): unknown =>
    value instanceof RegExp || typeof value === 'function' ? String(value) : value;
  const rules = JSON.stringify({ providers, rivals, custom: custom ?? null }, data);
  const directories = objectDirectories(repository);
  return {
    rules: hashOf(String(REVISION), rules, fingerprintKey === null ? '' : hashOf('fingerprint key', fingerprintKey)),
    view: viewOf(repository),
    packs: directories.flatMap((directory) => listPacks(directory).indexes.map(stamp)),
    loose: [...new Set(directories.flatMap((directory) => listLoose(directory, repository.hashBytes)))],
  };
}

function stamp(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return `${path}\0${stat?.size ?? 0}\0${stat?.mtimeMs ?? 0}`;
}

/** The path of a pack's index, of its stamp. */
export const pathOfStamp = (entry: string): string => entry.slice(0, entry.indexOf('\0'));

function viewOf({ gitDirectory, commonDirectory, top, isBare }: Repository): string {
  const hash = createHash('sha256');
  const take = (path: string): void => {
    try {
      hash.update(path).update('\0').update(readFileSync(path));
    } catch {
      // What is not there says as much.
    }
  };
  const walk = (folder: string): void => {
    let entries;
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch {
      return;
    }
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else take(path);
    }
  };
  for (const name of ['HEAD', 'packed-refs', 'shallow', 'logs/refs/stash', 'config']) take(join(commonDirectory, name));
  walk(join(commonDirectory, 'refs'));
  walk(join(commonDirectory, 'reftable'));
  if (gitDirectory !== commonDirectory) take(join(gitDirectory, 'HEAD'));
  if (!isBare) take(join(top, '.mailmap'));
  return hash.update(top).digest('hex');
}

/** A cache of one repository. */
export class HistoryCache {
  readonly #directory: string;
  readonly #file: string;

  constructor(directory: string, { commonDirectory, top }: Repository) {
    this.#directory = directory;
    this.#file = join(directory, `history-${hashOf(commonDirectory, top).slice(0, 32)}.json`);
  }

  /** What was remembered; null where there is nothing, `broken` where there is something that we did not write so. */
  read(): RememberedScan | 'broken' | null {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : 'broken';
    }
    const end = text.indexOf('\n');
    const body = text.slice(end + 1);
    // The check value stands before what it checks: nothing is parsed that was cut off or changed.
    if (end < 0 || text.slice(0, end) !== `${SCHEMA} ${hashOf(body)}`) return 'broken';
    return JSON.parse(body) as RememberedScan;
  }

  /** Remembers a scan. Findings are left out where a value would be kept with them, in a path or a name. */
  write(state: HistoryState, scan: Omit<RememberedScan, keyof HistoryState>, values: readonly string[]): void {
    let body = JSON.stringify({ ...state, ...scan });
    if (values.some((value) => body.includes(JSON.stringify(value).slice(1, -1)))) {
      body = JSON.stringify({ ...state, ...scan, findings: null });
    }
    if (values.some((value) => body.includes(value))) return;
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    const temporary = `${this.#file}.${process.pid}.tmp`;
    try {
      writeFileSync(temporary, `${SCHEMA} ${hashOf(body)}\n${body}`, { mode: 0o600 });
      renameSync(temporary, this.#file);
    } finally {
      rmSync(temporary, { force: true });
    }
  }
}

/** What of a remembered scan still counts. */
export type Reuse =
  | { readonly kind: 'same' }
  /** Everything that was searched is still there, and there is more. */
  | { readonly kind: 'more'; readonly why: null }
  | { readonly kind: 'none'; readonly why: string };

export function compareStates(before: RememberedScan, now: HistoryState): Reuse {
  if (before.rules !== now.rules) return { kind: 'none', why: 'the rules or the configuration changed' };
  const packs = new Set(now.packs);
  const loose = new Set(now.loose);
  if (!before.packs.every((one) => packs.has(one)) || !before.loose.every((one) => loose.has(one))) {
    return { kind: 'none', why: 'the repository was repacked or pruned' };
  }
  const isSame =
    before.view === now.view && before.packs.length === now.packs.length && before.loose.length === now.loose.length;
  return isSame ? { kind: 'same' } : { kind: 'more', why: null };
}
