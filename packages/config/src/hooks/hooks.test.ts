import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hookSnippet, isOurHook, preCommitHook, preReceiveHook } from './hook-scripts.ts';
import { hasHook, installHook } from './install-hook.ts';

let folder = '';
const git = (cwd: string, ...rest: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...rest], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
function script(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "keyturn's hooks "));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('whether a repository has a hook of ours', () => {
  const tell = (): void => undefined;

  it('is seen where git, husky, lefthook and the pre-commit framework look', async () => {
    const plain = join(folder, 'plain');
    git(folder, 'init', '-q', plain);
    expect(await hasHook(plain)).toBe(false);
    await installHook({ folder: plain, command: ['keyturn'], tell });
    expect(await hasHook(plain)).toBe(true);
    expect(isOurHook(readFileSync(join(plain, '.git/hooks/pre-commit'), 'utf8'))).toBe(true);

    for (const [name, file, text] of [
      ['husky', '.husky/pre-commit', hookSnippet('husky', ['keyturn'])],
      ['lefthook', 'lefthook.yml', hookSnippet('lefthook', ['keyturn'])],
      ['framework', '.pre-commit-config.yaml', 'repos:\n  - hooks:\n      - id: keyturn\n'],
    ] as const) {
      const repository = join(folder, name);
      git(folder, 'init', '-q', repository);
      mkdirSync(join(repository, '.husky'), { recursive: true });
      expect(await hasHook(repository)).toBe(false);
      writeFileSync(join(repository, file), text);
      expect(await hasHook(repository)).toBe(true);
    }
  });

  it('is no where there is no repository, and none is installed there', async () => {
    expect(await hasHook(folder)).toBe(false);
    await expect(installHook({ folder, command: ['keyturn'], tell })).rejects.toThrow('no git work tree');
  });
});

describe.skipIf(process.platform === 'win32')('hooks', () => {
  it('a pre-commit hook runs the earlier one first, then the scan, and its code decides', () => {
    const repository = join(folder, 'work');
    git(folder, 'init', '-q', repository);
    const log = join(folder, 'log');
    const fake = script('fake keyturn', `#!/bin/sh\necho "$@" >> '${log.replaceAll("'", String.raw`'\''`)}'\nexit 1\n`);
    const hooks = join(repository, '.git/hooks');
    mkdirSync(hooks, { recursive: true });
    writeFileSync(join(hooks, 'pre-commit.earlier'), '#!/bin/sh\n[ ! -e stop ]\n', { mode: 0o755 });
    const text = preCommitHook({ command: [fake], previous: 'pre-commit.earlier' });
    expect(isOurHook(text)).toBe(true);
    writeFileSync(join(hooks, 'pre-commit'), text, { mode: 0o755 });
    writeFileSync(join(repository, 'a'), 'a');
    git(repository, 'add', '.');
    expect(() => git(repository, 'commit', '-qm', 'a')).toThrow('commit');
    expect(readFileSync(log, 'utf8')).toBe('scan --staged\n');
    writeFileSync(join(repository, 'stop'), '');
    expect(() => git(repository, 'commit', '-qm', 'a')).toThrow('commit');
    expect(readFileSync(log, 'utf8')).toBe('scan --staged\n');
  });

  it('a hook without its program stops the commit and says how to go on', () => {
    const path = script('orphan', preCommitHook({ command: [join(folder, 'gone')] }));
    const { status, stderr } = spawnSync(path, { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('keyturn hook install');
  });

  it('a pre-receive hook names what no ref holds yet, sees it in quarantine, and refuses the push', () => {
    const server = join(folder, 'server.git');
    const client = join(folder, 'client');
    git(folder, 'init', '-q', '--bare', '-b', 'main', server);
    git(folder, 'init', '-q', '-b', 'main', client);
    const seen = join(folder, 'seen');
    const quoted = seen.replaceAll("'", String.raw`'\''`);
    const fake = script(
      'scanner',
      `#!/bin/sh\n[ "$*" = "scan --commits-from - ." ] || exit 9\nwhile read -r c; do git cat-file -e "$c" && git log -1 --format=%s "$c" >> '${quoted}'; done\n! grep -q evil '${quoted}'\n`,
    );
    mkdirSync(join(server, 'hooks'), { recursive: true });
    writeFileSync(join(server, 'hooks/pre-receive'), preReceiveHook({ command: [fake] }), { mode: 0o755 });
    const commit = (subject: string): string => git(client, 'commit', '-q', '--allow-empty', '-m', subject);
    commit('one');
    git(client, 'push', '-q', server, 'main');
    commit('two');
    git(client, 'push', '-q', server, 'main', 'main:side');
    expect(readFileSync(seen, 'utf8').trim().split('\n')).toEqual(['one', 'two']);
    git(client, 'push', '-q', server, ':side');
    commit('evil');
    expect(() => git(client, 'push', '-q', server, 'main')).toThrow('push');
    expect(git(server, 'log', '-1', '--format=%s', 'main').trim()).toBe('two');
  });

  it('has words for husky and lefthook', () => {
    expect(hookSnippet('husky', ['npx', 'keyturn'])).toMatch(/^npx keyturn scan --staged # keyturn-hook/);
    expect(hookSnippet('lefthook', ['keyturn'])).toContain('run: keyturn scan --staged');
  });
});
