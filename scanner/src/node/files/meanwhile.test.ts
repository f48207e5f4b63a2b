/** Files that change while they are scanned. What the scan tells as it finds is where the test steps in. */
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clarkyKey } from '../../../test/sample.ts';
import { scratch } from '../../../test/scratch.ts';
import { scanFiles } from './scan-files.ts';

const line = (seed: number): string => `K=${clarkyKey(seed)}\n`;
const LARGE = 2 ** 23 + 2 ** 20;

async function scanAnd(folder: string, meanwhile: () => void): ReturnType<typeof scanFiles> {
  let isDone = false;
  return scanFiles({
    // What is named last is scanned first.
    paths: ['second.env', 'first.env'].map((name) => join(folder, name)),
    fingerprintKey: null,
    threads: 1,
    noIgnore: true,
    onFound: () => {
      if (!isDone) meanwhile();
      isDone = true;
    },
  });
}

describe('a file that', () => {
  it('vanishes before its turn is a gap, and the others are scanned', async () => {
    const folder = scratch({ 'first.env': line(1), 'second.env': line(2) });
    const { coverage, findings } = await scanAnd(folder, () => {
      for (const name of ['first.env', 'second.env']) rmSync(join(folder, name));
    });
    expect(findings).toHaveLength(1);
    expect(coverage).toMatchObject({ complete: false, skippedTotal: { vanished: 1 } });
  });

  it.each([
    ['small', 'x\n'],
    ['large', `${'x'.repeat(99)}\n`.repeat(LARGE / 100)],
  ])('grows before its turn is searched to its end: %s', async (_size, text) => {
    const folder = scratch({ 'first.env': line(1), 'second.env': text });
    const { coverage, findings } = await scanAnd(folder, () => appendFileSync(join(folder, 'second.env'), line(2)));
    expect(findings).toHaveLength(2);
    expect(coverage.complete).toBe(true);
  });
});
