// The launcher in a checkout of its own, with a bundle that only tells how it was started.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeStamp, writeStamp } from '../../scripts/stamp.mjs';

const HERE = fileURLToPath(new URL('../../', import.meta.url));
const BUNDLE = `
  process.stdout.write(JSON.stringify({ arguments: process.argv.slice(2), cwd: process.cwd() }));
  process.exitCode = 3;
`;
let root = '';

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(cwd: string, ...arguments_: string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'keyturn'), ...arguments_], {
    cwd,
    encoding: 'utf8',
    // Nothing answers there.
    env: {
      PATH: process.env['PATH'],
      HOME: root,
      npm_config_registry: 'http://127.0.0.1:9',
      npm_config_fetch_retries: '0',
    },
  });
  return { code: status, stdout, stderr };
}

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "keyturn launcher's ü-"))) + sep;
  for (const name of ['keyturn', 'scripts', 'package.json']) cpSync(HERE + name, root + name, { recursive: true });
  mkdirSync(`${root}packages/cli/dist`, { recursive: true });
  mkdirSync(`${root}elsewhere`);
  writeFileSync(`${root}packages/cli/dist/keyturn.cjs`, BUNDLE);
  writeFileSync(`${root}source.ts`, 'one');
  writeStamp(root, takeStamp(root, ['source.ts'], Date.now() + 60_000));
});

afterEach(() => rmSync(root, { recursive: true }));

test('a fresh build starts with nothing installed, and keeps arguments, folder and exit code', () => {
  const { code, stdout, stderr } = start(`${root}elsewhere`, 'scan', 'a b', '--x=*');
  expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({ arguments: ['scan', 'a b', '--x=*'], cwd: `${root}elsewhere` });
  expect(existsSync(`${root}node_modules`)).toBe(false);
});

test('a changed source with no registry in reach ends with 2, a sentence, and nothing on stdout', () => {
  writeFileSync(`${root}source.ts`, 'two');
  const { code, stdout, stderr } = start(root, '--version');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^keyturn: installing pnpm failed: .*check the network/m);
  expect(existsSync(`${root}node_modules/.keyturn/lock`)).toBe(false);
});

test('the launcher for Windows hands everything on', () => {
  expect(readFileSync(`${HERE}keyturn.cmd`, 'utf8').trim()).toBe('@node "%~dp0keyturn" %*');
});
