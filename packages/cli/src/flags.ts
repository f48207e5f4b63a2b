/**
 * Every flag, once: parsing, help, the documentation's table and the shells' completion come from here. A flag that takes a
 * value has `value`; `choices` are all that it may be.
 */
export interface Flag {
  readonly flags: string;
  readonly says: string;
  readonly example: string;
  readonly choices?: readonly string[];
  readonly isRepeatable?: boolean;
  readonly default?: string;
  readonly parse?: (value: string) => unknown;
}

import { failOnChoices, isFailOn } from '@keyturn/config';
import { KeyturnError } from '@keyturn/scanner';

const SIZE_UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** `10M` in bytes. @throws KeyturnError `usage` */
function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]?)i?b?$/i.exec(text.trim());
  const unit = SIZE_UNITS[(match?.[2] ?? '').toLowerCase()];
  if (match === null || unit === undefined) {
    throw new KeyturnError('usage', `--max-file-size takes a size such as 500K, 10M or 2G, not ${text}.`);
  }
  return Math.floor(Number(match[1]) * unit);
}

function parseThreads(text: string): number {
  const threads = Number(text);
  if (!Number.isInteger(threads) || threads < 1 || threads > 64) {
    throw new KeyturnError('usage', `--threads takes a number from 1 to 64, not ${text}.`);
  }
  return threads;
}

function parseFailOn(text: string): string {
  if (!isFailOn(text)) {
    throw new KeyturnError('usage', `--fail-on takes ${failOnChoices}, not ${text}.`);
  }
  return text;
}

/** Flags of every scan. */
export const scanFlags: readonly Flag[] = [
  {
    flags: '--history',
    says: 'scan the whole history of the repository at PATH: every object that it holds, reachable or not',
    example: 'keyturn scan --history',
  },
  {
    flags: '--range <range>',
    says: 'scan what each commit of a range adds that none of its parents has',
    example: 'keyturn scan --range origin/main..HEAD',
  },
  {
    flags: '--commits-from <file>',
    says: 'the same for the commits that a file (- for standard input) lists',
    example: 'git rev-list HEAD~5..HEAD | keyturn scan --commits-from -',
  },
  {
    flags: '--since <date>',
    says: 'the same for all commits since a date',
    example: 'keyturn scan --since "2 weeks ago"',
  },
  {
    flags: '--cache <dir>',
    says: 'with --history: remember in a directory of your own what was scanned, so that the next scan reads only what is new',
    example: 'keyturn scan --history --cache ~/.cache/keyturn',
  },
  {
    flags: '--staged',
    says: 'scan what is about to be committed: the content of the index',
    example: 'keyturn scan --staged',
  },
  { flags: '--stdin', says: 'scan standard input', example: 'kubectl logs app | keyturn scan --stdin' },
  {
    flags: '--stdin-name <name>',
    says: 'what standard input is called in the result',
    example: 'keyturn scan --stdin --stdin-name app.log < app.log',
  },
  {
    flags: '-f, --format <format>',
    says: 'how the result is written, or FORMAT=FILE to write it there; repeatable',
    example: 'keyturn scan --format text --format json=findings.json',
    isRepeatable: true,
  },
  {
    flags: '-o, --output <file>',
    says: 'write the result to a file instead of standard output',
    example: 'keyturn scan --format json --output findings.json',
  },
  { flags: '--no-ignore', says: 'scan what git ignores too', example: 'keyturn scan --no-ignore' },
  {
    flags: '--provider <id>',
    says: 'only keys of this provider, or whose candidates include it; repeatable',
    example: 'keyturn scan --provider klipy --provider clarky',
    isRepeatable: true,
  },
  {
    flags: '--min-confidence <level>',
    says: 'only findings of this confidence or more',
    example: 'keyturn scan --min-confidence medium',
    choices: ['low', 'medium', 'high'],
  },
  {
    flags: '--show-placeholders',
    says: 'say on standard error what was taken for a placeholder',
    example: 'keyturn scan --show-placeholders',
  },
  {
    flags: '--fail-on <what>',
    says: 'which findings make the exit code 1: any, live, severity:LEVEL, confidence:LEVEL',
    example: 'keyturn scan --fail-on severity:high',
    default: 'any',
    parse: parseFailOn,
  },
  {
    flags: '--baseline <file>',
    says: 'keys that are known; .keyturn-baseline is read when it is there',
    example: 'keyturn scan --baseline known-keys',
  },
  {
    flags: '--ledger [file]',
    says: 'keep what was found in a ledger: this file, else KEYTURN_DATABASE_URL, else your own (put it after the paths)',
    example: 'keyturn scan . --ledger',
  },
  {
    flags: '--no-suppress',
    says: 'show what comments, configuration and baseline hide',
    example: 'keyturn scan --no-suppress',
  },
  {
    flags: '--config <file>',
    says: 'read this configuration, and no other',
    example: 'keyturn scan --config ~/keyturn.yaml',
  },
  { flags: '--no-config', says: 'read no configuration', example: 'keyturn scan --no-config' },
  {
    flags: '--verify',
    says: 'ask each provider whether its keys still work; without it a scan sends nothing',
    example: 'keyturn scan --verify',
  },
  {
    flags: '--verify-as <provider>',
    says: 'you vouch that ambiguous keys are this provider’s',
    example: 'keyturn scan --verify --verify-as agentclara',
  },
  {
    flags: '--workspace <slug>',
    says: 'your own Clarify workspace, for verification; repeatable',
    example: 'keyturn scan --verify --workspace acme',
    isRepeatable: true,
  },
  {
    flags: '--inventory <file>',
    says: 'a keys.yaml: what it says of the keys that are found counts in their verdicts',
    example: 'keyturn scan --inventory keys.yaml',
  },
  { flags: '--threads <n>', says: 'how many threads to use', example: 'keyturn scan --threads 1', parse: parseThreads },
  {
    flags: '--max-file-size <size>',
    says: 'skip larger files, and say so in the coverage',
    example: 'keyturn scan --max-file-size 50M',
    parse: parseSize,
  },
  { flags: '--no-decode', says: 'do not look inside encoded text', example: 'keyturn scan --no-decode' },
  { flags: '--no-archives', says: 'do not look inside archives', example: 'keyturn scan --no-archives' },
  {
    flags: '--progress <when>',
    says: 'show progress on standard error',
    example: 'keyturn scan --progress never',
    choices: ['auto', 'always', 'never'],
    default: 'auto',
  },
  { flags: '-q, --quiet', says: 'no notices and no progress', example: 'keyturn scan --quiet' },
  {
    flags: '--color <when>',
    says: 'colour the text',
    example: 'keyturn scan --color never',
    choices: ['auto', 'always', 'never'],
    default: 'auto',
  },
];
