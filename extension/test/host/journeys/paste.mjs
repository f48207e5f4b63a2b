// A key that is pasted: the reference is offered beside it, pasted in its place where somebody wants that, and not offered
// again for a key that stayed.

import { readFileSync } from 'node:fs';
import { same, until, untilHolds } from '../expect.mjs';
import { clarky, klipy, other } from '../sample-keys.mjs';

/** @import { Workbench } from '../workbench.mjs' */

/**
 * @param {Workbench} code
 * @param {string} workspace
 */
export async function paste(code, workspace) {
  const { page } = code;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const pasteText = async (/** @type {string} */ text) => {
    await page.evaluate((value) => navigator.clipboard.writeText(value), text);
    await code.press('Control+V');
  };
  // Nobody offers anything before the extension has started.
  await code.open('live.ts');
  await code.squiggle('error').waitFor();
  await code.open('pasted.ts');
  await code.press('Control+End');
  await code.type('const client = new Clarky({ apiKey: "" });');
  for (const _ of '" });') {
    await code.press('ArrowLeft');
  }
  await pasteText(clarky);
  const widget = page.locator('.post-edit-widget').first();
  await widget.waitFor();
  await code.shoot('paste-offer');
  await widget.click();
  const reference = page.locator('.action-widget .monaco-list-row', { hasText: 'Paste a reference to' }).first();
  await reference.waitFor();
  await code.shoot('paste-choices');
  await reference.click();
  await code
    .line('apiKey: process.env.CLARKY_API_KEY')
    .waitFor()
    .catch(() => undefined);
  await code.shoot('pasted');
  await untilHolds(`${workspace}/.env`, `CLARKY_API_KEY=${clarky}\n`);
  await code.press('Control+S');
  await until('the saved file', () => readFileSync(`${workspace}/src/pasted.ts`, 'utf8').includes('process.env'));
  same('the key in the file', readFileSync(`${workspace}/src/pasted.ts`, 'utf8').includes(clarky), false);

  // A .env that is there already is saved as well, also when it is somebody's second thought. Another extension has an offer
  // for this paste that yields to all others: the text comes first all the same.
  await code.open('second.ts');
  await code.press('Control+End');
  await pasteText(`export const clarkyKey = "${other}";\n`);
  await code.squiggle('error').waitFor();
  same('what the other extension offers', await code.line('// Another').count(), 0);
  await widget.click();
  await reference.click();
  await code.line('process.env.CLARKY_').waitFor();
  const dotenv = () => readFileSync(`${workspace}/.env`, 'utf8');
  await until('the saved .env', () => dotenv().includes(other));
  // The editor knows a moment after the disk that it has saved, and nobody takes back as quickly.
  await page.waitForTimeout(1000);
  // One undo takes it back, there as well.
  await code.press('Control+Z');
  await code.line('process.env.CLARKY_').waitFor({ state: 'detached' });
  await until('the .env of before', () => !dotenv().includes(other));
  await page.waitForTimeout(1000);
  await code.press('Control+Shift+Z');
  await code.line('process.env.CLARKY_').waitFor();
  await until('the .env that is saved again', () => dotenv().includes(other));
  await code.press('Control+S');

  await code.open('kept.ts');
  await pasteText(`const klipyKey = "${klipy}";\n`);
  await widget.waitFor();
  await code.squiggle('error').waitFor();
  await code.press('Escape');
  await pasteText(`const again = "${klipy}";\n`);
  await code.line('again').waitFor();
  await page.waitForTimeout(0);
  same('the widget', await widget.count(), 0);
  await code.press('Control+S');
}
