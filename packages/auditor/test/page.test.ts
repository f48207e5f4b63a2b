/** The report's page as its readers see it, in a real browser. KEYTURN_SHOTS=DIR keeps pictures and the print. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, openPage } from '../../report/test/open-page.ts';
import type { OpenedPage } from '../../report/test/open-page.ts';
import { loadReport } from '../src/index.ts';
import { sampleAudit } from './sample-audit.ts';

const KEYS = 1200;
const shots = process.env['KEYTURN_SHOTS'];

describe.skipIf(!hasBrowser)('the page of an audit', () => {
  let opened: OpenedPage;
  let page: Page;
  beforeAll(async () => {
    const write = await loadReport('html');
    opened = await openPage([...write(sampleAudit(KEYS))].join(''));
    ({ page } = opened);
  }, 60_000);
  afterAll(() => opened.close());

  const shown = (): Promise<string> => page.locator('#shown').innerText();

  it('shows the open keys, the worst first, and charts', async () => {
    expect(await shown()).toMatch(/^\d+ of 1200 keys \(1–50\)$/);
    expect(await page.locator('#keys tbody tr:not(.details)').count()).toBe(50);
    expect(await page.locator('#keys tbody tr .severity').first().innerText()).toBe('critical');
    expect(await page.locator('figure svg').count()).toBe(4);
    expect(await page.locator('figure rect').count()).toBeGreaterThan(20);
    if (shots !== undefined) {
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: join(shots, 'audit.png') });
      await page.locator('.charts.wide').screenshot({ path: join(shots, 'exposure.png') });
    }
  });

  it('filters by list, provider, owner and words', async () => {
    await page.locator('.lists label', { hasText: 'Closed with proof' }).click();
    expect(await shown()).toContain('300 of 1200');
    await page.locator('#vendor').selectOption('Clarky');
    const clarky = Number.parseInt(await shown(), 10);
    expect(clarky).toBeGreaterThan(0);
    expect(clarky).toBeLessThan(300);
    await page.locator('#owner').selectOption('@acme/team-1');
    expect(Number.parseInt(await shown(), 10)).toBeLessThan(clarky);
    await page.locator('#vendor').selectOption('');
    await page.locator('#owner').selectOption('');
    await page.locator('.lists label', { hasText: 'Open' }).first().click();
    await page.keyboard.press('/');
    await page.keyboard.type('service-79/');
    expect(await shown()).toBe('0 of 1200 keys');
    await page.locator('#search').fill('service-78/');
    expect(await shown()).toBe('1 of 1200 keys');
    await page.keyboard.press('Escape');
    await page.locator('#keys th[data-order=owner] button').click();
    expect(await page.locator('#keys tbody tr td:nth-child(5)').first().innerText()).toBe('@acme/team-0');
  });

  it('shows texts of repositories as texts, with their evidence and a timeline', async () => {
    await page.locator('#search').fill('onerror');
    expect(await shown()).toBe('1 of 1200 keys');
    await page.locator('button.open').first().click();
    const details = page.locator('tr.details:visible');
    expect(await details.innerText()).toContain('src/<img src=x onerror=alert(1)>');
    expect(await details.innerText()).toContain('First found in https://git.example/acme/repository-0');
    expect(await details.locator('svg.timeline rect').count()).toBeGreaterThan(0);
    if (shots !== undefined) await page.screenshot({ path: join(shots, 'details.png') });
  });

  it('sorts names by the numbers in them, both ways, and opens each key with its own evidence', async () => {
    await page.locator('#search').fill('');
    const targets = (): Promise<string[]> => page.locator('#keys td.where').allInnerTexts();
    const numberOf = (target: string): number => Number(/repository-(\d+)/.exec(target)?.[1]);
    const sortByWhere = page.locator('#keys th[data-order=where] button');
    await sortByWhere.click();
    const numbers = (await targets()).map(numberOf);
    // Read as texts, 10 would come before 2.
    expect([...new Set(numbers)]).toEqual([0, 1, 2]);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    await sortByWhere.click();
    expect(numberOf((await targets())[0] ?? '')).toBe(36);
    for (const at of [0, 30, 49]) {
      const target = (await targets())[at] ?? '';
      await page.locator('button.open').nth(at).click();
      const details = page.locator('tr.details').nth(at);
      expect(await details.innerText()).toContain(`First found in ${target}.`);
      await page.locator('button.open').nth(at).click();
      expect(await details.isVisible()).toBe(false);
    }
    // Words and lists count in an order too.
    await page.locator('#search').fill('repository-9 team-1');
    expect(new Set((await targets()).map(numberOf))).toEqual(new Set([9]));
    await page.locator('#keys th[data-order=severity] button').click();
  });

  it('prints what is chosen, and is dark where its reader is', async () => {
    await page.locator('#search').fill('team-3');
    await page.emulateMedia({ media: 'print' });
    const pdf = await page.pdf({ format: 'A4' });
    // On the width of a paper no column is left out, and what was folded is read.
    await page.setViewportSize({ width: 700, height: 1000 });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    for (const selector of [
      '#keys td:nth-child(5):not([colspan])',
      '#keys td:nth-child(7)',
      '.tasks td:nth-child(4)',
    ]) {
      expect(await page.locator(selector).first().isVisible()).toBe(true);
    }
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await page.locator('.tasks td').first().isVisible()).toBe(false);
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    if (shots !== undefined) writeFileSync(join(shots, 'audit.pdf'), pdf);
    await page.emulateMedia({ media: 'screen', colorScheme: 'dark' });
    expect(await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')).toBe('rgb(21, 24, 28)');
    if (shots !== undefined) await page.screenshot({ path: join(shots, 'dark.png'), fullPage: true });
  });

  it('asks nobody for anything and runs nothing but its own script', () => {
    expect(opened.problems).toEqual([]);
  });
});
