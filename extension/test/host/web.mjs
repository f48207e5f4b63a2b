// Runs a suite inside a browser's extension host: VS Code for the web, as vscode.dev is. `node extension/test/host/web.mjs`
// prints mocha's report, and its statistics as the last line.

import { cpSync, mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { installTools, layWebBuild } from '../../tools/install.mjs';
import { bundleWebSuite } from './bundle-suite.mjs';
import { openPage } from './browser.mjs';
import { atEnd, runAndCleanUp } from './clean-up.mjs';
import { same } from './expect.mjs';
import { freePort } from './server.mjs';
import { followSuite } from './suite-page.mjs';

const extension = fileURLToPath(new URL('../../dist/package', import.meta.url));

await runAndCleanUp(async () => {
  const folder = mkdtempSync(`${tmpdir()}/kx-`);
  atEnd(() => rmSync(folder, { recursive: true }));
  // The test has to lie below the extension, and no file of it may get into the package.
  cpSync(extension, `${folder}/extension`, { recursive: true });
  cpSync(await bundleWebSuite(), `${folder}/extension/suite.js`);
  mkdirSync(`${folder}/workspace`);
  const { open } = createRequire(`${await installTools()}/`)('@vscode/test-web');
  const port = await freePort();
  const server = await open({
    browserType: 'none',
    host: 'localhost',
    port,
    ...(await layWebBuild()),
    extensionDevelopmentPath: `${folder}/extension`,
    extensionTestsPath: `${folder}/extension/suite.js`,
    folderPath: `${folder}/workspace`,
  });
  atEnd(() => server.dispose());
  const { page, outside } = await openPage();
  const suite = await followSuite(page);
  await page.goto(`http://localhost:${port}/`);
  await suite.ended();
  same('what the page asked for elsewhere', outside, []);
});
