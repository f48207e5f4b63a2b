/** The verdicts of a scan on what it found. Loaded only where something was found. */
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import type { OwnConfig } from '@keyturn/config';
import { factsOfFinding, judgeKey, judgeLeak, policyOf } from '@keyturn/hygiene';
import type { KeyFacts, Known, Policy } from '@keyturn/hygiene';
import type { Finding, Occurrence, ScanResult } from '@keyturn/scanner';
import { WorkTrees } from '@keyturn/scanner/node';
import { now } from './clock.ts';

/** What tells code for browsers stands at a file's top, or near the key. */
const MOST_BYTES = 65_536;
/** Files that are remembered at once. */
const MOST_TEXTS = 64;
/** Files of which the text tells more than the path does. */
const CODE = /\.(?:[cm]?[jt]sx?|swift|mm?|kt|java|dart)$/;

/** What an inventory says of a key that it lacks. */
const UNKNOWN: Known = { entry: null, created: null };

/** The figures of the user's own configuration over their preset's, over the defaults. */
export function policyOfUser(own: OwnConfig | null | undefined): Policy {
  const { preset, ...figures } = own?.hygiene ?? {};
  return policyOf(preset, figures);
}

/** Whom repositories name, by fingerprint; who is not there was not asked for. */
export type Owners = ReadonlyMap<string, KeyFacts['owner']>;

export interface JudgeOptions {
  readonly isVerified: boolean;
  readonly policy: Policy;
  /** What the inventory knows, by fingerprint; undefined: there is none. */
  readonly known: ReadonlyMap<string, Known> | undefined;
  readonly owners: Owners;
}

/** Writes the verdicts into each finding. */
export type HygieneJudge = (result: Pick<ScanResult, 'findings' | 'roots'>) => void;

/**
 * A judge of what a scan finds.
 *
 * @param paths what was named on the command line
 */
export function hygieneJudge(
  paths: readonly string[],
  { isVerified, policy, known, owners }: JudgeOptions,
): HygieneJudge {
  const at = now();
  return ({ findings, roots }) => {
    const texts = new Texts(roots);
    const repositories = new Repositories(roots, paths);
    const surroundings = {
      repositoryOf: (one: Occurrence) => repositories.of(one),
      textOf: (one: Occurrence) => texts.of(one),
      ownerOf: ({ fingerprint }: Pick<Finding, 'fingerprint'>) =>
        owners.has(fingerprint) ? (owners.get(fingerprint) ?? null) : 'not-asked',
      isVerified,
    };
    for (const finding of findings) {
      const verdicts = judgeKey(
        factsOfFinding(finding, surroundings, known && (known.get(finding.fingerprint) ?? UNKNOWN)),
        policy,
        at,
      );
      finding.hygiene.splice(0, finding.hygiene.length, ...verdicts);
    }
  };
}

/** What a verification says anew; all else that was judged before stays. */
export function judgeLeaks(findings: readonly Finding[]): void {
  const at = now();
  for (const { provider, validity, occurrences, hygiene } of findings) {
    const others = hygiene.filter(({ code }) => !code.startsWith('leaked-'));
    const leaks = judgeLeak({ provider, validity, leaks: occurrences.length, isVerified: true }, at);
    hygiene.splice(0, hygiene.length, ...leaks, ...others);
  }
}

/** The first part of a file, for what is said of the whole file. */
class Texts {
  readonly #roots: readonly string[];
  /** By root and path. */
  readonly #texts = new Map<string, string>();

  constructor(roots: readonly string[]) {
    this.#roots = roots;
  }

  of({ source, path, root }: Occurrence): string {
    if (source !== 'file' || path === null || !CODE.test(path)) return '';
    const file = `${root}/${path}`;
    const known = this.#texts.get(file);
    if (known !== undefined) return known;
    if (this.#texts.size >= MOST_TEXTS) this.#texts.clear();
    const text = readStart(join(this.#roots[root] ?? '.', path));
    this.#texts.set(file, text);
    return text;
  }
}

/** Of one file after the other: a new one is filled with zeros first. */
const start = Buffer.alloc(MOST_BYTES);

/** Empty for what is no ordinary file, or no longer to be read: then the path alone has to tell. */
function readStart(file: string): string {
  let handle: number;
  try {
    // A link put there since the scan is not followed, and a pipe is not waited for.
    handle = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch {
    return '';
  }
  try {
    if (!fstatSync(handle).isFile()) return '';
    return start.toString('utf8', 0, readSync(handle, start, 0, MOST_BYTES, 0));
  } catch {
    return '';
  } finally {
    closeSync(handle);
  }
}

/** Names the repository of a place: its work tree, or a folder outside of any that was scanned beside others. */
export class Repositories {
  readonly #roots: readonly string[];
  /** The same without links, and with a separator at their ends. */
  readonly #bases: readonly string[];
  readonly #named: ReadonlySet<string>;
  readonly #workTrees = new WorkTrees();

  constructor(roots: readonly string[], paths: readonly string[]) {
    this.#roots = roots;
    this.#bases = roots.map(real).map((path) => (path.endsWith(sep) ? path : path + sep));
    this.#named = new Set(paths.flatMap((path) => [resolve(path), real(path)]));
  }

  of({ root, path, source }: Occurrence): string | null {
    const top = this.#roots[root];
    if (top === undefined || source === 'stdin') return null;
    // Put together by hand: `join` goes through each character, and there are as many folders as keys.
    // What is in no file belongs to the root, as anything in it does.
    const inside = source === 'file' && path !== null ? path.replaceAll('/', sep) : 'anything';
    const folder = dirname(`${this.#bases[root] ?? ''}${inside}`);
    return this.#topOf(folder) ?? (this.#named.has(top) ? top : null);
  }

  #topOf(folder: string): string | undefined {
    try {
      return this.#workTrees.topOf(folder);
    } catch {
      // Gone since it was scanned.
      return undefined;
    }
  }
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
