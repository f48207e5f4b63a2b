import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clarkyKey, klipyKey } from '../../scanner/test/sample.ts';
import { git, put, repository, scratch } from '../../scanner/test/scratch.ts';
import { executable, keyturn, plainEnvironment } from './keyturn.ts';
import type { RunOptions } from './keyturn.ts';

interface Found {
  readonly rule: string;
  readonly suppressed: { readonly by: string; readonly reason: string | null } | null;
  readonly occurrences: readonly { readonly path: string }[];
}

const line = (seed: number): string => `K=${clarkyKey(seed)}\n`;

function scan(
  folder: string,
  args: readonly string[] = [],
  options: RunOptions = {},
): { status: number | null; stderr: string; findings: readonly Found[]; narrowed: unknown } {
  const { status, stdout, stderr } = keyturn(['scan', folder, '--format', 'json', ...args], options);
  const { findings, coverage } = JSON.parse(stdout) as { findings: readonly Found[]; coverage: { narrowed?: unknown } };
  return { status, stderr, findings, narrowed: coverage.narrowed };
}

const pathsOf = (findings: readonly Found[]): string[] =>
  findings.flatMap((one) => one.occurrences.map(({ path }) => path)).toSorted();

describe('a keyturn.yaml in the tree', () => {
  it('excludes and includes paths, for every thread and from every folder, and says so', () => {
    const files = { 'a.env': line(1), 'vendor/b.env': line(2), 'src/c.env': line(3), 'src/deep/d.env': line(4) };
    const folder = repository({ ...files, 'keyturn.yaml': 'version: 1\nexclude:\n  - vendor/**\n  - src/deep/**\n' });
    for (const threads of ['1', '3']) {
      const { findings, narrowed } = scan(folder, ['--threads', threads]);
      expect(pathsOf(findings)).toEqual(['a.env', 'src/c.env']);
      expect(narrowed).toMatchObject([
        { what: 'exclude', detail: 'vendor/**' },
        { what: 'exclude', detail: 'src/deep/**' },
      ]);
    }
    expect(pathsOf(scan(join(folder, 'src')).findings)).toEqual(['c.env']);
    expect(pathsOf(scan(folder, ['--history']).findings)).toEqual(['a.env', 'src/c.env']);
    expect(pathsOf(scan(folder, ['--no-config']).findings)).toHaveLength(4);
  });

  it('suppresses with a reason, and can do nothing that only the user may', () => {
    const folder = scratch({
      'a.env': line(1),
      'keyturn.yaml':
        'version: 1\nverify: true\nendpoints:\n  clarky: http://127.0.0.1:9\nsuppress:\n  - path: a.env\n    reason: revoked in March\n',
    });
    const { status, findings, stderr } = scan(folder);
    expect(findings[0]).toMatchObject({
      suppressed: { by: 'config', reason: 'revoked in March' },
      validity: { state: 'not-checked' },
    });
    expect(status).toBe(0);
    expect(stderr).toMatch(/keyturn\.yaml:2: verify counts in your own configuration only/);
    expect(stderr).toMatch(/endpoints counts in your own configuration only/);
  });

  it('that is wrong is told by line and column, with code 2', () => {
    const folder = scratch({ 'a.env': line(1), 'keyturn.yaml': 'version: 1\nexlude:\n  - x\n' });
    const { status, stderr, stdout } = keyturn(['scan', folder]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/keyturn\.yaml:2:1.*exlude.*exclude/s);
    expect(stdout).toBe('');
  });

  it("stands back behind --config, and the user's own is found where the environment says", () => {
    const folder = scratch({ 'a.env': line(1), 'b.env': line(2), 'keyturn.yaml': 'version: 1\nexclude: [a.env]\n' });
    const own = scratch({ 'config.yaml': 'version: 1\nexclude: [b.env]\n' });
    const file = join(own, 'config.yaml');
    expect(pathsOf(scan(folder, ['--config', file]).findings)).toEqual(['a.env']);
    expect(pathsOf(scan(folder, [], { env: { KEYTURN_CONFIG: file } }).findings)).toEqual([]);
    expect(keyturn(['scan', folder, '--config', join(own, 'missing.yaml')]).status).toBe(2);
  });

  it('is written by init, once, and is valid as it stands', () => {
    const folder = repository({ 'a.txt': 'x' });
    expect(keyturn(['init'], { cwd: folder }).status).toBe(0);
    expect(keyturn(['init'], { cwd: folder })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('is there already') as string,
    });
    expect(scan(folder).status).toBe(0);
  });
});

