import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ANCHORS } from '../anchors.ts';
import { occurrences, type Peer } from './peer.ts';
import { expression } from './rule-file.ts';

const PLUGIN = 'detect_secrets_anchors.py';
const DISABLED = 'detect-secrets-disabled.txt';

/** Its own plugins are switched off by name, ours is a regular-expression plugin like them. */
export const detectSecrets: Peer = {
  id: 'detect-secrets',
  executable: 'detect-secrets',
  versionArgs: ['--version'],
  isSlow: true,
  prepare: async (rules, program) => {
    const expressions = ANCHORS.map((anchor) => `        re.compile(r"${expression(anchor)}"),\n`);
    writeFileSync(
      join(rules, PLUGIN),
      `import re\n\nfrom detect_secrets.plugins.base import RegexBasedDetector\n\n\nclass Anchors(RegexBasedDetector):\n    secret_type = "anchor"\n    denylist = [\n${expressions.join('')}    ]\n`,
    );
    const { stdout } = await promisify(execFile)(program, ['scan', '--list-all-plugins']);
    writeFileSync(join(rules, DISABLED), stdout);
  },
  files: ({ path, rules }) => {
    const plugins = readFileSync(join(rules, DISABLED), 'utf8')
      .split(/\s+/)
      .filter((name) => name !== '');
    return [
      {
        args: [
          'scan',
          '--all-files',
          '--no-verify',
          ...plugins.flatMap((plugin) => ['--disable-plugin', plugin]),
          '--plugin',
          join(rules, PLUGIN),
          '.',
        ],
        // It looks at nothing outside the folder that it runs in, and says nothing of it.
        cwd: path,
        expectedExits: [0],
        found: (stdout) => occurrences(stdout, '"hashed_secret"'),
      },
    ];
  },
};
