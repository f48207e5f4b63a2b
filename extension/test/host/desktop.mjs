// Runs the suites inside VS Code's desktop build, which is downloaded first: `npm run test:desktop` in extension/.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { CACHE, installTools } from '../../tools/install.mjs';
import { bundleSuite } from './bundle-suite.mjs';
import { atEnd, runAndCleanUp } from './clean-up.mjs';
import { makeWorkspace } from './suite-workspace.mjs';

const extensionDevelopmentPath = fileURLToPath(new URL('../../dist/package', import.meta.url));

await runAndCleanUp(async () => {
  await import('../../build.mjs');
  const { runTests } = createRequire(`${await installTools()}/`)('@vscode/test-electron');
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
    await runTests({
      cachePath: `${CACHE}/desktop`,
      extensionDevelopmentPath,
      extensionTestsPath,
      extensionTestsEnv: { KEYTURN_SUITE: name },
      launchArgs: [workspace, ...own, ...(isTrusted ? ['--disable-workspace-trust'] : [])],
    });
  }
});
