import { installHook as install } from '@keyturn/config/install-hook';
import { ExitCode } from '../exit-code.ts';
import { complain } from '../terminal.ts';

interface HookOptions {
  readonly preReceive?: boolean;
  readonly command?: string;
}

/** `keyturn hook install`: says on stderr what it has done. */
export async function installHook({ preReceive, command }: HookOptions): Promise<number> {
  await install({
    folder: '.',
    command: command === undefined ? ['keyturn'] : command.split(' ').filter((word) => word !== ''),
    tell: complain,
    ...(preReceive !== undefined && { preReceive }),
  });
  return ExitCode.clean;
}
