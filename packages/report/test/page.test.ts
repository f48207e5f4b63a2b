/** The page of findings in a real browser. KEYTURN_SHOTS=DIR keeps pictures. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadFormatter } from '../src/index.ts';
import type { ReportInput } from '../src/index.ts';
import type { OpenedPage } from './open-page.ts';
import { hasBrowser, openPage } from './open-page.ts';
import { collect, everything, finding, input, key, occurrence, suppression } from './sample-result.ts';

const KEYS = 120;
const HOSTILE = 'src/<img src=x onerror=alert(1)>.ts';
const shots = process.env['KEYTURN_SHOTS'];

const html = await loadFormatter('html');
const written = (from: ReportInput): string => collect((sink) => html.write(from, sink));

/** Many keys of Clarky's in numbered files, one of Klipy's in a hostile one, and one that is suppressed. */
function many(): ReportInput {
  const clarky = Array.from({ length: KEYS }, (_, index) => {
    const secret = key('ck_live_', index + 1);
    return finding(secret, { occurrences: [occurrence(secret, { path: `src/service-${index}.ts` })] });
  });
  const klipy = key('klipy_api_', 500, 32);
  const settled = key('ck_live_', 501);
  return input([
    ...clarky,
    finding(klipy, {
      rule: 'klipy-api-key',
      provider: 'klipy',
      confidence: 'medium',
      occurrences: [occurrence(klipy, { path: HOSTILE })],
    }),
    finding(settled, { suppressed: suppression({ reason: 'rotated in spring' }) }),
  ]);
}

describe.skipIf(!hasBrowser)('the page of findings', () => {
  let opened: OpenedPage;
  let page: Page;
  beforeAll(async () => {
    opened = await openPage(written(many()));
    ({ page } = opened);
  }, 60_000);
  afterAll(() => opened.close());

  const shown = (): Promise<string> => page.locator('#shown').innerText();
  const places = (): Promise<string[]> => page.locator('#findings td.where').allInnerTexts();

  it('shows the open keys, the worst first, fifty at a time', async () => {
    expect(await shown()).toBe('121 of 122 shown (1–50)');
    expect(await page.locator('#findings td .severity').first().innerText()).toBe('critical');
    await page.locator('#next').click();
    expect(await shown()).toBe('121 of 122 shown (51–100)');
    await page.locator('#next').click();
    expect(await page.locator('#next').isDisabled()).toBe(true);
    expect(await page.locator('#findings td.where').count()).toBe(21);
    await page.locator('#previous').click();
    expect(await shown()).toContain('(51–100)');
  });

  it('filters by severity, vendor, status and words', async () => {
    await page.locator('.severities label', { hasText: 'high' }).click();
    expect(await shown()).toBe('1 of 122 shown');
    await page.locator('.severities label', { hasText: 'high' }).click();
    await page.locator('#vendor').selectOption('Klipy');
    expect(await shown()).toBe('1 of 122 shown');
    await page.locator('#vendor').selectOption('');
    await page.locator('#status').selectOption('suppressed');
    expect(await shown()).toBe('1 of 122 shown');
    await page.locator('button.open').click();
    expect(await page.locator('tr.details').innerText()).toContain('rotated in spring');
    await page.locator('#status').selectOption('open');
    await page.keyboard.press('/');
    await page.keyboard.type('SERVICE-77.ts clarky');
    expect(await places()).toEqual(['src/service-77.ts:1:9']);
    await page.keyboard.type(' nobody');
    expect(await page.locator('#findings td.none').innerText()).toBe('Nothing fits the filter.');
    await page.keyboard.press('Escape');
    expect(await shown()).toContain('121 of 122');
  });

  it('sorts names by the numbers in them, both ways', async () => {
    const byPlace = page.locator('th[data-order=where]');
    await page.locator('#search').fill('service-');
    await byPlace.locator('button').click();
    expect((await places()).slice(0, 3)).toEqual([
      'src/service-0.ts:1:9',
      'src/service-1.ts:1:9',
      'src/service-2.ts:1:9',
    ]);
    expect(await byPlace.getAttribute('aria-sort')).toBe('ascending');
    await byPlace.locator('button').click();
    expect((await places())[0]).toBe('src/service-119.ts:1:9');
    expect(await page.locator('th[aria-sort]').count()).toBe(1);
  });

  it('goes from key to key by the arrows, and opens them', async () => {
    const buttons = page.locator('button.open');
    await buttons.nth(3).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await buttons.nth(4).getAttribute('aria-expanded')).toBe('true');
    expect(await page.locator('tr.details').nth(4).innerText()).toContain('src/service-115.ts');
    await page.keyboard.press('ArrowUp');
    expect(await buttons.nth(3).evaluate((button) => button.matches(':focus'))).toBe(true);
  });

  it('shows names of the tree as texts', async () => {
    await page.locator('#search').fill('onerror');
    expect(await places()).toEqual([`${HOSTILE}:1:9`]);
  });

  it('is dark where its reader is, and where its reader wants it', async () => {
    const background = (): Promise<string> => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = await background();
    await page.locator('#theme').click();
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.locator('#theme').click();
    expect(await background()).toBe(light);
    await page.evaluate('delete document.documentElement.dataset.theme');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await background()).toBe(dark);
  });

  it('asks nobody for anything and runs nothing but its own script', () => {
    expect(opened.problems).toEqual([]);
  });
});

describe.skipIf(!hasBrowser)('the page of what a scan may find', () => {
  it('reads well in both themes', async () => {
    const opened = await openPage(written(everything()));
    const { page } = opened;
    try {
      expect(await page.locator('#findings td.where').count()).toBeGreaterThan(4);
      for (const button of await page.locator('button.open').all()) await button.click();
      expect(await page.locator('tr.details:visible').count()).toBe(await page.locator('button.open').count());
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        if (shots !== undefined) {
          await page.screenshot({ path: join(shots, `findings-${colorScheme}.png`), fullPage: true });
        }
      }
      expect(opened.problems).toEqual([]);
    } finally {
      await opened.close();
    }
  });
});
