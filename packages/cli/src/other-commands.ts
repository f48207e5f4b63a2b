/** All commands but `keyturn scan`, which starts without them; what they do is loaded when they are called. */
import type { Command } from 'commander';
import { addAuditCommands } from './audit-program.ts';
import { scanFlags } from './flags.ts';
import { addKeysCommands } from './keys-program.ts';
import { optionOf } from './program.ts';

/** The flags of a scan that a verification takes as well. */
const VERIFY_FLAGS = /--(?:verify-as|workspace|format|output|color) /;

/** @param called the first argument */
export async function addOtherCommands(
  program: Command,
  called: string | undefined,
  outcome: { code: number },
): Promise<void> {
  program
    .command('providers')
    .description('list the providers that are known, with their rules, rivals, probes and limits')
    .option('--json', 'as JSON')
    .option('-f, --format <format>', 'text or json', 'text')
    .action(async (options: { json?: boolean; format: string }) => {
      const { listProviders } = await import('./commands/providers.ts');
      outcome.code = listProviders(options);
    });
  program
    .command('baseline')
    .description('write or refresh the baseline: the keys that are known and no longer make a scan fail')
    .argument('[path...]', 'files and directories', ['.'])
    .option('--baseline <file>', 'the file to write; .keyturn-baseline in the root by default')
    .option('--import-from <report>', 'take over what a report of gitleaks, detect-secrets or trufflehog knows')
    .option('--config <file>', 'read this configuration, and no other')
    .option('--no-config', 'read no configuration')
    .action(async (paths: string[], options: Record<string, unknown>) => {
      const { writeBaseline } = await import('./commands/baseline.ts');
      outcome.code = await writeBaseline(paths, options);
    });
  program
    .command('init')
    .description('write a commented keyturn.yaml')
    .action(async () => {
      const { init } = await import('./commands/init.ts');
      outcome.code = init();
    });
  program
    .command('hook')
    .description('hooks of git')
    .command('install')
    .description('install a pre-commit hook that scans what is about to be committed')
    .option('--pre-receive', 'on a server: a hook that refuses a push which adds a key')
    .option('--command <command>', 'how keyturn is started', 'keyturn')
    .action(async (options: Record<string, unknown>) => {
      const { installHook } = await import('./commands/hook.ts');
      outcome.code = await installHook(options);
    });
  addLedger(program, outcome);
  const verify = program
    .command('verify')
    .description('verify a stored result again: 1 if any key is active, 0 if all are proven inactive, else 3')
    .argument('<findings>', 'what `keyturn scan --format json` wrote; - for standard input')
    .option('--dry-run', 'print each request that would be sent, and send none')
    .action(async (file: string, options: unknown) => {
      const command = await import('./commands/verify.ts');
      outcome.code = await command.verify(file, options as Parameters<typeof command.verify>[1]);
    });
  for (const flag of scanFlags.filter(({ flags }) => VERIFY_FLAGS.test(flags))) verify.addOption(optionOf(flag));
  addKeysCommands(program, outcome);
  addAuditCommands(program, outcome);
  if (called === 'completion' || called === 'complete') {
    const { addCompletion } = await import('./completion.ts');
    addCompletion(program);
  } else {
    // Told in the help.
    program
      .command('completion')
      .description('print a completion script for bash, zsh, fish or powershell')
      .argument('<shell>');
  }
}

/** What keeps a ledger safe, and what takes it elsewhere. */
function addLedger(program: Command, outcome: { code: number }): void {
  const ledger = program.command('ledger').description('the ledger: a copy of it, and all it holds as JSON');
  const which = ['--ledger <file>', 'the ledger; else KEYTURN_DATABASE_URL, else your own'] as const;
  ledger
    .command('backup')
    .description('write a copy as of now into a new file, which is a ledger itself')
    .argument('<file>')
    .option(...which)
    .action(async (file: string, options: { ledger?: string }) => {
      const { backupLedger } = await import('./commands/ledger.ts');
      outcome.code = await backupLedger(file, options);
    });
  ledger
    .command('restore')
    .description('fill an empty ledger from a backup, of whichever database it was taken')
    .argument('<file>')
    .option(...which)
    .action(async (file: string, options: { ledger?: string }) => {
      const { restoreLedger } = await import('./commands/ledger.ts');
      outcome.code = await restoreLedger(file, options);
    });
  ledger
    .command('export')
    .description('print all it holds as lines of JSON (keyturn/ledger@1)')
    .option(...which)
    .action(async (options: { ledger?: string }) => {
      const { exportLedger } = await import('./commands/ledger.ts');
      outcome.code = await exportLedger(options);
    });
}
