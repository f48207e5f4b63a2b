// What is staged is looked at when it is staged, and a key's first commit is found when somebody asks.

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

  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  execFileSync('git', ['-C', workspace, ...identity, 'commit', '-qm', 'Add a client']);
  await code.open('live.ts');
  await code.press('Control+Home');
  await code.clickKey('ck_live_');
  await code.command('Keyturn: Find the First Commit');
  await code.notification('was first seen in git').waitFor();
  await code.pointAt('ck_live_');
  await code.page.locator('.monaco-hover:visible', { hasText: 'First seen in git:' }).first().waitFor();
  await code.shoot('first-seen');
}
