import { ExitCode } from './exit-code.ts';
import { version } from './version.ts';

/**
 * Runs the command line and sets the exit code. `--version` answers before anything else is loaded: it is what scripts
 * and editors start most often.
 */
export async function run(args: readonly string[]): Promise<void> {
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    process.stdout.write(`${version}\n`);
    return;
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
