// A key is typed, seen, explained and moved; and the move is taken back with one keystroke.

import { existsSync, readFileSync } from 'node:fs';
import { until, untilHolds } from '../expect.mjs';
import { clarky } from '../sample-keys.mjs';

/** @import { Workbench } from '../workbench.mjs' */

/**
 * @param {Workbench} code
 * @param {string} workspace
 */
export async function typeAndMove(code, workspace) {
  const contacts = () => readFileSync(`${workspace}/src/contacts.ts`, 'utf8');
  await code.open('contacts.ts');
  await code.press('Control+End');
  await code.type(`const client = new Clarky({ apiKey: "${clarky}" });`);
  await code.squiggle('error').waitFor();
  await code.press('Control+Shift+M');
  await code.problem('is a key of Clarky').waitFor();
  await code.count(1).waitFor();
  await code.shoot('diagnostic');

  await code.pointAt('ck_live_');
  await code.page.locator('.monaco-hover:visible', { hasText: 'What to do' }).waitFor();
  await code.shoot('hover');
  await code.press('Escape');

  const fix = await code.fixes('ck_live_', 'Move the key to an environment variable');
  await code.shoot('fixes');
  await fix.click();
  await code.line('process.env.CLARKY_API_KEY').waitFor();
  await untilHolds(`${workspace}/.env`, `CLARKY_API_KEY=${clarky}\n`);
  await untilHolds(`${workspace}/.env.example`, 'CLARKY_API_KEY=\n');
  await untilHolds(`${workspace}/.gitignore`, '.env\n');
  await code.problem('is a key of Clarky').waitFor({ state: 'detached' });
  await until('the moved code on the disk', () => contacts().includes('process.env.CLARKY_API_KEY'));
  await code.shoot('moved');

  // One keystroke takes it back, and one does it again: on the disk as well. The editor has ended what it does to files
  // when its explorer shows it; a key that is pressed before that is for half of it.
  await code.file('.gitignore').waitFor();
  await code.press('Control+Z');
  await code.problem('is a key of Clarky').waitFor();
  await until('the end of .env', () => !existsSync(`${workspace}/.env`) && !existsSync(`${workspace}/.gitignore`));
  await until('the code on the disk as it was', () => contacts().includes(clarky));
  for (const name of ['.env', '.env.example', '.gitignore']) await code.file(name).waitFor({ state: 'detached' });
  await code.press('Control+Shift+Z');
  await code.line('process.env.CLARKY_API_KEY').waitFor();
  await untilHolds(`${workspace}/.env`, `CLARKY_API_KEY=${clarky}\n`);
  await untilHolds(`${workspace}/.gitignore`, '.env\n');

  await code.open('payments.ts');
  await code.squiggle('warning').waitFor();
  await code.file('.env').dblclick();
  await code.squiggle('info').waitFor();
  await code.problem('in a file that git ignores').waitFor();
  // Information there, which leaves the name in git's colour and counts the key once; a warning is the editor's own to count.
  await code.badge('.env', '1');
  await code.badge('payments.ts', '1, U');
}
