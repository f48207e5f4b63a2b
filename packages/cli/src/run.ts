import { availableParallelism } from 'node:os';
import { prestartPackWorkers, prestartWorkers } from '@keyturn/scanner/prestart';
import { ExitCode } from './exit-code.ts';
import { version } from './version.ts';

const MOST_PRESTARTED = 3;

/** Not on all threads, or of something else than folders or a history as a whole. */
const ON_ONE_THREAD = /^--(?:stdin|range|commits-from|since|staged|threads|show-placeholders|help)\b|^-h$/;

/** Starts threads ahead where it looks like a scan on all of them. A wrong guess costs a thread that nobody needs. */
function prestart(args: readonly string[]): void {
  if (args[0] !== 'scan' || args.some((arg) => ON_ONE_THREAD.test(arg))) return;
  const count = Math.min(MOST_PRESTARTED, availableParallelism() - 1);
  if (args.includes('--history')) {
    // With a cache there is seldom anything to walk.
    if (!args.some((arg) => /^--cache\b/.test(arg))) prestartPackWorkers(count);
    return;
  }
  const folders = args.slice(1).filter((arg) => !arg.startsWith('-'));
  prestartWorkers(count, folders.length > 0 ? folders : ['.']);
}

/**
 * Runs the command line and sets the exit code. `--version` answers before anything else is loaded: it is what scripts
 * and editors start most often.
 */
export async function run(args: readonly string[]): Promise<void> {
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    process.stdout.write(`${version}\n`);
    return;
  }
  prestart(args);
  // Ends at once, whatever is under way: nothing is written to a result's place before it is whole.
  process.on('SIGINT', () => process.exit(ExitCode.interrupted));
  process.on('SIGTERM', () => process.exit(143));
  process.stdout.on('error', ignoreClosedPipe);
  process.stderr.on('error', () => undefined);
  const { dispatch } = await import('./dispatch.ts');
  process.exitCode = await dispatch(args);
}

/** Whoever reads our output may stop reading (`| head`): the exit code still says what was found. Nothing else is forgiven. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  const why = error.code === 'ENOSPC' ? 'the disk is full' : (error.code ?? error.message);
  process.stderr.write(`keyturn: the result could not be written (${why}).\n`, () => process.exit(ExitCode.failure));
}
