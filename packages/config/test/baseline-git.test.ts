/** A baseline carried through what git does to a repository. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { scanFiles } from '@keyturn/scanner/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  applyBaseline,
  BASELINE_NAME,
  entriesOf,
  formatBaseline,
  parseBaseline,
  withBaselineAttributes,
} from '../src/index.ts';
import { key } from './sample-findings.ts';

let folder = '';
const git = (...rest: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false', ...rest], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
function commit(subject: string): void {
  git('add', '-A');
  git('commit', '-qm', subject);
}
const scan = async () =>
  (await scanFiles({ paths: [folder], fingerprintKey: null, threads: 1, noIgnore: false })).findings;
async function writeBaseline(): Promise<void> {
  write(BASELINE_NAME, formatBaseline(entriesOf(await scan())));
}
/** What a scan reports: the paths of what the baseline does not hide, and the notes. */
async function reported(): Promise<{ open: (string | null | undefined)[]; notices: readonly string[]; gone: number }> {
  const findings = await scan();
  const { notices, gone } = applyBaseline(
    findings,
    parseBaseline(readFileSync(join(folder, BASELINE_NAME), 'utf8'), BASELINE_NAME),
  );
  return {
    open: findings.filter(({ suppressed }) => suppressed === null).map(({ occurrences }) => occurrences[0]?.path),
    notices,
    gone: gone.length,
  };
}
const line = (seed: number): string => `export const key${seed} = '${key(seed).reveal()}';\n`;

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'keyturn-baseline-')));
  git('init', '-q', '-b', 'main');
  write('src/a.ts', line(1));
  write('.gitattributes', withBaselineAttributes('') ?? '');
  await writeBaseline();
  commit('first');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a baseline', () => {
  it('hides what it holds, and nothing else', async () => {
    expect(await reported()).toEqual({ open: [], notices: [], gone: 0 });
    write('src/b.ts', line(2));
    expect((await reported()).open).toEqual(['src/b.ts']);
  });

  it('survives an edit above and reformatting', async () => {
    write('src/a.ts', `// a\n// b\nexport const key1 =\n    "${key(1).reveal()}"\n`);
    expect(await reported()).toEqual({ open: [], notices: [], gone: 0 });
  });

  it('survives a rename and a move, and notes the place', async () => {
    mkdirSync(join(folder, 'lib/deep'), { recursive: true });
    git('mv', 'src/a.ts', 'lib/deep/renamed.ts');
    commit('move');
    const { open, notices } = await reported();
    expect(open).toEqual([]);
    expect(notices).toEqual([
      'ck_live_…(30) is in the baseline and stands in a place that it does not name: lib/deep/renamed.ts.',
    ]);
  });

  it('survives a squash', async () => {
    git('switch', '-qc', 'work');
    for (const seed of [2, 3]) {
      write(`src/${seed}.ts`, line(seed));
      await writeBaseline();
      commit(`key ${seed}`);
    }
    git('switch', '-q', 'main');
    git('merge', '-q', '--squash', 'work');
    commit('squashed');
    expect(await reported()).toEqual({ open: [], notices: [], gone: 0 });
  });

  it('merges without a conflict, whatever both sides added', async () => {
    const branches = ['one', 'two', 'three'];
    for (const [index, branch] of branches.entries()) {
      git('switch', '-qc', branch, 'main');
      for (const seed of [10, 20, 30, 40].map((base) => base + index)) write(`src/${seed}.ts`, line(seed));
      await writeBaseline();
      commit(branch);
    }
    git('switch', '-q', 'main');
    for (const branch of branches) git('merge', '-q', '--no-edit', branch);
    expect(existsSync(join(folder, '.git/MERGE_HEAD'))).toBe(false);
    expect(await reported()).toEqual({ open: [], notices: [], gone: 0 });
    const merged = readFileSync(join(folder, BASELINE_NAME), 'utf8');
    await writeBaseline();
    const sorted = readFileSync(join(folder, BASELINE_NAME), 'utf8');
    expect(new Set(merged.split('\n'))).toEqual(new Set(sorted.split('\n')));
  });

  it('lists what no longer occurs', async () => {
    write('src/a.ts', 'export {};\n');
    expect(await reported()).toEqual({ open: [], notices: [], gone: 1 });
  });
});
