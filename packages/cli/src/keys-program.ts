/** The commands of `keyturn keys`; what they do is loaded when they are called. */
import type { Command } from 'commander';
import type { ImportOptions } from './commands/keys-import.ts';
import type { AddOptions, KeysOptions } from './commands/keys.ts';

const INVENTORY = ['--inventory <file>', 'the keys.yaml to use instead of your own'] as const;
const LEDGER = ['--ledger [file]', 'use the ledger’s inventory: your own ledger’s, or this one’s'] as const;

export function addKeysCommands(program: Command, outcome: { code: number }): void {
  const keys = program.command('keys').description('the inventory: the keys one knows, without their values');
  keys
    .command('add')
    .description('add a key; its value comes from standard input, and only its fingerprint is kept')
    .requiredOption('--provider <id>', 'whose key it is')
    .requiredOption('--name <name>', 'what you call it')
    .option('--from-env <name>', 'take the value from an environment variable')
    .option('--owner <owner>', 'who replaces it')
    .option('--environment <environment>', 'where it is used: production, staging, test, development')
    .option('--workspace <slug>', 'the workspace it belongs to')
    .option('--scopes <scopes>', 'what it may do, separated by commas')
    .option('--needs <scopes>', 'what its use needs, separated by commas')
    .option('--created <date>', 'when it was created')
    .option('--expires <date>', 'when it expires, or never')
    .option('--last-used <date>', 'when it was last used')
    .option(
      '--where <locator>',
      'where it is kept: env:NAME, file:PATH, file:PATH#NAME, command:PROGRAM ARGS, github:OWNER/REPO#NAME; repeatable',
      collect,
    )
    .option('--replaces <name>', 'the key whose successor it is')
    .option(...INVENTORY)
    .option(...LEDGER)
    .addHelpText(
      'after',
      '\nExamples:\n  $ keyturn keys add --provider klipy --name crm-sync --owner sales --expires 2027-01-31 < key.txt\n  $ keyturn keys add --provider clarky --name reports --from-env CLARKY_KEY --where env:CLARKY_KEY',
    )
    .action(async (options: AddOptions) => {
      const { addKey } = await import('./commands/keys.ts');
      outcome.code = await addKey(options);
    });
  keys
    .command('import')
    .description(
      'add the keys of a .env file, of a CSV whose first line names its columns, or of a secret manager’s listing',
    )
    .argument('<file>', 'ending in .csv, in .json for a listing, or any other for NAME=value')
    .option('--read', 'run the manager’s program for each value that a listing lacks')
    .option('--from <path>', 'where a listing of Vault is from, such as secret/app')
    .option(...INVENTORY)
    .option(...LEDGER)
    .addHelpText(
      'after',
      '\nColumns: name, provider, value or fingerprint, owner, environment, workspace, scopes, needs, created, expires, lastUsed, where, replaces\n\nExamples:\n  $ keyturn keys import .env\n  $ keyturn keys import keys.csv --inventory keys.yaml\n  $ doppler secrets --json > list.json && keyturn keys import list.json\n  $ op item list --format=json > list.json && keyturn keys import list.json --read\n  $ aws secretsmanager list-secrets > list.json && keyturn keys import list.json --read\n  $ vault kv list -format=json secret/app > list.json && keyturn keys import list.json --read --from secret/app',
    )
    .action(async (file: string, options: ImportOptions) => {
      const { importKeys } = await import('./commands/keys-import.ts');
      outcome.code = await importKeys(file, options);
    });
  const list = keys
    .command('list')
    .description('show all keys, the worst first, with the day by which each is to be replaced');
  list.action(async (options: KeysOptions) => {
    const { listKeys } = await import('./commands/keys.ts');
    outcome.code = await listKeys(options);
  });
  const check = keys
    .command('check')
    .description(
      'verify each key where it is kept: 0 all well, 1 something is to be done, else 3 if something could not be told',
    );
  check.action(async (options: KeysOptions) => {
    const { checkKeys } = await import('./commands/keys.ts');
    outcome.code = await checkKeys(options);
  });
  for (const command of [list, check]) {
    command
      .option(...INVENTORY)
      .option(...LEDGER)
      .option('-f, --format <format>', 'text or json', 'text')
      .option('--color <when>', 'colour the text: auto, always, never', 'auto');
  }
  keys
    .command('calendar')
    .description('write rotation and expiry as a calendar with alarms (.ics)')
    .option(...INVENTORY)
    .option(...LEDGER)
    .option('-o, --output <file>', 'write to a file instead of standard output')
    .action(async (options: KeysOptions) => {
      const { writeCalendar } = await import('./commands/keys.ts');
      outcome.code = await writeCalendar(options);
    });
}

const collect = (value: string, previous: string[] | undefined): string[] => [...(previous ?? []), value];
