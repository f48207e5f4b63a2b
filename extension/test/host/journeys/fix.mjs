// The other fixes: allow, placeholder, baseline, all of a file, all when it is saved.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { same, until, untilHolds } from '../expect.mjs';
import { clarky, klipy, other, undone } from '../sample-keys.mjs';

/** @import { Workbench } from '../workbench.mjs' */

/** What the user sets for the save below. */
export const settings = { '[python]': { 'editor.codeActionsOnSave': { 'source.fixAll.keyturn': 'explicit' } } };

/** @param {string} workspace */
export function writeFiles(workspace) {
  const client = (/** @type {string} */ key) => `export const client = new Clarky({ apiKey: "${key}" });\n`;
  writeFileSync(`${workspace}/src/allowed.ts`, client(clarky));
  writeFileSync(`${workspace}/src/example.ts`, client(clarky));
  writeFileSync(`${workspace}/src/legacy.ts`, client(other));
  writeFileSync(`${workspace}/src/undone.ts`, client(undone));
  writeFileSync(`${workspace}/src/both.js`, `${client(clarky)}const klipyApiKey = "${klipy}";\n`);
  writeFileSync(`${workspace}/src/worker.py`, `clarky_api_key = "${clarky}"\nklipy_api_key = "${klipy}"\n`);
}

/**
 * @param {Workbench} code
 * @param {string} workspace
 */
export async function fix(code, workspace) {
  await code.open('allowed.ts');
  await (await code.fixes('ck_live_', 'Allow the key here')).click();
  await code.answer('of the vendor\'s "sandbox"');
  await code.pick('For 30 days');
  await code.line('keyturn:allow').waitFor();
  await code.squiggle('error').waitFor({ state: 'detached' });
  await code.shoot('allowed');
  await code.press('Control+S');
  await until('the saved comment', () => text('allowed.ts').startsWith('// keyturn:allow reason="'));

  await code.open('example.ts');
  await (await code.fixes('ck_live_', 'Replace the key by a placeholder')).click();
  await code.line('ck_live_paste_your_key_here').waitFor();
  await code.squiggle('error').waitFor({ state: 'detached' });
  await code.press('Control+Z');
  await code.squiggle('error').waitFor();
  await code.press('Control+Shift+Z');
  await code.press('Control+S');

  await code.open('legacy.ts');
  await (await code.fixes('ck_live_', 'Add the key to the baseline')).click();
  await until('the baseline', () => /^kt1:\S+ src\/legacy\.ts$/m.test(text('../.keyturn-baseline')));
  await code.squiggle('error').waitFor({ state: 'detached' });

  await code.open('both.js');
  await code.squiggle('error').waitFor();
  await code.command('Fix All');
  await code.line('process.env.CLARKY_API_KEY').waitFor();
  await code.line('process.env.KLIPY_API_KEY').waitFor();
  await code.press('Control+S');

  await code.open('worker.py');
  await code.squiggle('error').waitFor();
  await code.press('Control+End');
  await code.type('# done');
  await code.press('Control+S');
  await untilHolds(
    `${workspace}/src/worker.py`,
    'import os\nclarky_api_key = os.environ["CLARKY_API_KEY"]\nklipy_api_key = os.environ["KLIPY_API_KEY"]\n# done',
  );
  await until('the end of saving', async () => (await code.page.locator('.tab.dirty').count()) === 0);
  same('.env', text('../.env'), `CLARKY_API_KEY=${clarky}\nKLIPY_API_KEY=${klipy}\n`);
  same('.env.example', text('../.env.example'), 'CLARKY_API_KEY=\nKLIPY_API_KEY=\n');

  await code.open('undone.ts');
  await (await code.fixes('ck_live_', 'Move the key to an environment variable')).click();
  await code.line('process.env.CLARKY_API_KEY_2').waitFor();
  await until('the value', () => text('../.env').includes(undone));
  await code.press('Control+Z');
  // The editor asks whether all files are meant.
  await code.page.getByRole('button', { name: /^Undo in \d Files/ }).click();
  await code.line(undone).waitFor();
  await code.open('.env.example');
  await code.line('CLARKY_API_KEY_2').waitFor({ state: 'detached' });
  await code.command('File: Save All');
  await until('the .env of before', () => !text('../.env').includes(undone));

  /** @param {string} name */
  function text(name) {
    const file = `${workspace}/src/${name}`;
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }
}
