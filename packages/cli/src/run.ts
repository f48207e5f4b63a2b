import { availableParallelism } from 'node:os';
import { prestartWorkers } from '@keyturn/scanner/prestart';
import { ExitCode } from './exit-code.ts';
import { version } from './version.ts';

const MOST_PRESTARTED = 3;

/** Whether it looks like a scan of files on all threads. A wrong guess costs a thread that nobody needs. */
const scansFolders = (args: readonly string[]): boolean =>
  args[0] === 'scan' &&
  !args.some((arg) =>
    /^--(?:stdin|history|range|commits-from|since|staged|threads|show-placeholders|help)\b|^-h$/.test(arg),
  );

/**
 * Runs the command line and sets the exit code. `--version` answers before anything else is loaded: it is what scripts
 * and editors start most often.
 */
export async function run(args: readonly string[]): Promise<void> {
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    process.stdout.write(`${version}\n`);
    return;
  }
  if (scansFolders(args)) {
    const folders = args.slice(1).filter((arg) => !arg.startsWith('-'));
    prestartWorkers(Math.min(MOST_PRESTARTED, availableParallelism() - 1), folders.length > 0 ? folders : ['.']);
  }
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
