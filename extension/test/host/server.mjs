// A VS Code server with a folder of its own for everything that it keeps.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { run } from '../../../scripts/run.mjs';
import { installServer } from '../../tools/install.mjs';
import { atEnd } from './clean-up.mjs';
import { until } from './expect.mjs';

/** What would ask somebody's server, or stand in the way of what is looked at. */
const QUIET = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'files.autoSave': 'off',
  'editor.minimap.enabled': false,
  'editor.autoClosingQuotes': 'never',
  'editor.autoClosingBrackets': 'never',
  'editor.lightbulb.enabled': 'off',
};

/**
 * @typedef {object} ServerOptions
 * @property {readonly string[]} [extensions] packed ones to install first
 * @property {boolean} [asksForTrust] workspaces are not trusted until somebody says so
 * @property {Record<string, unknown>} [settings] the user's
 * @property {NodeJS.ProcessEnv} [env] beside the process's own
 * @property {string[]} [flags]
 * @property {string} [resultsVariable] the variable that names a file for results in the server's environment
 */

/**
 * Starts it, and ends it when the run ends.
 *
 * @param {ServerOptions} options
 * @returns {Promise<{ origin: string, folder: string, results: string, said: () => string }>} `folder` is empty but for
 *   what the server keeps in it, and removed at the end
 */
export async function startServer({
  extensions = [],
  asksForTrust = false,
  settings = {},
  env: more = {},
  flags = [],
  resultsVariable,
}) {
  const { node, entry } = await installServer();
  // Short, because a socket's path may have 107 characters.
  const folder = mkdtempSync(`${tmpdir()}/kx-`);
  atEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  mkdirSync(`${folder}/data/User`, { recursive: true });
  writeFileSync(`${folder}/config.yaml`, 'auth: none\n');
  writeFileSync(`${folder}/data/User/settings.json`, JSON.stringify({ ...QUIET, ...settings }));
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, EXTENSIONS_GALLERY: '{}', XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, ...more };
  const results = `${folder}/results.json`;
  if (resultsVariable !== undefined) {
    env[resultsVariable] = results;
  }
  for (const name of Object.keys(env)) {
    if (/^(?:VSCODE|ELECTRON)_/.test(name)) {
      delete env[name];
    }
  }
  const places = ['--config', `${folder}/config.yaml`, '--user-data-dir', `${folder}/data`];
  places.push('--extensions-dir', `${folder}/extensions`);
  for (const vsix of extensions) {
    const { code, output } = await run(node, [entry, ...places, '--install-extension', vsix], { env });
    if (code !== 0) {
      throw new Error(`${vsix} could not be installed:\n${output}`);
    }
  }
  const port = await freePort();
  const log = `${folder}/server.log`;
  const file = openSync(log, 'w');
  const quiet = [
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-getting-started-override',
    '--disable-proxy',
  ];
  const trust = asksForTrust ? [] : ['--disable-workspace-trust'];
  const all = [entry, ...places, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, ...trust, ...quiet, ...flags];
  const server = spawn(node, all, { env, detached: true, stdio: ['ignore', file, file] });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  atEnd(async () => {
    if (server.pid !== undefined && server.exitCode === null) {
      process.kill(-server.pid, 'SIGTERM');
      await ended;
    }
  });
  const origin = `http://127.0.0.1:${port}`;
  await until('the server', () =>
    fetch(`${origin}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  return { origin, folder, results, said: () => readFileSync(log, 'utf8') };
}

/** @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
