// Runs the suites inside a real extension host, VS Code's server's: `node extension/test/host/suite.mjs [trusted|untrusted]`.
// It prints mocha's report, and its statistics as the last line.

import { fileURLToPath } from 'node:url';
import { openPage } from './browser.mjs';
import { bundleSuite } from './bundle-suite.mjs';
import { runAndCleanUp } from './clean-up.mjs';
import { startServer } from './server.mjs';
import { followSuite } from './suite-page.mjs';
import { makeWorkspace } from './suite-workspace.mjs';

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
  const run = await followSuite(page, server.results);
  const remote = (/** @type {string} */ path) => `${server.origin.replace('http:', 'vscode-remote:')}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(extension)],
    ['extensionTestsPath', remote(suite)],
  ];
  const query = new URLSearchParams({ workspace, payload: JSON.stringify(payload) });
  await page.goto(`${server.origin}/?${query}`);
  await run.ended();
});
