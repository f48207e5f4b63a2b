// A page of VS Code that runs a suite: what it says, and how it ends.

import { format } from 'node:util';
import { readResults, requirePassed } from './results.mjs';

/** What one run may take, in milliseconds. */
const LIMIT = 300_000;
const STATS = 'KEYTURN_RESULTS ';

/**
 * Prints mocha's report as it comes, and its statistics as the last line.
 *
 * @param {import('playwright-core').Page} page before it is loaded
 * @param {string} [results] the file that holds the statistics, where the suite has a disk
 * @returns {Promise<{ ended: () => Promise<void> }>} `ended` throws where a test failed, or none ran
 */
export async function followSuite(page, results) {
  let said = '';
  /** @type {Promise<unknown>} */
  const ended = new Promise((resolve, reject) => {
    page.exposeFunction('codeAutomationExit', resolve).catch(reject);
    page.on('close', () => resolve('the page was closed'));
    page.on('crash', () => resolve('the page crashed'));
    setTimeout(() => resolve('it took too long'), LIMIT).unref();
  });
  await page.exposeFunction('codeAutomationLog', (/** @type {string} */ _type, /** @type {unknown[]} */ args) => {
    const text = format(...args);
    if (text.startsWith(STATS)) {
      said = text.slice(STATS.length);
    } else if (isReport(text)) {
      process.stdout.write(`${text}\n`);
    }
  });
  return {
    async ended() {
      const code = await ended;
      requirePassed(code, (results === undefined ? '' : readResults(results)) || said);
    },
  };
}

/** Mocha's lines, and not what the editor says beside. @param {string} text */
function isReport(text) {
  return process.env['VERBOSE'] !== undefined || /^\s|^$/.test(text);
}
