// A folder that nobody trusts yet: its keys are seen, its own rules wait, and no scan is offered.

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { same } from '../expect.mjs';
import { clarky } from '../sample-keys.mjs';

/** @import { Workbench } from '../workbench.mjs' */

/** @param {string} folder that is made */
export function makeStranger(folder) {
  mkdirSync(`${folder}/src`, { recursive: true });
  execFileSync('git', ['init', '-q', folder]);
  writeFileSync(`${folder}/src/main.ts`, `export const clarkyKey = "${clarky}";\n`);
  writeFileSync(`${folder}/keyturn.yaml`, 'suppress:\n  - path: src/main.ts\n    reason: so they say\n');
}

/** @param {Workbench} code */
export async function distrust(code) {
  await code.page.getByText('Restricted Mode', { exact: true }).waitFor();
  await code.open('main.ts');
  await code.squiggle('error').waitFor();
  await code.shoot('restricted');
  same('a scan is offered', await code.offers('Keyturn: Scan Workspace'), false);

  await code.command('Workspaces: Manage Workspace Trust');
  await code.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
  await code.open('main.ts');
  await code.squiggle('error').waitFor({ state: 'detached' });
  same('a scan is offered', await code.offers('Keyturn: Scan Workspace'), true);
}
