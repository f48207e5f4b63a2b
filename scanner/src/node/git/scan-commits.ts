/** Scans what each commit of a range or a list adds that none of its parents has. */
import { FindingCollector } from '../../collect.ts';
import { CoverageMeter } from '../../coverage.ts';
import { KeyturnError } from '../../errors.ts';
import type { GitPlace, ScanResult, Sighting } from '../../model.ts';
import { printable } from '../../place/excerpt.ts';
import { scannerFor } from '../pool/scanner-for.ts';
import type { ScannerOptions } from '../pool/scanner-for.ts';
import { AfterwardsReader } from './afterwards.ts';
import type { Scanner } from '../../scan.ts';
import { firstOfEach, splitContact } from './attribute-history.ts';
import { BlobReader } from './blob-reader.ts';
import { changesOf } from './changes.ts';
import type { Change } from './changes.ts';
import { isoDate, parseCommit } from './commits.ts';
import type { Commit } from './commits.ts';
import { catFile } from './batch.ts';
import { ObjectJudge } from './object-judge.ts';
import { mapContacts, renamesBetween } from './refs.ts';
import { openRepository, shallowBoundary } from './repository.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

export interface CommitScanOptions extends ScannerOptions {
  /** The repository, or a path in its work tree. */
  readonly path: string;
  /** Whether archives are opened; left out, they are. */
  readonly archives?: boolean;
  /** As git takes it: `A..B`, `A...B`. */
  readonly range?: string;
  /** Ids, or other names that git knows. */
  readonly commits?: readonly string[];
  /** Commits of all refs since a date, as git takes it. */
  readonly since?: string;
  readonly signal?: AbortSignal;
  /** Sentences for the user that change nothing of the result. */
  readonly onNotice?: (notice: string) => void;
}

/**
 * Scans commits, not histories: the cost is that of what they change.
 *
 * @throws KeyturnError `source` where there is no repository, git refuses it, or a range or a commit is not there; `usage`
 * for an empty list
 */
export async function scanCommits(options: CommitScanOptions): Promise<ScanResult> {
  const { path, signal } = options;
  const repository = await openRepository(path, signal);
  const meter = new CoverageMeter();
  const commits = await resolveCommits(repository, options);
  if (commits.length === 0) options.onNotice?.('No commit is in that range: there was nothing to scan.');
  const scanner = await scannerFor(options);
  const judge = new ObjectJudge(scanner, meter, options.archives ?? true);
  const scan = new CommitScan(repository, commits, meter, scanner, judge, signal);
  const findings = commits.length === 0 ? [] : await scan.findings();
  return { roots: [repository.top], findings, coverage: meter.result() };
}

async function resolveCommits(
  { cwd }: Repository,
  { range, commits, since, signal }: CommitScanOptions,
): Promise<string[]> {
  const list = (answer: Buffer): string[] =>
    answer
      .toString('latin1')
      .split('\n')
      .filter((id) => id !== '');
  if (commits !== undefined) {
    if (commits.length === 0) throw new KeyturnError('usage', 'The list of commits is empty. Give one commit a line.');
    const wrong = commits.find(
      (commit) => !/^[^\s-][^\s]*$/.test(commit) || commit.includes('..') || commit.startsWith('^'),
    );
    if (wrong !== undefined) {
      throw new KeyturnError('source', `${printable(wrong)} is no commit. Give one commit a line.`);
    }
    return list(
      await resolving(
        runGit(['rev-list', '--no-walk=unsorted', '--stdin'], { cwd, signal, input: `${commits.join('\n')}\n` }),
        'A commit of the list',
      ),
    );
  }
  if (since !== undefined) {
    return list(await runGit(['rev-list', '--all', '--topo-order', '--reverse', `--since=${since}`], { cwd, signal }));
  }
  if (range === undefined || range === '' || range.startsWith('-')) {
    throw new KeyturnError('usage', 'A range has the form A..B, where A and B are commits, branches or tags.');
  }
  const revisions = ['rev-list', '--topo-order', '--reverse', '--end-of-options', range, '--'];
  return list(await resolving(runGit(revisions, { cwd, signal }), `The range ${printable(range)}`));
}

/** Says what does not resolve; other failures of git speak for themselves. */
async function resolving(answer: Promise<Buffer>, what: string): Promise<Buffer> {
  try {
    return await answer;
  } catch (error) {
    if (
      error instanceof KeyturnError &&
      /bad (?:revision|object)|unknown revision|ambiguous argument|missing blob|Invalid/i.test(error.message)
    ) {
      throw new KeyturnError(
        'source',
        `${what} does not resolve in this repository. Check its spelling, or fetch what it names (in CI: fetch-depth: 0).`,
        { cause: error },
      );
    }
    throw error;
  }
}

class CommitScan {
  readonly #repository: Repository;
  readonly #ids: readonly string[];
  readonly #meter: CoverageMeter;
  readonly #signal: AbortSignal | undefined;
  readonly #reader: BlobReader;
  readonly #commits = new Map<string, Commit>();
  readonly #messages = new Map<string, readonly Sighting[]>();
  readonly #scanner: Scanner;

