/** The code that V8 compiled, left beside the executable by a first scan: it helps the next ones, and never changes a result. */
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { zip } from '../../scanner/test/archives.ts';
import { Workbench } from '../../scanner/test/history.ts';
import { clarkyKey } from '../../scanner/test/sample.ts';
import { scratch } from '../../scanner/test/scratch.ts';
import { executable, plainEnvironment } from './keyturn.ts';

// Starting the executable takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const FILES = 900;

const line = (seed: number): string => `K=${clarkyKey(seed)}\n`;

/** An executable of its own, that nobody has started yet. */
function freshExecutable(): string {
  const place = join(scratch(), 'dist');
  cpSync(dirname(executable), place, { recursive: true });
  for (const name of codeIn(place)) rmSync(join(place, name));
  return join(place, 'keyturn.cjs');
}

const codeIn = (place: string): string[] => readdirSync(place).filter((name) => name.startsWith('code-'));

/** When each file was written. Its inode would not say: the second one that is written anew may get the first one's. */
const versions = (program: string): Record<string, number> =>
  Object.fromEntries(
    codeIn(dirname(program)).map((name) => [name, statSync(join(dirname(program), name)).mtimeMs] as const),
  );

const chunks = (program: string): string[] =>
  codeIn(dirname(program)).map((name) => /^code-chunk-([a-z-]+?)-[\w-]{8}\.cjs/.exec(name)?.[1] ?? name);

function scan(program: string, args: readonly string[]): { fingerprints: string[]; status: number | null } {
  const { stdout, status, stderr } = spawnSync(process.execPath, [program, 'scan', ...args, '--format', 'json'], {
    encoding: 'utf8',
    env: plainEnvironment(),
  });
  expect(stderr).toBe('');
  const { findings } = JSON.parse(stdout) as { findings: { fingerprint: string }[] };
  return { fingerprints: findings.map(({ fingerprint }) => fingerprint).toSorted(), status };
}

describe.each([
  {
    what: 'files and archives on two threads',
    by: 'worker',
    args: () => {
      const files = Object.fromEntries(
        Array.from({ length: FILES }, (_, i) => [`${i % 40}/${i}.ts`, `export const a = ${i};\n`] as const),
      );
      const archive = zip([{ name: 'k.env', content: line(1) }]);
      return [scratch({ ...files, 'k.env': line(2), 'a.zip': archive })];
    },
    keys: 2,
  },
  {
    what: 'a history on two threads',
    by: 'git-worker',
    args: () => {
      const bench = new Workbench();
      bench.commit({ 'a.env': line(3) });
      bench.git(['repack', '-q', '-a', '-d']);
      return ['--history', bench.path, '--threads', '2'];
    },
    keys: 1,
  },
])('a scan of $what', ({ by, args, keys }) => {
  let program: string;
  let scanned: string[];
  beforeAll(() => {
    program = freshExecutable();
    scanned = args();
  });

  it('leaves it once, and does not write it anew at the next start', () => {
    const first = scan(program, scanned);
    expect(first.fingerprints).toHaveLength(keys);
    expect(chunks(program)).toEqual(expect.arrayContaining([by, 'main', 'start']));
    const left = versions(program);
    expect(scan(program, scanned)).toEqual(first);
    expect(scan(program, scanned)).toEqual(first);
    expect(versions(program)).toEqual(left);
  });

  it.each([1000, 100, 0])('replaces what is cut to %i bytes, and finds the same meanwhile', (length) => {
    const first = scan(program, scanned);
    for (const name of codeIn(dirname(program))) truncateSync(join(dirname(program), name), length);
    expect(scan(program, scanned)).toEqual(first);
    const sizes = codeIn(dirname(program)).map((name) => statSync(join(dirname(program), name)).size);
    expect(Math.min(...sizes)).toBeGreaterThan(length);
    expect(scan(program, scanned)).toEqual(first);
  });
});
