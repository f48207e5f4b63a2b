/** One audit: every repository looked at, what was found verified and written down, and what could not be looked at told. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { markBaseline, markSuppressed, narrow } from '@keyturn/config';
import type { Config, TargetConfig } from '@keyturn/config';
import type { AuditWriter, Ledger, SightedKey } from '@keyturn/ledger';
import { KeyMask } from '@keyturn/report';
import { findingOf, headOf } from '@keyturn/report/document';
import { KeyturnError, printable } from '@keyturn/scanner';
import type { Scanner, ScanResult } from '@keyturn/scanner';
import { scannerFor } from '@keyturn/scanner/node';
import type { CustomRules } from '@keyturn/scanner/node';
import type { Verifier } from '@keyturn/verifier';
import { lockAudits } from './lock.ts';
import { ownersIn } from './look/owners.ts';
import { marksWithTree, ownMarks } from './look/marks.ts';
import type { Marks } from './look/marks.ts';
import { isBare, scanRepository, scopeOf } from './look/scan-repository.ts';
import { resolveTargets } from './targets/resolve-targets.ts';
import type { Repository, Target } from './targets/repository.ts';

/** Mirrors that are brought up to date while another repository is scanned. */
const AHEAD = 3;
/** An audit that was cut off longer ago than this is left as it is, in milliseconds: what it saw is old. */
const STALE = 7 * 24 * 3600 * 1000;

export interface AuditOptions {
  readonly ledger: Ledger;
  readonly targets: readonly TargetConfig[];
  /** Where mirrors and caches are kept: a folder of the user's own. */
  readonly stateFolder: string;
  /** `keyturn 1.2.3`. */
  readonly version: string;
  readonly now: () => Date;
  /** Asks providers; null: nothing is sent. */
  readonly verifier: Verifier | null;
  /** The user's own configuration. */
  readonly config: Config | undefined;
  /** Whether the `keyturn.yaml` and the baseline of a repository count in its audit; left out, they don't. */
  readonly treeConfig?: boolean;
  readonly custom: CustomRules | undefined;
  readonly fingerprintKey: string | null;
  readonly threads: number;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  readonly onTarget?: (done: number, total: number, name: string) => void;
  readonly onNotice?: (sentence: string) => void;
}

/**
 * Runs an audit, or goes on with the one that was cut off.
 *
 * @returns its name
 * @throws KeyturnError `usage` for targets that are none, or where another audit runs; `store` where the ledger can't be written
 */
export async function runAudit(options: AuditOptions): Promise<string> {
  if (options.targets.length === 0) {
    throw new KeyturnError('usage', 'There is nothing to audit: name targets, or list them in your configuration.');
  }
  const unlock = lockAudits(options.stateFolder);
  try {
    return await audit(options);
  } finally {
    unlock();
  }
}

async function audit(options: AuditOptions): Promise<string> {
  const { ledger, now, env, version } = options;
  const targets = await resolveTargets(options.targets, async () => {
    const { openGitHub } = await import('./github/client.ts');
    return openGitHub(env, `keyturn ${version}`);
  });
  const request = {
    digest: createHash('sha256')
      .update(JSON.stringify(options.treeConfig === true ? [options.targets, 'treeConfig'] : options.targets))
      .digest('hex')
      .slice(0, 32),
    isVerified: options.verifier !== null,
  };
  const begun = await resumable(ledger, request, now());
  const startedAt = begun === null ? now() : new Date(begun.startedAt);
  const writer = await ledger.beginAudit({
    name: begun?.name ?? (await freeName(ledger, startedAt)),
    kind: 'audit',
    tool: `keyturn ${version}`,
    startedAt,
    request,
  });
  if (begun !== null) options.onNotice?.(`The audit ${begun.name} was cut off; it goes on.`);
  const places = new Places(targets, options);
  const own = ownMarks(options.config, options.custom);
  const scanner = await scannerFor({ fingerprintKey: options.fingerprintKey, custom: own.custom });
  for (const [index, target] of targets.entries()) {
    options.signal?.throwIfAborted();
    options.onTarget?.(index, targets.length, target.name);
    await cover(writer, target, { places, own, scanner }, options);
  }
  await writer.finish(now());
  return writer.name;
}

async function resumable(
  ledger: Ledger,
  { digest, isVerified }: { digest: string; isVerified: boolean },
  at: Date,
): Promise<{ name: string; startedAt: string } | null> {
  const last = (await ledger.records.list()).at(-1);
  if (last === undefined || last.finishedAt !== null || last.digest !== digest || last.isVerified !== isVerified) {
    return null;
  }
  return at.getTime() - Date.parse(last.startedAt) > STALE ? null : { name: last.audit, startedAt: last.startedAt };
}

/** The day, and a number where it has had an audit already. */
async function freeName(ledger: Ledger, at: Date): Promise<string> {
  const taken = new Set((await ledger.audits()).map(({ name }) => name));
  const day = at.toISOString().slice(0, 10);
  for (let number = 1; ; number++) {
    const name = number === 1 ? day : `${day}.${number}`;
    if (!taken.has(name)) return name;
  }
}

