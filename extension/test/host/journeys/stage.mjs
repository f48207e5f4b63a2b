// What is staged is looked at when it is staged.

import { execFileSync } from 'node:child_process';

/** @import { Workbench } from '../workbench.mjs' */

/**
 * @param {Workbench} code
 * @param {string} workspace
 */
export async function stage(code, workspace) {
  execFileSync('git', ['-C', workspace, 'add', 'src/live.ts']);
  await code.notification('src/live.ts is staged with a key of Clarky in it').waitFor();
  await code.notification('Install a Pre-commit Hook').waitFor();
  await code.shoot('staged');
}
