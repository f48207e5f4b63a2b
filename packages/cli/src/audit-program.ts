/** `keyturn audit` and `keyturn schedule`; what they do is loaded when they are called. */
import type { Command } from 'commander';
import type { AuditCommandOptions } from './audit-setup.ts';

const collect = (value: string, previous: string[] | undefined): string[] => [...(previous ?? []), value];

export function addAuditCommands(program: Command, outcome: { code: number }): void {
  const audit = program
    .command('audit')
    .description('audit repositories: what leaked, what still works, what is overdue, what changed since the last time')
    .argument('[target...]', 'paths, clone URLs, github:ORG, github:user/NAME; else the targets of your configuration')
    .option('--report <dir>', 'write the report there: audit.html, audit.json, audit.csv, audit.md')
    .option('--compare <audits...>', 'compare two audits of the ledger, the older one first, and scan nothing')
    .option('-f, --format <format>', 'what is printed: text, json, csv, markdown, html', 'text')
    .option(
      '--fail-on <what>',
      'which open keys make the exit code 1: any, live, severity:LEVEL, confidence:LEVEL',
      'any',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ keyturn audit ~/src/shop ~/src/crm --report audit
  $ keyturn audit github:acme --verify --report audit
  $ keyturn audit --compare 2026-03-31 2026-06-30 --report audit`,
    )
    .action(async (targets: string[], options: AuditCommandOptions) => {
      const { audit: run } = await import('./commands/audit.ts');
      outcome.code = await run(targets, options);
    });
  for (const command of [audit]) {
    command
      .option('--ledger <file>', 'the ledger; else KEYTURN_DATABASE_URL, else your own')
      .option('--verify', 'ask each provider whether its keys still work; without it nothing is sent')
      .option('--verify-as <provider>', 'you vouch that ambiguous keys are this provider’s')
      .option('--workspace <slug>', 'your own Clarify workspace, for verification; repeatable', collect)
      .option('--inventory <file>', 'the keys.yaml to use instead of your own')
      .option('--config <file>', 'use this configuration as your own')
      .option('--no-config', 'use no configuration')
      .option('--threads <n>', 'how many threads to use', Number)
      .option('-q, --quiet', 'no notices and no progress');
  }
}