describe('a comment', () => {
  it('allows a key with a reason until its date, and is told where it does not', () => {
    const folder = scratch({
      'a.ts': `// keyturn:allow reason="rotated" expires=2026-06-30\nconst a = '${clarkyKey(1)}'\n`,
      'b.ts': `const b = '${clarkyKey(2)}' // keyturn:allow\n`,
    });
    const at = (instant: string): ReturnType<typeof scan> => scan(folder, [], { env: { KEYTURN_NOW: instant } });
    const inTime = at('2026-06-01T00:00:00Z');
    expect(inTime.findings.map((one) => one.suppressed?.by ?? 'nobody').toSorted()).toEqual(['inline', 'nobody']);
    expect(inTime.stderr).toMatch(/b\.ts:1: keyturn:allow gives no reason/);
    const late = at('2026-07-01T00:00:00Z');
    expect(late.findings.every((one) => one.suppressed === null)).toBe(true);
    expect(late.stderr).toMatch(/a\.ts:2: keyturn:allow has expired/);
  });
});

describe('a baseline', () => {
  it('makes known keys pass, wherever they move, and new ones not', () => {
    const folder = repository({ 'a.env': line(1), 'sub/b.env': `K=${klipyKey(1)}\n` });
    expect(scan(folder).status).toBe(1);
    expect(keyturn(['baseline', folder]).status).toBe(0);
    const text = readFileSync(join(folder, '.keyturn-baseline'), 'utf8');
    expect(text).not.toContain(clarkyKey(1).slice(8, 20));
    expect(readFileSync(join(folder, '.gitattributes'), 'utf8')).toContain('.keyturn-baseline merge=union');
    expect(scan(folder).status).toBe(0);
    git(folder, 'mv', 'a.env', 'moved.env');
    const moved = scan(folder);
    expect(moved.status).toBe(0);
    expect(moved.stderr).toMatch(/stands in a place that it does not name: moved\.env/);
    put(folder, { 'new.env': line(9) });
    expect(scan(folder).status).toBe(1);
    expect(scan(folder, ['--history']).findings.filter((one) => one.suppressed === null)).toEqual([]);
  });

  it('is refreshed: what is gone is taken out and told, what lies elsewhere stays', () => {
    const folder = repository({ 'a.env': line(1), 'sub/b.env': line(2) });
    keyturn(['baseline', folder]);
    writeFileSync(join(folder, 'a.env'), 'gone\n');
    expect(scan(folder).stderr).toMatch(/is in the baseline and no longer occurs/);
    keyturn(['baseline', join(folder, 'sub')]);
    expect(readFileSync(join(folder, '.keyturn-baseline'), 'utf8').match(/^kt1:/gm)).toHaveLength(2);
    expect(keyturn(['baseline', folder]).stderr).toMatch(/no longer occurs/);
    expect(readFileSync(join(folder, '.keyturn-baseline'), 'utf8').match(/^kt1:/gm)).toHaveLength(1);
  });
});

describe('the pre-commit hook', () => {
  const install = (folder: string): ReturnType<typeof keyturn> =>
    keyturn(['hook', 'install', '--command', `${process.execPath} ${executable}`], { cwd: folder });
  const commit = (folder: string): number | null =>
    spawnSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', 'commit', '-qm', 'x'], {
      cwd: folder,
      env: plainEnvironment(),
      stdio: 'ignore',
    }).status;

  it.skipIf(process.platform === 'win32')(
    'stops a commit that adds a key, and runs the hook that was there first',
    () => {
      const folder = repository({ 'a.txt': 'x' });
      put(folder, { '.git/hooks/pre-commit': '#!/bin/sh\ntouch first-hook-ran\n' });
      chmodSync(join(folder, '.git/hooks/pre-commit'), 0o755);
      expect(install(folder).status).toBe(0);
      expect(install(folder).status).toBe(0);
      put(folder, { 'key.env': line(1) });
      git(folder, 'add', 'key.env');
      expect(commit(folder)).not.toBe(0);
      expect(existsSync(join(folder, 'first-hook-ran'))).toBe(true);
      put(folder, { 'key.env': 'clean\n' });
      git(folder, 'add', 'key.env');
      expect(commit(folder)).toBe(0);
    },
  );
});
