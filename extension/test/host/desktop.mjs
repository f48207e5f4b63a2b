// Runs the suites inside VS Code's desktop build: `npm run test:desktop` in extension/. It is downloaded first; VSCODE names
// one that is there already. It wants a display: on a Linux machine without one, `xvfb-run -a npm run test:desktop`.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { CACHE, installTools } from '../../tools/install.mjs';
import { bundleSuite } from './bundle-suite.mjs';
import { atEnd, runAndCleanUp } from './clean-up.mjs';
import { readResults, requirePassed } from './results.mjs';
import { makeWorkspace } from './suite-workspace.mjs';

const extensionDevelopmentPath = fileURLToPath(new URL('../../dist/package', import.meta.url));
const named = process.env['VSCODE'];
const QUIET = ['--no-sandbox', '--disable-gpu-sandbox', '--disable-updates', '--skip-welcome', '--skip-release-notes'];

if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
  refuse('The desktop build wants a display, and there is none here: xvfb-run -a npm run test:desktop');
}
if (named !== undefined && !existsSync(named)) {
  refuse(`VSCODE names ${named}, which is not there.`);
}

await runAndCleanUp(async () => {
  await import('../../build.mjs');
  const { downloadAndUnzipVSCode } = createRequire(`${await installTools()}/`)('@vscode/test-electron');
  const executable =
    named ??
    (await downloadAndUnzipVSCode({ cachePath: `${CACHE}/desktop` }).catch((/** @type {unknown} */ error) =>
      refuse(
        `VS Code could not be downloaded (${error instanceof Error ? error.message : String(error)}). Where it is installed, name its executable: VSCODE=/usr/share/code/code npm run test:desktop`,
      ),
    ));
  const extensionTestsPath = await bundleSuite();
  for (const name of ['trusted', 'untrusted']) {
    const folder = mkdtempSync(`${tmpdir()}/kx-`);
    atEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
    const isTrusted = name === 'trusted';
    mkdirSync(`${folder}/user/User`, { recursive: true });
    const settings = { 'security.workspace.trust.startupPrompt': 'never', 'telemetry.telemetryLevel': 'off' };
    writeFileSync(`${folder}/user/User/settings.json`, JSON.stringify(settings));
    const workspace = makeWorkspace(folder, isTrusted ? {} : { 'keyturn.debounce': 1e9 });
    const own = [`--user-data-dir=${folder}/user`, `--extensions-dir=${folder}/extensions`, '--disable-extensions'];
    const under = [
      `--extensionDevelopmentPath=${extensionDevelopmentPath}`,
      `--extensionTestsPath=${extensionTestsPath}`,
    ];
    const results = `${folder}/results.json`;
    // The runner's own start trusts every workspace.
    const code = await start(
      executable,
      [workspace, ...own, ...under, ...QUIET, ...(isTrusted ? ['--disable-workspace-trust'] : [])],
      { KEYTURN_SUITE: name, KEYTURN_RESULTS: results },
    );
    requirePassed(code, readResults(results));
  }
});

/**
 * @param {string} executable
 * @param {string[]} arguments_
 * @param {NodeJS.ProcessEnv} env beside the process's own
 * @returns {Promise<number | null>} what it ended with
 */
function start(executable, arguments_, env) {
  const editor = spawn(executable, arguments_, { env: { ...process.env, ...env }, stdio: 'inherit' });
  atEnd(() => void editor.kill());
  return new Promise((resolve, reject) => {
    editor.once('error', reject);
    editor.once('exit', resolve);
  });
}

/** @param {string} sentence @returns {never} */
function refuse(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}
