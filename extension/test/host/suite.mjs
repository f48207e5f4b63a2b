// Runs the suites inside a real extension host, VS Code's server's: `node extension/test/host/suite.mjs [trusted|untrusted]`.
// It prints mocha's report, and its statistics as the last line.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { openPage } from './browser.mjs';
import { bundleSuite } from './bundle-suite.mjs';
import { runAndCleanUp } from './clean-up.mjs';
import { startServer } from './server.mjs';
import { makeWorkspace } from './suite-workspace.mjs';

/** What one run may take, in milliseconds. */
const LIMIT = 150_000;
const extension = fileURLToPath(new URL('../../dist/package', import.meta.url));
const name = process.argv[2] ?? 'trusted';
const isTrusted = name === 'trusted';

await runAndCleanUp(async () => {
  const suite = await bundleSuite();
  /** @type {NodeJS.ProcessEnv} */
  const env = { KEYTURN_SUITE: name };
  const server = await startServer({
    asksForTrust: !isTrusted,
    settings: { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' },
    env,
    // Without it, the page's payload is passed over.
    flags: ['--vscode-option', 'enable-smoke-test-driver'],
    resultsVariable: 'KEYTURN_RESULTS',
  });
  const workspace = makeWorkspace(server.folder, isTrusted ? {} : { 'keyturn.debounce': 1e9 });
  const { page } = await openPage();
  const ended = new Promise((resolve) => {
    page.exposeFunction('codeAutomationExit', resolve);
    page.on('close', () => resolve('the page was closed'));
    page.on('crash', () => resolve('the page crashed'));
    setTimeout(() => resolve('it took too long'), LIMIT).unref();
  });
  await page.exposeFunction('codeAutomationLog', (/** @type {string} */ _type, /** @type {unknown[]} */ args) => {
    const text = format(...args);
    if (isReport(text)) {
      process.stdout.write(`${text}\n`);
    }
  });
  const remote = (/** @type {string} */ path) => `${server.origin.replace('http:', 'vscode-remote:')}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(extension)],
    ['extensionTestsPath', remote(suite)],
  ];
  const query = new URLSearchParams({ workspace, payload: JSON.stringify(payload) });
  await page.goto(`${server.origin}/?${query}`);
  const code = await ended;
  const stats = existsSync(server.results) ? JSON.parse(readFileSync(server.results, 'utf8')) : null;
  process.stdout.write(`${JSON.stringify(stats)}\n`);
  // A host that dies ends with 0.
  if (code !== 0 || stats === null || stats.tests === 0 || stats.failures !== 0) {
    throw new Error(`the suite ended with ${code}\n${stats === null ? server.said().slice(-3000) : ''}`);
  }
});

/** Mocha's lines, and not what the editor says beside. @param {string} text */
function isReport(text) {
  return process.env['VERBOSE'] !== undefined || /^\s|^$/.test(text);
}
