// A folder's own rules while typing, and what is wrong with them.

import { writeFileSync } from 'node:fs';

/** @import { Workbench } from '../workbench.mjs' */

const RULES = `rules:
  - id: acme-token
    description: a deploy token of Acme
    keywords: [acme_]
    pattern: \\b(acme_[a-z0-9]{32})\\b
    group: 1
`;

/**
 * @param {Workbench} code
 * @param {string} workspace
 */
export async function configure(code, workspace) {
  const token = ['acme', 'q7w3e9r2t5y8u1i4o6p0a3s5d7f9g2h4'].join('_');
  await code.open('deploy.ts');
  await code.press('Control+End');
  await code.type(`const token = "${token}";`);
  writeFileSync(`${workspace}/keyturn.yaml`, RULES);
  await code.squiggle('warning').waitFor();
  await code.open('keyturn.yaml');
  await code.press('Control+End');
  await code.type('exclud: [src/deploy.ts]');
  await code.problem('did you mean exclude?').waitFor();
  await code.shoot('configuration');
  await code.press('Home');
  await code.press('Control+ArrowRight');
  await code.type('e');
  await code.problem('did you mean exclude?').waitFor({ state: 'detached' });
  await code.press('Control+S');
  await code.open('deploy.ts');
  await code.squiggle('warning').waitFor({ state: 'detached' });
}