  constructor(
    repository: Repository,
    ids: readonly string[],
    meter: CoverageMeter,
    scanner: Scanner,
    judge: ObjectJudge,
    signal?: AbortSignal,
  ) {
    this.#repository = repository;
    this.#ids = ids;
    this.#meter = meter;
    this.#signal = signal;
    this.#scanner = scanner;
    this.#reader = new BlobReader(this.#scanner, judge, repository.cwd, meter, signal);
  }

  async findings(): Promise<ScanResult['findings']> {
    const [changes] = await Promise.all([changesOf(this.#repository, this.#ids, this.#signal), this.#readCommits()]);
    if (this.#repository.isShallow) this.#noteShallow();
    await this.#reader.read(
      changes.map(({ blob }) => blob),
      true,
    );
    const suspicious = changes.filter(({ blob, path }) => this.#reader.sightings(blob, path).length > 0);
    await this.#reader.read(
      suspicious.flatMap(({ before }) => before.filter((id) => id !== null)),
      false,
    );
    const drafts: { sighting: Sighting; commit: string; path: string | null; blob: string | null }[] = [];
    for (const change of suspicious) {
      const path = Buffer.from(change.path, 'latin1').toString('utf8');
      for (const sighting of await this.#introducedBy(change)) {
        drafts.push({ sighting, commit: change.commit ?? '', path, blob: change.blob });
      }
    }
    for (const [commit, sightings] of this.#messages) {
      for (const sighting of firstOfEach(sightings)) drafts.push({ sighting, commit, path: null, blob: null });
    }
    const contact = (id: string): string => {
      const author = this.#commits.get(id)?.author;
      return `${author?.name ?? ''} <${author?.email ?? ''}>`;
    };
    const mapped = await mapContacts(
      this.#repository,
      drafts.map(({ commit }) => contact(commit)),
      this.#signal,
    );
    const collector = new FindingCollector();
    const afterwards = new AfterwardsReader(this.#repository, this.#reader, this.#signal);
    for (const { sighting, commit, path, blob } of drafts) {
      const rawPath = path === null ? null : Buffer.from(path).toString('latin1');
      const { refs, removed } = await afterwards.read({ commit, path: rawPath, fingerprint: sighting.fingerprint });
      const { name, email } = splitContact(mapped.get(contact(commit)) ?? contact(commit));
      const committer = this.#commits.get(commit)?.committer;
      const git: GitPlace = {
        commit,
        blob,
        author: name,
        authorEmail: email,
        date: committer === undefined ? null : isoDate(committer),
        refs,
        removed,
      };
      collector.add({ sighting, where: { source: path === null ? 'commit-message' : 'git', root: 0, path, git } });
    }
    return collector.findings();
  }

  /** The keys of a changed blob that no parent has at the path, or at the one it was renamed from. */
  async #introducedBy({ commit, path, blob, before }: Change): Promise<Sighting[]> {
    const sightings = firstOfEach(this.#reader.sightings(blob, path));
    const old = new Set(
      before.flatMap((id) =>
        id === null ? [] : this.#reader.sightings(id, path).map(({ fingerprint }) => fingerprint),
      ),
    );
    let left = sightings.filter(({ fingerprint }) => !old.has(fingerprint));
    const parents = this.#commits.get(commit ?? '')?.parents ?? [];
    for (const [index, parent] of parents.entries()) {
      if (left.length === 0 || before[index] !== null) continue;
      const rename = (await renamesBetween(this.#repository, parent, commit ?? '', this.#signal)).get(path);
      if (rename === undefined) continue;
      await this.#reader.read([rename.blob], false);
      const there = new Set(this.#reader.sightings(rename.blob, rename.path).map(({ fingerprint }) => fingerprint));
      left = left.filter(({ fingerprint }) => !there.has(fingerprint));
    }
    return left;
  }

  async #readCommits(): Promise<void> {
    for await (const object of catFile(this.#ids, this.#repository.cwd, this.#signal)) {
      if (object.kind === 'missing') {
        this.#meter.skip(object.id, 'missing-object');
        continue;
      }
      const parts: Buffer[] = [];
      for await (const chunk of object.chunks()) parts.push(chunk);
      const data = Buffer.concat(parts);
      this.#meter.commits++;
      this.#commits.set(object.id, parseCommit({ kind: 'commit', data }));
      const sightings = this.#scanner.scan(data);
      if (sightings.length > 0) this.#messages.set(object.id, sightings);
    }
  }

  /** Commits whose parents the clone left out look as if they added everything; the others are whole. */
  #noteShallow(): void {
    const cut = shallowBoundary(this.#repository);
    if (this.#ids.some((id) => cut.has(id))) this.#meter.skip(this.#repository.gitDirectory, 'shallow');
  }
}
