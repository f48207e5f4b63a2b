/** Which commits an event brings, by git; a checkout that lacks some of them is deepened, or the run fails. */
import { KeyturnError } from '@keyturn/scanner';
import { openRepository, runGit, shallowBoundary } from '@keyturn/scanner/git';
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
  cwd: string,
  brought: Brought,
  { remote, defaultBranch, ref }: { remote: Remote; defaultBranch: string | null; ref: string },
): Promise<CommitList> {
  const { head, headRef, expected } = brought;
  const depth = (expected ?? UNKNOWN_DEPTH) + MARGIN;
  const notices: string[] = [];
  const isDefault = defaultBranch === null || ref === `refs/heads/${defaultBranch}`;
  const fetchHead = async (flags: readonly string[]): Promise<void> => {
    if (!(await remote.fetch(flags, [head])) && headRef !== null) await remote.fetch(flags, [headRef]);
  };
  const flagsNow = async (flags: readonly string[]): Promise<readonly string[]> =>
    (await openRepository(cwd)).isShallow ? flags : [];

  if (!(await has(cwd, head))) await fetchHead(await flagsNow([`--depth=${depth}`]));
  let { base } = brought;
  if (base !== null && !(await has(cwd, base))) {
    await remote.fetch(await flagsNow([`--depth=${depth}`]), [base]);
    if (!(await has(cwd, base))) {
      notices.push('The commit that this builds on is gone: what the default branch lacks is scanned instead.');
      base = null;
    }
  }
  if (base === null && !isDefault) {
    base = await defaultTip(cwd, defaultBranch, remote, await flagsNow([`--depth=${depth}`]));
  }
  for (const flags of [null, [`--depth=${depth}`], ['--unshallow']]) {
    const { isShallow } = await openRepository(cwd);
    if (flags !== null && isShallow) {
      const names = [head, ...(base === null ? [] : [base])];
      if (!(await remote.fetch(flags, names)) && headRef !== null) await remote.fetch(flags, [headRef]);
    }
    const ids = await complete(cwd, head, base);
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

async function has(cwd: string, commit: string): Promise<boolean> {
  const check = await runGit(['cat-file', '--batch-check'], { cwd, input: `${commit}\n` });
  return / commit \d+/.test(check.toString('latin1'));
}

/** The commits, oldest first; null where the checkout ends before they do. */
async function complete(cwd: string, head: string, base: string | null): Promise<string[] | null> {
  if (!(await has(cwd, head))) return null;
  const input = [head, ...(base === null ? [] : [`^${base}`]), ''].join('\n');
  const answer = await runGit(['rev-list', '--topo-order', '--reverse', '--stdin'], { cwd, input });
  const ids = answer
    .toString('latin1')
    .split('\n')
    .filter((id) => id !== '');
  const cut = shallowBoundary(await openRepository(cwd));
  return ids.some((id) => cut.has(id)) ? null : ids;
}

async function defaultTip(
  cwd: string,
  branch: string | null,
  remote: Remote,
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
  await remote.fetch(flags, [`+refs/heads/${branch ?? ''}:${tracking}`]);
  return read();
}

function fewer(found: number, expected: number): KeyturnError {
  return new KeyturnError(
    'source',
    `git lists ${found} commits where GitHub counts ${expected}: not all of them can be looked at. Run the job again; if it stays so, check out with fetch-depth: 0.`,
  );
}
