import { CommanderError } from 'commander';
import { KeyturnError } from '@keyturn/scanner';
import { ExitCode } from './exit-code.ts';
import { createProgram } from './program.ts';
import { complain } from './terminal.ts';

/** Parses the arguments and runs the command. Known errors become a sentence; unknown ones are defects and are thrown. */
export async function dispatch(args: readonly string[]): Promise<number> {
  const outcome: { code: number } = { code: ExitCode.clean };
  const program = createProgram(outcome);
  const [called] = args;
  if (called !== 'scan') {
    const { addOtherCommands } = await import('./other-commands.ts');
    await addOtherCommands(program, called, outcome);
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return outcome.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.clean : ExitCode.failure;
    if (error instanceof KeyturnError) {
      complain(error.message);
      return ExitCode.failure;
    }
    const code = (error as NodeJS.ErrnoException | undefined)?.code;
    if (code === 'ENOSPC') {
      complain('The disk is full. Make room and try again; nothing was written in part.');
      return ExitCode.failure;
    }
    throw error;
  }
}
