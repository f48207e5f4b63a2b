// Brings what some tests are measured by and no package of the workspace needs: Microsoft's SARIF validator and the shells
// whose completion is tested. Linux only. What can't be had is said, and its tests are skipped; on CI that is a failure.

import { chmodSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { root } from './root.mjs';
import { run } from './run.mjs';

const MULTITOOL = '@microsoft/sarif-multitool-linux';
const VERSION = '5.7.0';
const FOLDER = `${root}node_modules/.keyturn/sarif-multitool`;
const SHELLS = ['bash', 'zsh', 'fish'];

/** @returns {Promise<{ ok: boolean, output: string }>} */
export async function outsideTools() {
  if (process.platform !== 'linux') {
    return { ok: true, output: '' };
  }
  const missing = [...(await multitool()), ...(await shells())];
  for (const what of missing) {
    process.stdout.write(`- ${what}: not here, its tests are skipped\n`);
  }
  return { ok: missing.length === 0 || process.env['CI'] === undefined, output: `missing: ${missing.join(', ')}` };
}

/** A program of 100 MB for one test: not among the packages that every start of the executable installs. */
async function multitool() {
  const link = `${FOLDER}/run`;
  if (existsSync(link)) {
    return [];
  }
  mkdirSync(FOLDER, { recursive: true });
  const options = ['--prefix', FOLDER, '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { code } = await run('npm', ['install', ...options, `${MULTITOOL}@${VERSION}`], { cwd: FOLDER });
  const program = `${FOLDER}/node_modules/${MULTITOOL}/Sarif.Multitool`;
  if (code !== 0 || !existsSync(program)) {
    return [MULTITOOL];
  }
  chmodSync(program, 0o755);
  symlinkSync(program, link);
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
