/** Completion as it happens: a key is pressed in a real shell. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { put, scratch } from '../../scanner/test/scratch.ts';
import { executable, keyturn, plainEnvironment } from './keyturn.ts';

/** Debian's `script` gives a shell the terminal without which it completes nothing. */
const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;
const isRequired = process.env['CI'] !== undefined;
const lacks = (...programs: string[]): boolean => !isRequired && !programs.every(has);

/** A folder with the completion of a shell, and a `keyturn` on the PATH. */
function prepared(shell: string): { folder: string; env: NodeJS.ProcessEnv } {
  const folder = scratch();
  put(folder, {
    'bin/keyturn': `#!/bin/sh\nexec "${process.execPath}" "${executable}" "$@"\n`,
    [`completion.${shell}`]: keyturn(['completion', shell]).stdout,
  });
  chmodSync(join(folder, 'bin/keyturn'), 0o755);
  const { PATH = '' } = plainEnvironment();
  return { folder, env: { ...plainEnvironment(), PATH: `${join(folder, 'bin')}:${PATH}`, TERM: 'dumb', HOME: folder } };
}

/** Types a line and presses Tab until the shell shows what is expected; what it showed is the result. */
async function press(shell: 'bash' | 'zsh', typed: string, expected: string): Promise<string> {
  const { folder, env } = prepared(shell);
  const command = shell === 'bash' ? 'bash --norc --noprofile -i' : 'zsh -f -i';
  const begin = shell === 'bash' ? '' : 'autoload -U compinit && compinit -u -D; ';
  const child = spawn('script', ['-qfec', command, '/dev/null'], { cwd: folder, env });
  const closed = new Promise((done) => child.on('close', done));
  let shown = '';
  const waitFor = async (text: string): Promise<void> => {
    while (!shown.includes(text) && child.exitCode === null) {
      await Promise.race([new Promise((done) => child.stdout.once('data', done)), closed]);
    }
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
  // The line that is echoed does not hold the word that it prints.
  child.stdin.write(`${begin}source ./completion.${shell}; echo rea""dy\n`);
  await waitFor('ready');
  shown = '';
  child.stdin.write(`${typed}\t`);
  await waitFor(expected);
  child.kill();
  await closed;
  return shown;
}

const CASES = [
  ['a command', 'keyturn sca', 'keyturn scan '],
  ['a flag', 'keyturn scan --stag', 'keyturn scan --staged'],
  ['a format', 'keyturn scan --format sa', 'keyturn scan --format sarif'],
  ['a provider', 'keyturn scan --provider kl', 'keyturn scan --provider klipy'],
] as const;

describe.skipIf(lacks('script', 'bash'))('bash', () => {
  it.each(CASES)('completes %s', async (_what, typed, expected) => {
    expect(await press('bash', typed, expected)).toContain(expected);
  });
});

describe.skipIf(lacks('script', 'zsh'))('zsh', () => {
  it.each(CASES)('completes %s', async (_what, typed, expected) => {
    expect(await press('zsh', typed, expected)).toContain(expected);
  });
});

describe.skipIf(lacks('fish'))('fish', () => {
  it.each(CASES)('completes %s', (_what, typed, expected) => {
    const { folder, env } = prepared('fish');
    const asked = `source completion.fish; complete -C '${typed}'`;
    const { stdout } = spawnSync('fish', ['--no-config', '-c', asked], { cwd: folder, env, encoding: 'utf8' });
    const words = stdout.split('\n').map((line) => line.split('\t')[0]);
    expect(words).toContain(expected.trim().split(' ').at(-1));
  });
});

describe.skipIf(!has('pwsh'))('PowerShell', () => {
  it.each(CASES)('completes %s', (_what, typed, expected) => {
    const { folder, env } = prepared('powershell');
    const asked = `. ./completion.powershell; (TabExpansion2 '${typed}' ${typed.length}).CompletionMatches.CompletionText`;
    const { stdout } = spawnSync(
      'pwsh',
      [
        '-NoProfile',
        '-Command',
        asked.replace('. ./completion.powershell', 'Get-Content -Raw completion.powershell | Invoke-Expression'),
      ],
      { cwd: folder, env, encoding: 'utf8' },
    );
    expect(stdout.split(/\r?\n/).map((line) => line.trim())).toContain(expected.trim().split(' ').at(-1));
  });
});
