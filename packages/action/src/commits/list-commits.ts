/** Which commits an event brings, by git; a checkout that lacks some of them is deepened, or the run fails. */
import { KeyturnError } from '@keyturn/scanner';
import { openRepository, runGit, shallowBoundary } from '@keyturn/scanner/git';
import type { Repository } from '@keyturn/scanner/git';
import type { Brought } from '../event/event.ts';
import type { Remote } from './remote.ts';

export interface CommitList {
  readonly ids: readonly string[];
  /** Of which configuration and suppressions are; null where there is none before it. */
  readonly base: string | null;
  readonly notices: readonly string[];
}

/** Commits that a first attempt fetches beyond those that are asked for. */
const MARGIN = 2;
const UNKNOWN_DEPTH = 50;

/**
 * @param defaultBranch stands in for a base that is not there
 * @throws KeyturnError `source` where the commits cannot be had: with the line that a workflow needs
 */
export async function listCommits(
  repository: Repository,
  brought: Brought,
  { remote, defaultBranch, ref }: { remote: Remote; defaultBranch: string | null; ref: string },
): Promise<CommitList> {
  const { head, headRef, expected } = brought;
  const cwd = repository.top;
  // Each process of git costs more than what it is asked here: what only a fetch can change is asked after one.
  let now = repository;
  const fetch = async (flags: readonly string[], names: readonly string[]): Promise<boolean> => {
    const came = await remote.fetch(flags, names);
    now = await openRepository(cwd);
    return came;
  };
  const depth = (expected ?? UNKNOWN_DEPTH) + MARGIN;
  const notices: string[] = [];
  const isDefault = defaultBranch === null || ref === `refs/heads/${defaultBranch}`;
  const fetchHead = async (flags: readonly string[]): Promise<void> => {
    if (!(await fetch(flags, [head])) && headRef !== null) await fetch(flags, [headRef]);
  };
  const flagsNow = (): readonly string[] => (now.isShallow ? [`--depth=${depth}`] : []);

  let { base } = brought;
  const here = await commitsHere(cwd, base === null ? [head] : [head, base]);
  if (!here.has(head)) await fetchHead(flagsNow());
  if (base !== null && !here.has(base)) {
    await fetch(flagsNow(), [base]);
    if (!(await commitsHere(cwd, [base])).has(base)) {
      notices.push('The commit that this builds on is gone: what the default branch lacks is scanned instead.');
      base = null;
    }
  }
  if (base === null && !isDefault) {
    base = await defaultTip(cwd, defaultBranch, fetch, flagsNow());
  }
  for (const flags of [null, [`--depth=${depth}`], ['--unshallow']]) {
    const { isShallow } = now;
    if (flags !== null && isShallow) {
      const names = [head, ...(base === null ? [] : [base])];
      if (!(await fetch(flags, names)) && headRef !== null) await fetch(flags, [headRef]);
    }
    const isHere = here.has(head) || (await commitsHere(cwd, [head])).has(head);
    const ids = isHere ? await complete(now, head, base) : null;
    if (ids === null) {
      if (isShallow) continue;
      break;
    }
    if (expected === null || ids.length >= expected) return { ids, base, notices };
    if (!isShallow) throw fewer(ids.length, expected);
  }
  throw new KeyturnError(
    'source',
    'The checkout lacks commits that have to be scanned, and they could not be fetched. Add this line to the step that uses actions/checkout, below `with:`\n  fetch-depth: 0',
  );
}

async function commitsHere(cwd: string, names: readonly string[]): Promise<Set<string>> {
  const check = await runGit(['cat-file', '--batch-check'], { cwd, input: names.map((name) => `${name}\n`).join('') });
  const lines = check.toString('latin1').split('\n');
  return new Set(lines.filter((line) => / commit \d+$/.test(line)).map((line) => line.slice(0, line.indexOf(' '))));
}

/** The commits, oldest first; null where the checkout ends before they do. */
async function complete(repository: Repository, head: string, base: string | null): Promise<string[] | null> {
  const input = [head, ...(base === null ? [] : [`^${base}`]), ''].join('\n');
  const cwd = repository.top;
  const answer = await runGit(['rev-list', '--topo-order', '--reverse', '--stdin'], { cwd, input });
  const ids = answer
    .toString('latin1')
    .split('\n')
    .filter((id) => id !== '');
  const cut = shallowBoundary(repository);
  return ids.some((id) => cut.has(id)) ? null : ids;
}

async function defaultTip(
  cwd: string,
  branch: string | null,
  fetch: (flags: readonly string[], names: readonly string[]) => Promise<boolean>,
  flags: readonly string[],
): Promise<string | null> {
  const tracking = `refs/remotes/origin/${branch ?? ''}`;
  const read = async (): Promise<string | null> => {
    const answer = await runGit(['rev-parse', '--verify', '--quiet', '--end-of-options', `${tracking}^{commit}`], {
      cwd,
      accept: [0, 1, 128],
    });
    const id = answer.toString('latin1').trim();
    return /^[0-9a-f]{40,64}$/.test(id) ? id : null;
  };
  const there = await read();
  if (there !== null) return there;
  await fetch(flags, [`+refs/heads/${branch ?? ''}:${tracking}`]);
  return read();
}

function fewer(found: number, expected: number): KeyturnError {
  return new KeyturnError(
    'source',
    `git lists ${found} commits where GitHub counts ${expected}: not all of them can be looked at. Run the job again; if it stays so, check out with fetch-depth: 0.`,
  );
}
