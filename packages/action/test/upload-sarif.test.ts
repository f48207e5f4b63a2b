import { randomBytes } from 'node:crypto';
import { loadFormatter } from '@keyturn/report';
import type { ReportInput } from '@keyturn/report';
import type { Finding } from '@keyturn/scanner';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { finding, input, key, occurrence } from '../../report/test/sample-result.ts';
import { createClient } from '../src/github/client.ts';
import { uploadSarif } from '../src/github/upload-sarif.ts';
import { categoryOf, MOST_BYTES, sarifFiles } from '../src/outcome/sarif-runs.ts';
import { startGitHub } from './github-server.ts';
import type { GitHub } from './github-server.ts';

const one = finding(key('ck_live_', 1));
const findings = (count: number): Finding[] =>
  Array.from({ length: count }, (_, index) => ({ ...one, fingerprint: `kt1:${index}` }));
const report = (some: readonly Finding[]): ReportInput => ({
  ...input([]),
  result: { ...input([]).result, findings: [...some] },
});

describe('SARIF for code scanning', () => {
  let github: GitHub;
  beforeEach(async () => {
    github = await startGitHub();
  });
  afterEach(async () => {
    await github.close();
    if (github.problems.length > 0) throw new Error(github.problems.join('\n'));
  });
  const upload = (some: readonly Finding[], path = '.', ref = 'refs/heads/main') =>
    uploadSarif(
      createClient(github.url, 'ghs_sample', 1),
      { owner: 'octo', repo: 'app', commit_sha: '0'.repeat(40), ref },
      report(some),
      path,
    );
  /** Results of the newest analysis of each category. */
  const shown = (): Record<string, number> =>
    Object.fromEntries(github.analyses.map((each) => [each.category, each.results_count] as const).toReversed());

  it('stands in runs that are shown whole, and what a later run needs no more is emptied', async () => {
    expect(await upload(findings(12_000))).toEqual({ categories: ['keyturn', 'keyturn#2', 'keyturn#3'], left: 0 });
    expect(shown()).toEqual({ keyturn: 5_000, 'keyturn#2': 5_000, 'keyturn#3': 2_000 });
    await upload(findings(3));
    expect(shown()).toEqual({ keyturn: 3, 'keyturn#2': 0, 'keyturn#3': 0 });
    const before = github.sarifs.length;
    await upload([]);
    expect(shown()).toEqual({ keyturn: 0, 'keyturn#2': 0, 'keyturn#3': 0 });
    expect(github.sarifs).toHaveLength(before + 1);
  });

  it('of another path, or on another ref, replaces nothing', async () => {
    await upload(findings(5_001), 'shop');
    await upload(findings(1), './');
    await upload(findings(2), 'shop', 'refs/pull/7/head');
    expect(shown()).toEqual({ 'keyturn/shop': 2, 'keyturn/shop#2': 1, keyturn: 1 });
  });

  it('is sent where the token may not read what is there', async () => {
    github.faults.push({ operation: 'code-scanning/list-recent-analyses', status: 403, isLasting: true });
    expect(await upload(findings(1))).toEqual({ categories: ['keyturn'], left: 0 });
  });

  it('ends at twenty runs, and says what is left out', async () => {
    const { categories, left } = await upload(findings(100_007));
    expect([categories.length, new Set(categories).size, left]).toEqual([20, 20, 7]);
    expect(github.sarifs.length).toBeLessThanOrEqual(5);
  });
});

describe('what is too large for a file', () => {
  /** Which no compression makes smaller. */
  const heavy = (count: number): Finding[] =>
    findings(count).map((each) => ({
      ...each,
      occurrences: Array.from({ length: 120 }, () =>
        occurrence(key('ck_live_', 1), { path: `${randomBytes(60).toString('hex')}.ts` }),
      ),
    }));

  it('is divided until each part fits', async () => {
    const { files, categories, left } = sarifFiles(await loadFormatter('sarif'), report(heavy(1_500)), '.');
    expect(files.length).toBeGreaterThan(1);
    expect(new Set(categories).size).toBe(files.length);
    expect(Math.max(...files.map(({ length }) => length))).toBeLessThanOrEqual(MOST_BYTES);
    expect(left).toBe(0);
  });
});

it.each([
  ['.', 1, 'keyturn'],
  ['./', 2, 'keyturn#2'],
  ['./packages/shop/', 1, 'keyturn/packages/shop'],
  [String.raw`packages\shop`, 3, 'keyturn/packages/shop#3'],
])('the category of %s, part %i, is %s', (path, part, category) => {
  expect(categoryOf(path, part)).toBe(category);
});
