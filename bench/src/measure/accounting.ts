/**
 * Who counts a child's processor time and peak memory. Node has no wait4(2), so the system's own time(1) does it where
 * there is one; on Linux without it /proc does, by sampling; elsewhere nothing does, and the figures stay null.
 */

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { sampleTree } from './proc.ts';
import type { Usage } from './usage.ts';

const UNKNOWN_USAGE: Usage = { userMs: null, systemMs: null, peakRssBytes: null };

/** One way of counting. */
export interface Accountant {
  /** How results name it: `wait4` is exact, `sampled` is a lower bound of memory, `none` knows nothing. */
  readonly id: 'wait4' | 'sampled' | 'none';
  /** The command that is really started; `report` is a file that the wrapper may write to. */
  wrap(program: string, args: readonly string[], report: string): readonly [string, ...string[]];
  /** Called right after the start with the child's id; the answer is called once the child has ended. */
  watch(pid: number, report: string): () => Usage;
}

const TIME = '/usr/bin/time';

/** The best accountant that this machine offers. */
export async function findAccountant(): Promise<Accountant> {
  if (process.platform === 'win32') {
    return none;
  }
  const version = await promisify(execFile)(TIME, ['--version']).then(
    ({ stdout, stderr }) => stdout + stderr,
    () => null,
  );
  if (version?.includes('GNU') === true) {
    return gnuTime;
  }
  // macOS has a time(1) of its own, which knows no --version.
  if (process.platform === 'darwin') {
    return bsdTime;
  }
  return process.platform === 'linux' ? proc : none;
}

const gnuTime: Accountant = {
  id: 'wait4',
  wrap: (program, args, report) => [TIME, '--quiet', '-f', '%U %S %M', '-o', report, program, ...args],
  watch: (_pid, report) => () => parseGnuTime(readReport(report)),
};

const bsdTime: Accountant = {
  id: 'wait4',
  wrap: (program, args, report) => [TIME, '-l', '-o', report, program, ...args],
  watch: (_pid, report) => () => parseBsdTime(readReport(report)),
};

/** For Linux without time(1). */
export const proc: Accountant = {
  id: 'sampled',
  wrap: (program, args) => [program, ...args],
  watch: (pid) => sampleTree(pid),
};

const none: Accountant = {
  id: 'none',
  wrap: (program, args) => [program, ...args],
  watch: () => () => UNKNOWN_USAGE,
};

/** The last line of `time -f '%U %S %M'`: seconds, seconds, kibibytes. */
export function parseGnuTime(report: string): Usage {
  const match = /^(\d+\.\d+) (\d+\.\d+) (\d+)$/m.exec(report);
  return match === null
    ? UNKNOWN_USAGE
    : { userMs: Number(match[1]) * 1000, systemMs: Number(match[2]) * 1000, peakRssBytes: Number(match[3]) * 1024 };
}

/** `time -l` of macOS: seconds, and bytes. */
export function parseBsdTime(report: string): Usage {
  const times = /(\d+\.\d+) user\s+(\d+\.\d+) sys/.exec(report);
  const memory = /(\d+)\s+maximum resident set size/.exec(report);
  return {
    userMs: times === null ? null : Number(times[1]) * 1000,
    systemMs: times === null ? null : Number(times[2]) * 1000,
    peakRssBytes: memory === null ? null : Number(memory[1]),
  };
}

function readReport(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A wrapper that was killed has written nothing.
    return '';
  }
}
