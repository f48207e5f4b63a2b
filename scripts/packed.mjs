// The package as users get it: packed, installed into an empty folder with the database that comes from the registry, and used.

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './root.mjs';
import { run } from './run.mjs';

const PNPM = `${root}node_modules/.keyturn/pnpm/node_modules/pnpm/bin/pnpm.mjs`;

/** @returns {Promise<{ ok: boolean, output: string, isSkipped?: boolean }>} skipped where no registry answers; on CI that is a failure */
export async function packedPackage() {
  if ((await run('npm', ['ping'])).code !== 0) {
    const output = 'no npm registry answers, so the packed package could not be installed';
    return { ok: process.env['CI'] === undefined, output, isSkipped: true };
  }
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-packed-'));
  try {
    const problem = await problemWith(folder);
    return { ok: problem === null, output: problem ?? '' };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder an empty one */
async function problemWith(folder) {
  const cwd = `${root}packages/cli/`;
  // The executable is built already; pnpm puts versions in the place of the catalog's names, which npm would publish as they are.
  const packing = ['pack', '--config.ignore-scripts=true', '--pack-destination', folder];
  const packed = await run(process.execPath, [PNPM, ...packing], { cwd });
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (packed.code !== 0 || archive === undefined) {
    return `packing failed\n${packed.output}`;
  }
  const home = join(folder, 'home');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts'];
  const installed = await run('npm', ['install', ...flags, join(folder, archive)], { cwd: home });
  if (installed.code !== 0) {
    return `installing failed\n${installed.output}`;
  }
  const tree = join(folder, 'tree');
  mkdirSync(tree);
  const key = ['klipy', 'api', 'q7Rw2ZpL9xVb4NcT8mKd3YhG6sJf1QaE'].join('_');
  writeFileSync(join(tree, 'a.ts'), `const KLIPY_API_KEY = '${key}';\n`);
  const executable = join(home, 'node_modules/keyturn/dist/keyturn.cjs');
  const env = { PATH: process.env['PATH'], HOME: home, XDG_STATE_HOME: join(folder, 'state') };
  /** @param {string[]} args */
  const keyturn = (...args) => run(process.execPath, [executable, ...args], { cwd: home, env });
  const scanned = await keyturn('scan', tree, '--ledger');
  const exported = await keyturn('ledger', 'export');
  const isThere = /"end":\{"audit":1,"target":1,"key":1,"occurrence":1\}/.test(exported.output);
  return scanned.code === 1 && exported.code === 0 && isThere
    ? null
    : `the installed package failed (${scanned.code}, ${exported.code})\n${scanned.output}\n${exported.output}`;
}
