// Scans of the workspace and its history: their progress, their report, and how they are ended.

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { same, until } from '../expect.mjs';
import { ambiguous, forgotten } from '../sample-keys.mjs';

/** @import { Workbench } from '../workbench.mjs' */

/**
 * A `git` that waits as long as a file is there: what it is asked takes as long as we want.
 *
 * @param {string} folder
 */
export function slowGit(folder) {
  const hold = `${folder}/hold`;
  mkdirSync(`${folder}/bin`);
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const script = `#!/bin/sh\nwhile [ -e '${hold}' ]; do echo $$ >> '${folder}/waiting'; sleep 0.05; done\nexec '${real}' "$@"\n`;
  writeFileSync(`${folder}/bin/git`, script);
  chmodSync(`${folder}/bin/git`, 0o755);
  return {
    path: `${folder}/bin`,
    hold: () => writeFileSync(hold, ''),
    release: () => rmSync(hold, { force: true }),
    isWaiting: () => existsSync(`${folder}/waiting`),
  };
}

/** A key that only the history knows. @param {string} workspace */
export function writeHistory(workspace) {
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], { cwd: workspace });
  writeFileSync(`${workspace}/src/forgotten.ts`, `export const clarkyKey = "${forgotten}";\n`);
  git('add', 'src/forgotten.ts');
  git('commit', '-qm', 'Begin');
  git('rm', '-q', 'src/forgotten.ts');
  git('commit', '-qm', 'Take it out');
}

/**
 * @param {Workbench} code
 * @param {ReturnType<typeof slowGit>} git
 */
export async function scan(code, git) {
  // The panel with the problems leaves little room for a report.
  await code.press('Control+J');
  await code.command('Keyturn: Scan Workspace');
  const report = await code.webview('payments.ts');
  await code.shoot('report');
  same('keys in the report', (await report.innerText()).includes(ambiguous), false);
  await code.command('View: Close All Editors');

  await code.command('Keyturn: Scan History');
  await code.webview('src/forgotten.ts');
  await code.shoot('history');
  await code.command('View: Close All Editors');

  await code.command('Keyturn: Show Report');
  await code.webview('src/forgotten.ts');
  await code.command('View: Close All Editors');

  git.hold();
  await code.command('Keyturn: Scan History');
  const notice = code.notification('scanning the history');
  await notice.waitFor();
  await until('the waiting git', git.isWaiting);
  await code.shoot('progress');
  await notice.hover();
  await notice.getByRole('button', { name: 'Cancel' }).click();
  await notice.waitFor({ state: 'detached' });
  git.release();
  same('complaints of a cancelled scan', await code.page.locator('.notification-toast').count(), 0);
  same('reports of a cancelled scan', await code.page.locator('iframe.webview').count(), 0);
}
