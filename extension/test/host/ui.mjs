// Drives the packed VSIX in a real VS Code: its server, its workbench in Chromium. `node extension/test/host/ui.mjs [DIR]`
// types keys, looks at what a user would see, and fixes them; screenshots go to DIR.

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { installServer, installTools } from '../../tools/install.mjs';

const vsix = fileURLToPath(new URL('../../dist/keyturn.vsix', import.meta.url));
const shots = process.argv[2];
const { chromium } = createRequire(`${await installTools()}/`)('playwright-core');
const server = await installServer();
// Short, because a socket's path may have 107 characters.
const folder = mkdtempSync(`${tmpdir()}/kx-`);
const workspace = `${folder}/demo`;
const key = ['ck', 'live', 'Zt4Qw8Lm2Xc6Vb1Nn9Hj5Gf3Ds7Pa0'].join('_');
const ambiguous = ['sk', 'live', 'Rb7Kd2Wq9Tz4Yx1Mf6Hn8Gc3Vj5Lp0'].join('_');

mkdirSync(`${workspace}/src`, { recursive: true });
mkdirSync(`${folder}/data/User`, { recursive: true });
execFileSync('git', ['init', '-q', workspace]);
writeFileSync(`${workspace}/src/contacts.ts`, 'import { Clarky } from "./clarky.ts";\n\n');
writeFileSync(`${workspace}/src/payments.ts`, `export const secretKey = "${ambiguous}";\n`);
writeFileSync(`${folder}/config.yaml`, 'auth: none\n');
const settings = {
  'workbench.startupEditor': 'none',
  'security.workspace.trust.enabled': process.env['KEYTURN_UNTRUSTED'] !== undefined,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'files.autoSave': 'off',
  'editor.minimap.enabled': false,
  'editor.autoClosingQuotes': 'never',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};
writeFileSync(`${folder}/data/User/settings.json`, JSON.stringify(settings));

/** @type {Record<string, string | undefined>} */
const env = { ...process.env, EXTENSIONS_GALLERY: '{}', XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
for (const name of Object.keys(env)) {
  if (/^(?:VSCODE|ELECTRON)_/.test(name)) {
    delete env[name];
  }
}
const port = await freePort();
const common = [
  '--config',
  `${folder}/config.yaml`,
  '--user-data-dir',
  `${folder}/data`,
  '--extensions-dir',
  `${folder}/ext`,
];
execFileSync(server.node, [server.entry, ...common, '--install-extension', vsix], { env, stdio: 'ignore' });
const flags = [
  '--disable-telemetry',
  '--disable-update-check',
  '--disable-getting-started-override',
  '--disable-proxy',
];
const log = openSync(`${folder}/server.log`, 'w');
const started = spawn(
  server.node,
  [
    server.entry,
    ...common,
    '--auth',
    'none',
    '--bind-addr',
    `127.0.0.1:${port}`,
    '--disable-workspace-trust',
    ...flags,
  ],
  { env, detached: true, stdio: ['ignore', log, log] },
);
let browser;
try {
  await until('the server', () =>
    fetch(`http://127.0.0.1:${port}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-sync',
    ],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(60_000);
  /** @type {string[]} */
  const outside = [];
  page.on('request', (request) => {
    if (!/^(?:data|blob):|127\.0\.0\.1/.test(request.url())) {
      outside.push(request.url());
    }
  });
  await drive(page);
  if (outside.length > 0) {
    throw new Error(`the page asked for ${outside.join(', ')}`);
  }
  process.stdout.write('the extension does what its page says\n');
} catch (error) {
  const page = browser?.contexts()[0]?.pages()[0];
  await page?.screenshot({ path: `${shots ?? folder}/failure.png` });
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await browser?.close();
  if (started.pid !== undefined) {
    process.kill(-started.pid, 'SIGTERM');
  }
  await new Promise((resolve) => (started.exitCode === null ? started.once('exit', resolve) : resolve(undefined)));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** @param {import('playwright-core').Page} page */
async function drive(page) {
  const shoot = (/** @type {string} */ name) =>
    shots === undefined ? undefined : page.screenshot({ path: `${shots}/${name}.png` });
  const problem = (/** @type {string} */ text) =>
    page.locator('.markers-panel .monaco-list-row', { hasText: text }).first();
  await page.goto(`http://127.0.0.1:${port}/?folder=${workspace}`);
  await page.waitForSelector('.monaco-workbench');
  await open(page, 'contacts.ts');
  await page.keyboard.press('Control+End');
  await page.keyboard.type(`const client = new Clarky({ apiKey: "${key}" });`);
  await page.locator('.monaco-editor .squiggly-error').first().waitFor();
  await page.keyboard.press('Control+Shift+M');
  await problem('is a key of Clarky').waitFor();
  await shoot('diagnostic');

  const spot = page.locator('.view-line span', { hasText: 'ck_live_' }).last();
  await spot.hover();
  await page.locator('.monaco-hover:visible', { hasText: 'What to do' }).waitFor();
  await shoot('hover');
  await page.keyboard.press('Escape');

  await spot.click();
  await page.keyboard.press('Control+.');
  const fix = page
    .locator('.action-widget .monaco-list-row', { hasText: 'Move the key to an environment variable' })
    .first();
  await fix.waitFor();
  await shoot('fixes');
  await fix.click();
  await page.locator('.view-line', { hasText: 'process.env.CLARKY_API_KEY' }).waitFor();
  const read = (/** @type {string} */ name) =>
    existsSync(`${workspace}/${name}`) ? readFileSync(`${workspace}/${name}`, 'utf8') : null;
  await until(
    'the three files',
    () => read('.env') !== null && read('.env.example') !== null && read('.gitignore') !== null,
  );
  same(read('.env'), `CLARKY_API_KEY=${key}\n`);
  same(read('.env.example'), 'CLARKY_API_KEY=\n');
  same(read('.gitignore'), '.env\n');
  await problem('is a key of Clarky').waitFor({ state: 'detached' });
  await shoot('moved');

  await open(page, 'payments.ts');
  await page.locator('.monaco-editor .squiggly-warning').first().waitFor();
  await page.locator('.explorer-folders-view').getByText('.env', { exact: true }).dblclick();
  await page.locator('.monaco-editor .squiggly-info').first().waitFor();

  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type('Keyturn: Scan Workspace');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Scan Workspace' }).first().click();
  await page.locator('.tab', { hasText: 'Keyturn' }).first().waitFor();
  const report = page.frameLocator('iframe.webview').frameLocator('iframe');
  await report.locator('body', { hasText: 'payments.ts' }).waitFor();
  await shoot('report');
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
async function open(page, name) {
  await page.keyboard.press('Control+P');
  await page.locator('.quick-input-widget input').first().waitFor();
  await page.keyboard.type(name);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
  await page.locator('.tab.active', { hasText: name }).first().waitFor();
  await page.locator('.monaco-editor .view-lines').first().click();
}

/**
 * @param {string} what
 * @param {() => boolean | Promise<boolean>} isSo
 */
async function until(what, isSo) {
  const end = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > end) {
      throw new Error(`${what} did not come`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * @param {string | null} found
 * @param {string} expected
 */
function same(found, expected) {
  if (found !== expected) {
    throw new Error(`expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
