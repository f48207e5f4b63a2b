import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainEnvironment } from '../environment.ts';
import type { Accountant } from './accounting.ts';
import type { Usage } from './usage.ts';

/** A program to be run, as a whole process, with no shell and nothing on standard input. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Added to the environment of all. */
  readonly env?: Readonly<Record<string, string>>;
  /** `discard` sends standard output to the null device; `capture` to a file, which costs the program a little. */
  readonly output: 'capture' | 'discard';
}

/** One run of a command. */
export interface Run extends Usage {
  /** Milliseconds from just before the start to the exit. */
  readonly wallMs: number;
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  /** What was captured; null when nothing was, or too much to look at. */
  readonly stdout: string | null;
  /** The last of what it said on standard error. */
  readonly stderrTail: string;
}

export interface MeasureOptions {
  readonly accountant: Accountant;
  /** Milliseconds after which the command and all it started are killed. */
  readonly limitMs: number;
  /** Kills the command at once when it is aborted. */
  readonly signal?: AbortSignal;
}

/** Bytes of output that are still looked at. */
const MAX_OUTPUT = 256 * 1024 * 1024;
const STDERR_TAIL = 2000;

/**
 * Runs a command once and says what it took. An exit code of any kind is a result, not an error.
 * @throws Error when the program cannot be started, or when `signal` was aborted
 */
export async function measure(command: Command, options: MeasureOptions): Promise<Run> {
  options.signal?.throwIfAborted();
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-bench-'));
  const path = { stdout: join(folder, 'stdout'), stderr: join(folder, 'stderr'), report: join(folder, 'usage') };
  try {
    const stdout = command.output === 'capture' ? openSync(path.stdout, 'w') : null;
    const stderr = openSync(path.stderr, 'w');
    try {
      const run = await start(command, options, stdout ?? 'ignore', stderr, path.report);
      return {
        ...run,
        stdout: stdout === null || statSync(path.stdout).size > MAX_OUTPUT ? null : readFileSync(path.stdout, 'utf8'),
        stderrTail: readFileSync(path.stderr, 'utf8').slice(-STDERR_TAIL),
      };
    } finally {
      closeSync(stderr);
      if (stdout !== null) {
        closeSync(stdout);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function start(
  command: Command,
  { accountant, limitMs, signal }: MeasureOptions,
  stdout: number | 'ignore',
  stderr: number,
  report: string,
): Promise<Omit<Run, 'stdout' | 'stderrTail'>> {
  const [program, ...args] = accountant.wrap(command.program, command.args, report);
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(program, args, {
      stdio: ['ignore', stdout, stderr],
      env: { ...plainEnvironment, ...command.env },
      // A process group of its own, so that a command's own children end with it.
      detached: process.platform !== 'win32',
      windowsHide: true,
      ...(command.cwd !== undefined && { cwd: command.cwd }),
    });
    let timedOut = false;
    const kill = (): void => killGroup(child.pid);
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, limitMs);
    signal?.addEventListener('abort', kill);
    const finish = child.pid === undefined ? null : accountant.watch(child.pid, report);
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', kill);
    };
    child.on('error', (error) => {
      settle();
      finish?.();
      reject(new Error(`${command.program} could not be started: ${error.message}`, { cause: error }));
    });
    child.on('exit', (exitCode, endSignal) => {
      const wallMs = performance.now() - begin;
      settle();
      const usage = finish?.() ?? { userMs: null, systemMs: null, peakRssBytes: null };
      if (signal?.aborted === true) {
        reject(new Error('Interrupted.'));
        return;
      }
      resolve({ wallMs, ...usage, exitCode, signal: endSignal, timedOut });
    });
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) {
    return;
  }
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}
