// Chromium, with nothing but this machine to talk to.

import { createRequire } from 'node:module';
import { installTools } from '../../tools/install.mjs';
import { findBrowser } from '../../tools/browser.mjs';
import { atEnd } from './clean-up.mjs';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const LIMIT = 60_000;

/**
 * A page, closed when the run ends.
 *
 * @returns {Promise<{ page: import('playwright-core').Page, outside: string[] }>} `outside` are addresses that it asked for
 *   and that are not of this machine
 */
export async function openPage() {
  const { chromium } = createRequire(`${await installTools()}/`)('playwright-core');
  const executablePath = findBrowser();
  if (executablePath === null) {
    throw new Error('There is no Chromium here: install it, or name one in CHROMIUM.');
  }
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  atEnd(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1120, height: 660 } });
  page.setDefaultTimeout(LIMIT);
  /** @type {string[]} */
  const outside = [];
  page.on('request', (/** @type {import('playwright-core').Request} */ request) => {
    if (!/^(?:data|blob):|^\w+:\/\/(?:127\.0\.0\.1|localhost|[\w-]+\.localhost)[:/]/.test(request.url())) {
      outside.push(request.url());
    }
  });
  return { page, outside };
}
