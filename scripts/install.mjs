// Installs pnpm by its name from the npm registry, then with it the packages of pnpm-lock.yaml.

import { createHash } from 'node:crypto';
import { accessSync, constants, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { root } from './root.mjs';
import { run } from './run.mjs';

const CACHE = `${root}node_modules/.keyturn`;
const INSTALLED = `${CACHE}/installed`;
const PNPM_FOLDER = `${CACHE}/pnpm`;
const PNPM = `${PNPM_FOLDER}/node_modules/pnpm/bin/pnpm.mjs`;
const PNPM_FILES = ['package.json', 'package-lock.json'];

/** A step that did not work, with a sentence for the user. */
export class PrepareError extends Error {}

/**
 * Makes `node_modules` what the lockfile says, if it is not.
 *
 * @param {(message: string) => void} say
 */
export async function install(say) {
  const wanted = fingerprint();
  if (read(INSTALLED) === wanted) {
    return;
  }
  const env = environment();
  await installPnpm(env, say);
  say('installing the packages of the workspace');
  const options = ['--frozen-lockfile', '--prefer-offline', '--reporter', 'append-only'];
  const { code, output } = await run(process.execPath, [PNPM, 'install', ...options], { env });
  if (code !== 0) {
    throw new PrepareError(
      `installing packages failed: pnpm ended with code ${code}. It needs the npm registry once; ` +
        `check the network and \`npm config get registry\`, then try again. It said:\n${beginning(output)}`,
    );
  }
  writeFileSync(INSTALLED, wanted);
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {(message: string) => void} say
 */
async function installPnpm(env, say) {
  const done = `${PNPM_FOLDER}/installed`;
  const wanted = hashOf(PNPM_FILES.map((name) => read(`${root}scripts/pnpm/${name}`)));
  if (read(done) === wanted) {
    return;
  }
  say('installing pnpm from the npm registry');
  mkdirSync(PNPM_FOLDER, { recursive: true });
  for (const name of PNPM_FILES) {
    copyFileSync(`${root}scripts/pnpm/${name}`, `${PNPM_FOLDER}/${name}`);
  }
  const { code, output } = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: PNPM_FOLDER,
    env,
  });
  if (code !== 0) {
    throw new PrepareError(
      `installing pnpm failed: npm ended with code ${code}. It needs the npm registry once; ` +
        `check the network and \`npm config get registry\`, then try again. It said:\n${beginning(output)}`,
    );
  }
  writeFileSync(done, wanted);
}

/** @param {string} output */
function beginning(output) {
  return output.trim().split('\n').slice(0, 8).join('\n');
}

/** All that decides what `node_modules` should hold. */
function fingerprint() {
  const members = [
    'scanner',
    'bench',
    'extension',
    ...readdirSync(`${root}packages`).map((name) => `packages/${name}`),
  ];
  const manifests = members.map((member) => read(`${root}${member}/package.json`));
  const shared = ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml', 'scripts/pnpm/package-lock.json'];
  return hashOf([...shared.map((path) => read(root + path)), ...manifests, process.platform, process.arch]);
}

/**
 * Under `npm test` npm describes our own package to its children, which a nested npm would take for its own. Where the
 * home directory can't be written (a container's), caches go into the checkout.
 */
function environment() {
  const own = /^npm_(?:package|lifecycle|config_local_prefix|config_prefix|command|execpath)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
  try {
    accessSync(homedir(), constants.W_OK);
  } catch {
    env['npm_config_cache'] ??= `${CACHE}/npm`;
    env['pnpm_config_store_dir'] ??= `${CACHE}/store`;
    env['XDG_CACHE_HOME'] ??= `${CACHE}/cache`;
  }
  return env;
}

/** @param {string[]} parts */
function hashOf(parts) {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(`${part.length}\n${part}`);
  }
  return hash.digest('hex');
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
