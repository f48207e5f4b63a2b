import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { providers } from '@keyturn/providers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ScanResult } from '../../model.ts';
import { scanFiles } from '../files/scan-files.ts';
import { scanCommits } from '../git/scan-commits.ts';
import { scanHistory } from '../git/scan-history.ts';
import { scanStaged } from '../git/scan-staged.ts';
import { scanStream } from '../scan-stream.ts';
import type { CustomRules } from './custom-rules.ts';

const [clarky] = providers;
const custom: CustomRules = {
  providers: [
    {
      ...clarky!,
      id: 'acme',
      name: 'Acme',
      shapes: [{ ...clarky!.shapes[0]!, rule: 'acme-key', prefix: 'acme_live_', prefixUse: 'exclusive' }],
      context: { names: ['acme'], hosts: [] },
      rivals: [],
      probe: null,
    },
  ],
  rules: [
    {
      id: 'other-token',
      description: 'Other',
      keywords: ['other_'],
      pattern: 'other_[a-z0-9]{16}',
      ignoreCase: false,
      group: 0,
      entropy: null,
      confidence: 'low',
      paths: null,
      allow: [],
    },
  ],
};
const text = `a = ${['acme_live_', 'Zk3Jq8Wn5Xb2Vr7Ty4Hu9Pd6Lm1Gs0'].join('')}\nb = ${['other_', 'k3j9x2m7q1w8e5r4'].join('')}\n`;
const both = ['acme-key', 'other-token'];
const rulesOf = ({ findings }: ScanResult): string[] =>
  findings.map(({ rule }) => rule).toSorted((a, b) => (a < b ? -1 : 1));

let folder = '';
const git = (...rest: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...rest], { cwd: folder, encoding: 'utf8' });
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'keyturn-custom-')));
  git('init', '-q');
  for (let index = 0; index < 40; index++) writeFileSync(join(folder, `${index}.txt`), text);
  git('add', '-A');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('finds by them in files on any number of threads, in the index, in history, in commits and in a stream', async () => {
  const shared = { fingerprintKey: null, custom };
  for (const threads of [1, 2]) {
    const result = await scanFiles({ ...shared, paths: [folder], threads, noIgnore: false });
    expect(rulesOf(result)).toEqual(both);
    expect(result.findings.map(({ occurrences }) => occurrences.length)).toEqual([40, 40]);
  }
  expect(rulesOf(await scanStaged({ ...shared, path: folder }))).toEqual(both);
  git('commit', '-qm', 'a');
  expect(rulesOf(await scanHistory({ ...shared, path: folder, threads: 2 }))).toEqual(both);
  expect(rulesOf(await scanCommits({ ...shared, path: folder, commits: [git('rev-parse', 'HEAD').trim()] }))).toEqual(
    both,
  );
  expect(
    rulesOf(await scanStream({ ...shared, stream: Readable.from([Buffer.from(text)]), name: null, root: '/' })),
  ).toEqual(both);
});

it('finds nothing of theirs without them', async () => {
  expect(rulesOf(await scanFiles({ fingerprintKey: null, paths: [folder], threads: 1, noIgnore: false }))).toEqual([]);
});
