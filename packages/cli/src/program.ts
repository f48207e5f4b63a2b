import { Command, Option } from 'commander';
import { scan } from './commands/scan.ts';
import { scanFlags } from './flags.ts';
import type { Flag } from './flags.ts';
import { complain } from './terminal.ts';
import { version } from './version.ts';

const collect = (value: string, previous: readonly string[] | undefined): string[] => [...(previous ?? []), value];

/** As commander has it. */
export function optionOf(flag: Flag): Option {
  const option = new Option(flag.flags, flag.says);
  if (flag.choices !== undefined) option.choices([...flag.choices]);
  if (flag.default !== undefined) option.default(flag.default);
  if (flag.isRepeatable === true) option.argParser(collect);
  else if (flag.parse !== undefined) option.argParser(flag.parse);
  return option;
}

const examplesOf = (flags: readonly Flag[]): string =>
  `\nExamples:\n${flags.map(({ example, says }) => `  $ ${example}\n      ${says}`).join('\n')}\n`;

/** The command line of a scan: it is what one waits for. The others are added where something else is called. */
export function createProgram(outcome: { code: number }): Command {
  const program = new Command('keyturn')
    .description('Finds hardcoded API keys of Clarky, Clarify, Klipy and AgentClara, and says what to do about them.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      outputError: (text) =>
        complain(
          `${text
            .trim()
            .replace(/^error: /, '')
            .replace(/\.$/, '')}. See keyturn --help.`,
        ),
    });
  program
    .command('scan')
    .description('scan files: what git tracks and does not ignore, or everything outside a repository')
    .argument('[path...]', 'files and directories', ['.'])
    .addHelpText('after', examplesOf(scanFlags))
    .action(async (paths: string[], options: Record<string, unknown>, command: Command) => {
      outcome.code = await scan(command.args.length > 0 ? paths : [], options);
    });
  const scanCommand = program.commands.find((command) => command.name() === 'scan');
  for (const flag of scanFlags) scanCommand?.addOption(optionOf(flag));
  return program;
}
