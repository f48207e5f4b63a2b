import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ANCHORS } from '../anchors.ts';
import { occurrences, type Peer } from './peer.ts';
import { expression } from './rule-file.ts';

const RULES = 'trufflehog.yaml';
const OPTIONS = [
  '--include-detectors=CustomRegex',
  '--no-verification',
  '--no-update',
  '--json',
  '--max-decode-depth=1',
];
const countFindings = (stdout: string): number => occurrences(stdout, '"SourceMetadata"');

/** Never verifies: nothing of what is scanned leaves the machine. */
export const trufflehog: Peer = {
  id: 'trufflehog',
  executable: 'trufflehog',
  versionArgs: ['--version'],
  readsLog: true,
  prepare: (rules) => {
    const detectors = ANCHORS.map(
      // Only single quotes keep YAML from reading the backslashes.
      (anchor) =>
        `  - name: ${anchor.id}\n    keywords: ${JSON.stringify(anchor.keywords)}\n    regex:\n      key: '${expression(anchor)}'\n`,
    );
    writeFileSync(join(rules, RULES), `detectors:\n${detectors.join('')}`);
  },
  files: ({ path, rules }) => [
    {
      args: ['filesystem', `--config=${join(rules, RULES)}`, ...OPTIONS, '--force-skip-archives', path],
      expectedExits: [0],
      found: countFindings,
    },
  ],
  history: ({ path, rules }) => [
    {
      args: [
        'git',
        `--config=${join(rules, RULES)}`,
        ...OPTIONS,
        // Without it the repository is cloned first.
        '--trust-local-git-config',
        '--bare',
        pathToFileURL(path).href,
      ],
      expectedExits: [0],
      found: countFindings,
    },
  ],
};