/** Where repositories are on this machine; the next mirrors are fetched while one is scanned. */
class Places {
  readonly #targets: readonly Target[];
  readonly #options: AuditOptions;
  /** Those that nobody has asked for yet. */
  readonly #started = new Map<Repository, Promise<string>>();
  #next = 0;

  constructor(targets: readonly Target[], options: AuditOptions) {
    this.#targets = targets;
    this.#options = options;
  }

  /** Asked for in the order of the targets. */
  of(repository: Repository): Promise<string> {
    const index = this.#targets.indexOf(repository);
    this.#next = Math.max(this.#next, index);
    const end = Math.min(this.#targets.length, index + 1 + AHEAD);
    for (; this.#next < end; this.#next++) {
      const next = this.#targets[this.#next];
      if (next === undefined || !('place' in next)) continue;
      const path = this.#start(next);
      // One that fails before its turn is told when its turn comes.
      path.catch(() => undefined);
      this.#started.set(next, path);
    }
    const path = this.#started.get(repository) ?? this.#start(repository);
    this.#started.delete(repository);
    return path;
  }

  async #start({ place }: Repository): Promise<string> {
    if ('path' in place) return place.path;
    const { mirror } = await import('./mirrors/mirror.ts');
    const { stateFolder, env, signal } = this.#options;
    return mirror(place.url, { folder: join(stateFolder, 'mirrors'), env, signal });
  }
}

/** Looks at one target. Whatever it does, the others come to their turn. */
async function cover(
  writer: AuditWriter,
  target: Target,
  { places, ...means }: Means & { readonly places: Places },
  options: AuditOptions,
): Promise<void> {
  const { ledger, now } = options;
  const scope = 'place' in target && 'path' in target.place ? scopeOf(target.place.path) : 'history';
  const name = shown(target.name);
  const one = await writer.target(name, scope);
  if (one.isFinished) return;
  if ('failure' in target) {
    await one.fail(target.failure, now());
    return;
  }
  let sighted: Sighted;
  try {
    sighted = await look(target, await places.of(target), means, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    await one.fail(sentenceOf(error), now());
    return;
  }
  await ledger.records.putRepository({
    target: name,
    visibility: target.visibility,
    forge: target.github === null ? null : 'github',
    forgeName: target.github,
  });
  await one.write(sighted.keys);
  await ledger.records.own(sighted.owners);
  await one.finish(sighted.coverage, now());
}

/** A failure that nobody has foreseen is a defect, told of without its words: they may hold anything. */
function sentenceOf(error: unknown): string {
  if (error instanceof KeyturnError) {
    // The ledger's and the user's own mistakes are no repository's.
    if (error.code === 'store' || error.code === 'config' || error.code === 'usage') throw error;
    return shown(error.message);
  }
  const { name, code } = error as { name?: string; code?: string };
  return `Keyturn failed on it (${code ?? name ?? 'unknown'}); that is a defect of Keyturn.`;
}

/** Names and messages may hold anything, a key too. */
const shown = (text: string): string => printable(new KeyMask([]).text(text));

interface Sighted {
  readonly keys: readonly SightedKey[];
  readonly owners: Awaited<ReturnType<typeof ownersIn>>;
  readonly coverage: Parameters<Awaited<ReturnType<AuditWriter['target']>>['finish']>[0];
}

/** What every repository is looked at with. */
interface Means {
  readonly own: Marks;
  /** For the user's own rules. */
  readonly scanner: Scanner;
}

async function look(
  { place }: Repository,
  path: string,
  { own, scanner }: Means,
  options: AuditOptions,
): Promise<Sighted> {
  const { fingerprintKey, threads, stateFolder, signal, verifier, version, now, onNotice, treeConfig } = options;
  const { config, custom, baseline } = treeConfig === true ? await marksWithTree(path, isBare(path), own) : own;
  const result = await scanRepository(path, {
    fingerprintKey,
    threads,
    custom,
    scanner: custom === own.custom ? scanner : undefined,
    config,
    cacheDir: join(stateFolder, 'cache'),
    signal,
    onNotice: () => undefined,
  });
  const taken = narrow(result, config, false);
  for (const sentence of markSuppressed(result.findings, config, now())) onNotice?.(sentence);
  markBaseline(result, baseline, false);
  await verifier?.verify(result.findings, { slugsNear: (finding) => finding.workspaces });
  signal?.throwIfAborted();
  const mask = new KeyMask(result.findings);
  return {
    keys: result.findings.map((finding) => findingOf(finding, result, mask)),
    owners: await ownersIn(path, result.findings, { fingerprintKey, mask, isMirror: 'url' in place }),
    coverage: {
      ...coverageOf(result, version, mask),
      narrowed: taken.map(({ by, what, detail }) => `${by}: ${what} ${detail}`),
    },
  };
}

function coverageOf(result: ScanResult, version: string, mask: KeyMask): Sighted['coverage'] {
  const { narrowed: _, ...coverage } = headOf(
    { result, tool: { name: 'keyturn', version }, elapsedMs: 0 },
    mask,
  ).coverage;
  return coverage;
}
