/** `keyturn audit` and `keyturn schedule`; what they do is loaded when they are called. */
import type { Command } from 'commander';
import type { AuditCommandOptions, ScheduleCommandOptions } from './audit-setup.ts';
import { keepYoungObjectsFew } from './memory.ts';

const collect = (value: string, previous: string[] | undefined): string[] => [...(previous ?? []), value];

export function addAuditCommands(program: Command, outcome: { code: number }): void {
  const audit = program
    .command('audit')
    .description('audit repositories: what leaked, what still works, what is overdue, what changed since the last time')
    .argument('[target...]', 'paths, clone URLs, github:ORG, github:user/NAME; else the targets of your configuration')
    .option('--report <dir>', 'write the report there: audit.html, audit.json, audit.csv, audit.md')
    .option('--compare <audits...>', 'compare two audits of the ledger, the older one first, and scan nothing')
    .option('--deliver', 'deliver the messages that are owed, and scan nothing')
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
      keepYoungObjectsFew();
      const { audit: run } = await import('./commands/audit.ts');
      outcome.code = await run(targets, options);
    });
  const schedule = program
    .command('schedule')
    .description('run audits by cron in the foreground, until it is ended; missed ones are made up')
    .option('--cron <schedule>', 'when: five fields of cron, or @quarterly, @monthly and their like')
    .option('--timezone <zone>', 'whose time that is, such as Europe/Berlin; UTC by default')
    .option('--report <dir>', 'write each audit’s report into a folder of its own there')
    .option('--listen <address>', 'answer /healthz and /metrics there, on loopback: 127.0.0.1:9470')
    .addHelpText(
      'after',
      `
Targets and who is told stand in your configuration.

Examples:
  $ keyturn schedule --cron @quarterly --timezone Europe/Berlin --verify --report /var/lib/keyturn/reports
  $ keyturn schedule --listen 127.0.0.1:9470`,
    )
    .action(async (options: ScheduleCommandOptions) => {
      keepYoungObjectsFew();
      const { schedule: run } = await import('./commands/schedule.ts');
      outcome.code = await run(options);
    });
  for (const command of [audit, schedule]) {
    command
      .option('--ledger <file>', 'the ledger; else KEYTURN_DATABASE_URL, else your own')
      .option('--verify', 'ask each provider whether its keys still work; without it nothing is sent')
      .option('--verify-as <provider>', 'you vouch that ambiguous keys are this provider’s')
      .option('--workspace <slug>', 'your own Clarify workspace, for verification; repeatable', collect)
      .option('--inventory <file>', 'the keys.yaml to use instead of your own')
      .option('--config <file>', 'use this configuration as your own')
      .option('--no-config', 'use no configuration')
      .option('--tree-config', 'let each repository’s own keyturn.yaml and baseline count; what they hide is told')
      .option('--threads <n>', 'how many threads to use', Number)
      .option('-q, --quiet', 'no notices and no progress');
  }
}
