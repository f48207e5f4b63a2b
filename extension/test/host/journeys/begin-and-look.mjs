// The walkthrough for the first start, and how a key and a report look in each kind of theme.

import { readFileSync, writeFileSync } from 'node:fs';

/** @import { Workbench } from '../workbench.mjs' */

const THEMES = { dark: 'Default Dark Modern', contrast: 'Default High Contrast' };

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
  for (const [name, theme] of Object.entries(THEMES)) {
    writeFileSync(settings, JSON.stringify({ ...before, 'workbench.colorTheme': theme }));
    const isHigh = name === 'contrast';
    await code.page.locator(isHigh ? '.monaco-workbench.hc-black' : '.monaco-workbench.vs-dark').waitFor();
    await code.open('payments.ts');
    await code.squiggle('warning').waitFor();
    await code.key('sk_live_').hover();
    await code.page.locator('.monaco-hover:visible', { hasText: 'What to do' }).waitFor();
    await code.shoot(`hover-${name}`);
    await code.press('Escape');
    await code.command('Keyturn: Show Report');
    const report = await code.webview('Searched');
    await report.page().locator('iframe.webview').first().waitFor();
    await code.shoot(`report-${name}`);
    await code.command('View: Close All Editors');
  }
}
