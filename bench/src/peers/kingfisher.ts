import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ANCHORS } from '../anchors.ts';
import { type Invocation, occurrences, type Peer, type Target } from './peer.ts';
import { expression } from './rule-file.ts';

const RULES = 'kingfisher';

function invocations({ path, rules }: Target): Invocation[] {
  return [
    // As it comes but for archives: it decodes base64, which we are asked not to.
    { modes: [] },
    { modes: ['--no-base64'], variant: '--no-base64' },
    // Leaves out more than we do: commit metadata and the look at the language.
    { modes: ['--turbo'], variant: '--turbo' },
  ].map(({ modes, ...variant }) => ({
    ...variant,
    args: [
      'scan',
      '--rules-path',
      join(rules, RULES),
      '--load-builtins=false',
      '--no-validate',
      '--no-update-check',
      '--no-extract-archives',
      ...modes,
      '--quiet',
      '--format',
      'jsonl',
      path,
    ],
    // 200: findings.
    expectedExits: [0, 200],
    found: (stdout) => occurrences(stdout, '"finding":'),
  }));
}

export const kingfisher: Peer = {
  id: 'kingfisher',
  executable: 'kingfisher',
  versionArgs: ['--version'],
  prepare: (rules) => {
    const texts = ANCHORS.map(
      (anchor) =>
        `  - name: ${anchor.id}\n    id: keyturn.${anchor.id}\n    pattern: '${expression(anchor)}'\n    confidence: medium\n    min_entropy: 0\n`,
    );
    mkdirSync(join(rules, RULES), { recursive: true });
    writeFileSync(join(rules, RULES, 'anchors.yml'), `rules:\n${texts.join('')}`);
  },
  files: invocations,
  history: invocations,
};
