import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ANCHORS } from '../anchors.ts';
import { occurrences, type Peer } from './peer.ts';

const RULES = 'secretlintrc.json';

/** Needs `@secretlint/secretlint-rule-pattern` beside it. */
export const secretlint: Peer = {
  id: 'secretlint',
  executable: 'secretlint',
  versionArgs: ['--version'],
  isSlow: true,
  prepare: (rules) => {
    const patterns = ANCHORS.map(({ id, pattern, ignoreCase }) => ({
      name: id,
      patterns: [`/${pattern}/${ignoreCase ? 'gi' : 'g'}`],
    }));
    const configuration = { rules: [{ id: '@secretlint/secretlint-rule-pattern', options: { patterns } }] };
    writeFileSync(join(rules, RULES), JSON.stringify(configuration));
  },
  files: ({ path, rules }) => [
    {
      cwd: path,
      args: ['--secretlintrc', join(rules, RULES), '--format', 'unix', '--no-color', '**/*'],
      expectedExits: [0, 1],
      found: (stdout) => occurrences(stdout, 'found matching'),
    },
  ],
};
