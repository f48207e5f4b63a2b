/** A page of ours as its readers see it, in a real browser. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Whether there is one. On CI there has to be: nothing is skipped there. */
export const hasBrowser: boolean = existsSync(executablePath) || (process.env['CI'] ?? '') !== '';

export interface OpenedPage {
  readonly page: Page;
  /** What the page said, asked for or failed at: nothing, where all is well. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/** Opens a page in the light, from a file as its readers do. */
export async function openPage(html: string): Promise<OpenedPage> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-page-'));
  const file = join(folder, 'page.html');
  writeFileSync(file, html);
  const problems: string[] = [];
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
  page.on('console', (message) => problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('dialog', (dialog) => {
    problems.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) problems.push(`a request: ${request.url()}`);
  });
  await page.goto(`file://${file}`);
  return {
    page,
    problems,
    close: async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
