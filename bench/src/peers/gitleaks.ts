import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { occurrences, type Peer } from './peer.ts';
import { gitleaksToml } from './rule-file.ts';

const RULES = 'gitleaks.toml';
const QUIET = ['--no-banner', '--log-level', 'error', '--redact', '--report-format', 'json', '--report-path', '-'];
const countRules = (stdout: string): number => occurrences(stdout, '"RuleID"');

/** Decoding off, archives off as by default: what `--no-decode --no-archives` ask of us. */
export const gitleaks: Peer = {
  id: 'gitleaks',
  executable: 'gitleaks',
  versionArgs: ['version'],
  readsLog: true,
  isSilent: true,
  prepare: (rules) => writeFileSync(join(rules, RULES), gitleaksToml()),
  files: ({ path, rules }) => [
    {
      args: ['dir', '--config', join(rules, RULES), '--max-decode-depth', '0', ...QUIET, path],
      expectedExits: [0, 1],
      found: countRules,
    },
  ],
  history: ({ path, rules }) => [
    {
      args: ['git', '--config', join(rules, RULES), '--max-decode-depth', '0', ...QUIET, path],
      expectedExits: [0, 1],
      found: countRules,
    },
  ],
};

const BETTERLEAKS_LIMITS = ['--max-decode-depth', '0', '--max-archive-depth', '0'];

/** The successor, with the same options; it can read history with several workers. */
export const betterleaks: Peer = {
  id: 'betterleaks',
  executable: 'betterleaks',
  versionArgs: ['version'],
  readsLog: true,
  isSilent: true,
  prepare: (rules) => writeFileSync(join(rules, RULES), gitleaksToml()),
  files: ({ path, rules }) => [
    {
      args: ['dir', '--config', join(rules, RULES), ...BETTERLEAKS_LIMITS, ...QUIET, path],
      expectedExits: [0, 1],
      found: countRules,
    },
  ],
  history: ({ path, rules }) =>
    ['0', '2'].map((workers) => ({
      variant: workers === '0' ? 'one worker' : `${workers} workers`,
      args: ['git', '--git-workers', workers, '--config', join(rules, RULES), ...BETTERLEAKS_LIMITS, ...QUIET, path],
      expectedExits: [0, 1],
      found: countRules,
    })),
};
