import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contender } from './contender.ts';
import { corporaFolder } from './corpora.ts';
import { missingExecutable } from './keyturn.ts';
import { describeCommit, describeMachine } from './machine.ts';
import { type Accountant, findAccountant } from './measure/accounting.ts';
import { interleave } from './measure/interleave.ts';
import { type Options, UsageError } from './options.ts';
import { type LocatedPeer, locatePeers } from './peers/locate.ts';
import { PEERS } from './peers/registry.ts';
import { type Expectation, type Result, storeResult, type Table, toRow } from './result.ts';

/** All that one invocation of the bench shares. */
export interface Session {
  readonly options: Options;
  readonly signal: AbortSignal;
  readonly peers: readonly LocatedPeer[];
  /** A folder that is gone afterwards. */
  readonly scratch: string;
  /** Tells a human what happens, on standard error. */
  readonly say: (message: string) => void;
  /** Runs the contenders in turn and makes a table of them. */
  readonly race: (race: Race) => Promise<Table>;
}

/** One table to be measured. */
interface Race extends Pick<Table, 'title' | 'corpus' | 'reference'> {
  readonly notes?: readonly string[];
  readonly contenders: readonly Contender[];
  readonly expected?: Expectation;
  /** Paths that stand in arguments, by the names that results call them. */
  readonly folders: Readonly<Record<string, string>>;
}

/**
 * Measures whatever `body` races, and stores it with machine and commit.
 * @throws UsageError for a peer that nobody knows, or when there is nothing of ours to run
 */
export async function measureSession(
  command: string,
  options: Options,
  signal: AbortSignal,
  body: (session: Session) => Promise<Table[]>,
): Promise<{ result: Result; path: string }> {
  checkNames(options);
  const problem = missingExecutable();
  if (problem !== null && selects(options, 'keyturn')) {
    throw new UsageError(problem);
  }
  const machine = describeMachine();
  const commit = await describeCommit();
  const accountant = await findAccountant();
  mkdirSync(corporaFolder(), { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), 'keyturn-bench-'));
  try {
    const { found, missing } = await locatePeers(scratch, ({ id }) => selects(options, id));
    if (missing.length > 0) {
      say(`not found, left out: ${missing.join(', ')}`);
    }
    const race = (planned: Race): Promise<Table> => runRace(planned, options, signal, accountant, scratch);
    const tables = await body({ options, signal, peers: found, scratch, say, race });
    const date = new Date().toISOString();
    const { id: accounting } = accountant;
    const result: Result = { schema: 'keyturn/bench@1', command, date, machine, commit, accounting, tables };
    return { result, path: storeResult(result, options.keep) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function runRace(
  { title, corpus, reference, notes = [], contenders, expected = {}, folders }: Race,
  options: Options,
  signal: AbortSignal,
  accountant: Accountant,
  scratch: string,
): Promise<Table> {
  const { runs, slowMs, limitMs } = options;
  // The variants of a peer are chosen with it; our own rows are there unless a list leaves them out.
  const chosen = contenders.filter(({ role }) => role !== 'ours' || selects(options, 'keyturn'));
  const outcomes = await interleave(chosen, { accountant, runs, slowMs, limitMs, signal, say });
  const rows = outcomes.map((outcome) => toRow(outcome, expected, { ...folders, [scratch]: 'SCRATCH' }));
  return { title, corpus, reference, notes, rows };
}

/** Whether the command line asks for a peer, or for ourselves as `keyturn`. */
function selects({ only, skip }: Options, id: string): boolean {
  return (only?.has(id) ?? true) && !skip.has(id);
}

function checkNames({ only, skip }: Options): void {
  const known = new Set(['keyturn', ...PEERS.map(({ id }) => id)]);
  const unknown = [...(only ?? []), ...skip].filter((id) => !known.has(id));
  if (unknown.length > 0) {
    throw new UsageError(`No peer is called ${unknown.join(', ')}; there are ${[...known].join(', ')}.`);
  }
}

function say(message: string): void {
  process.stderr.write(`bench: ${message}\n`);
}
