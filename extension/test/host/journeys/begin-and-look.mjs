// The walkthrough for the first start, and how a key and a report look in a dark theme.

import { readFileSync, writeFileSync } from 'node:fs';

/** @import { Workbench } from '../workbench.mjs' */

/**
 * @param {Workbench} code
 * @param {string} settings the user's, a file
 */
export async function beginAndLook(code, settings) {
  await code.command('Welcome: Open Walkthrough');
  await code.pick('Get Started with Keyturn');
  await code.page.getByText('A key is seen while you type it').first().waitFor();
  await code.shoot('walkthrough');
  await code.command('View: Close All Editors');

  const before = JSON.parse(readFileSync(settings, 'utf8'));
  writeFileSync(settings, JSON.stringify({ ...before, 'workbench.colorTheme': 'Dark Modern' }));
  await code.page.locator('.monaco-workbench.vs-dark').waitFor();
  await code.open('payments.ts');
  await code.squiggle('warning').waitFor();
  await code.key('sk_live_').hover();
  await code.page.locator('.monaco-hover:visible', { hasText: 'What to do' }).waitFor();
  await code.shoot('hover-dark');
  await code.press('Escape');
  await code.command('Keyturn: Show Report');
  await code.webview('Searched');
  await code.shoot('report-dark');
}
