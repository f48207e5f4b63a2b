// The view of keys, with its places and steps, and the badges of the explorer.

/** @import { Workbench } from '../workbench.mjs' */

/** @param {Workbench} code */
export async function lookAtKeys(code) {
  const { page } = code;
  await code.command('Keyturn: Scan Workspace');
  await code.webview('live.ts');
  const row = (/** @type {string} */ text) => page.locator('.sidebar .monaco-list-row', { hasText: text }).first();
  await code.command('View: Show Keyturn');
  await row('Vendor not clear').waitFor();
  // The one that stands in two places; the other is only in .env.
  await row('×2').click();
  await row('live.ts:').waitFor();
  await row('How to rotate a key of Clarky').click();
  await code.shoot('keys');
  await row('live.ts:').click();
  await page.locator('.tab.active', { hasText: 'live.ts' }).first().waitFor();
  await code.command('Keyturn: Group Keys');
  await code.pick('By file');
  // What a screen reader says.
  await page.locator('.sidebar .monaco-list-row[aria-label^="src/live.ts, keys: 1"]').waitFor();
  await code.command('View: Show Explorer');
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'live.ts' }).first().waitFor();
  await code.shoot('badges');
}
