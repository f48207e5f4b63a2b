import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Role } from './contender.ts';
import type { Commit, Machine } from './machine.ts';
import type { Usage } from './measure/usage.ts';
import type { Outcome } from './measure/interleave.ts';
import { root } from './root.ts';

/** What one invocation of the bench leaves behind; kept raw, so that every figure can be taken anew. */
export interface Result {
  readonly schema: 'keyturn/bench@1';
  /** The command that made it. */
  readonly command: string;
  /** ISO 8601. */
  readonly date: string;
  readonly machine: Machine;
  readonly commit: Commit | null;
  /** How memory and processor time were had. */
  readonly accounting: string;
  readonly tables: readonly Table[];
}

/** One corpus, and what each contender took for it. */
export interface Table {
  readonly title: string;
  /** What is measured: files, bytes, objects, seed … */
  readonly corpus: Readonly<Record<string, string | number | null>>;
  /** The row that the others are divided by. */
  readonly reference: string;
  /** What a reader has to know to read it. */
  readonly notes: readonly string[];
  readonly rows: readonly Row[];
}

export interface Row {
  readonly id: string;
  readonly role: Role;
  readonly version: string | null;
  /** The program's name and its arguments, the corpus and other folders of the machine left out. */
  readonly command: readonly string[];
  /** Measured once, in the warm-up. */
  readonly isSlow: boolean;
  readonly runs: readonly RowRun[];
  /** Of the last run. */
  readonly found: number | null;
  /** Why the row is not to be trusted; empty where all is well. */
  readonly problems: readonly string[];
}

interface RowRun extends Usage {
  /** Milliseconds. */
  readonly wallMs: number;
  readonly exitCode: number | null;
}

/** What is known to be in the corpus. */
export interface Expectation {
  /** The number of keys that were planted. */
  readonly keys?: number;
}

/**
 * One contender's runs as a row, with everything odd about them said.
 * @param folders names for paths that stand in arguments, such as `{ '/tmp/x': 'TREE' }`
 */
export function toRow(outcome: Outcome, expected: Expectation, folders: Readonly<Record<string, string>>): Row {
  const { contender, runs, isSlow } = outcome;
  const last = runs.at(-1);
  const found = last === undefined ? null : contender.found(last);
  return {
    id: contender.id,
    role: contender.role,
    version: contender.version,
    command: [basename(contender.command.program), ...contender.command.args].map((arg) => anonymous(arg, folders)),
    isSlow,
    runs: runs.map(({ wallMs, userMs, systemMs, peakRssBytes, exitCode }) => ({
      wallMs,
      userMs,
      systemMs,
      peakRssBytes,
      exitCode,
    })),
    found,
    problems: [...new Set(problemsOf(outcome, expected, found))],
  };
}

function problemsOf({ contender, runs }: Outcome, expected: Expectation, found: number | null): string[] {
  const problems: string[] = [];
  for (const run of runs) {
    if (run.timedOut) {
      problems.push('it was killed at the time limit');
    } else if (run.exitCode === null) {
      problems.push(`it was ended by ${run.signal ?? 'a signal'}`);
    } else if (!contender.expectedExits.includes(run.exitCode)) {
      problems.push(`exit code ${run.exitCode}`);
    } else {
      problems.push(...(contender.problems?.(run) ?? []));
    }
    if (contender.found(run) !== found) {
      problems.push('its runs differ in what they found');
    }
  }
  if (expected.keys !== undefined && found !== null && found < expected.keys) {
    problems.push(`found ${found} of ${expected.keys} planted keys`);
  }
  return problems;
}

/** Paths tell of the machine and of nobody's speed. */
function anonymous(arg: string, folders: Readonly<Record<string, string>>): string {
  let text = arg;
  for (const [path, name] of Object.entries(folders)) {
    text = text.replaceAll(path, name);
  }
  return text.replaceAll(root, '');
}

/**
 * Stores a result as JSON.
 * @param keep among those that are committed, instead of those that git ignores
 * @returns the file's path
 */
export function storeResult(result: Result, keep: boolean): string {
  const folder = join(root, 'bench/results', keep ? '' : 'local');
  mkdirSync(folder, { recursive: true });
  const day = result.date.slice(0, 19).replaceAll(':', '');
  const path = join(folder, `${result.command}-${day}-${result.commit?.id.slice(0, 8) ?? 'no-commit'}.json`);
  writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
  return path;
}
