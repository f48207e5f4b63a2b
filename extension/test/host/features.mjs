// Drives what asks, watches and lists in a real VS Code: `node extension/test/host/features.mjs [DIR]`, as ui.mjs does for
// what is typed and fixed. The providers are emulated on this machine.

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packExtension } from '../../tools/pack.mjs';
import { openPage } from './browser.mjs';
import { atEnd, runAndCleanUp } from './clean-up.mjs';
import { same } from './expect.mjs';
import { configure } from './journeys/configure.mjs';
import { lookAtKeys } from './journeys/keys-view.mjs';
import { paste } from './journeys/paste.mjs';
import { stage } from './journeys/stage.mjs';
import { verify } from './journeys/verify.mjs';
import { ambiguous, clarky } from './sample-keys.mjs';
import { startServer } from './server.mjs';
import { Workbench } from './workbench.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const vsix = fileURLToPath(new URL('../../dist/keyturn.vsix', import.meta.url));
const shots = process.argv[2];
if (shots !== undefined) {
  mkdirSync(shots, { recursive: true });
}

await runAndCleanUp(async () => {
  const endpoints = await startEmulator();
  const another = fileURLToPath(new URL('../../dist/another.vsix', import.meta.url));
  await packExtension(fileURLToPath(new URL('another-extension', import.meta.url)), another);
  const settings = { 'git.openRepositoryInParentFolders': 'never' };
  const { origin, folder } = await startServer({ extensions: [another, vsix], settings });
  const workspace = `${folder}/demo`;
  mkdirSync(`${workspace}/src`, { recursive: true });
  mkdirSync(`${folder}/data/Machine`, { recursive: true });
  // Of the machine on which the extension runs. The workspace's own value must not count.
  writeFileSync(`${folder}/data/Machine/settings.json`, JSON.stringify({ 'keyturn.endpoints': endpoints }));
  mkdirSync(`${workspace}/.vscode`);
  const hostile = { 'keyturn.verification': 'always', 'keyturn.endpoints': { clarky: 'https://elsewhere.example' } };
  writeFileSync(`${workspace}/.vscode/settings.json`, JSON.stringify(hostile));
  execFileSync('git', ['init', '-q', workspace]);
  writeFileSync(`${workspace}/keyturn.yaml`, '# Nothing yet.\n');
  writeFileSync(`${workspace}/src/pasted.ts`, '');
  writeFileSync(`${workspace}/src/kept.ts`, '');
  writeFileSync(`${workspace}/src/second.ts`, '');
  writeFileSync(`${workspace}/src/deploy.ts`, '\n');
  writeFileSync(`${workspace}/src/live.ts`, `export const clarkyKey = "${clarky}";\n`);
  writeFileSync(`${workspace}/src/payments.ts`, `export const secretKey = "${ambiguous}";\n`);
  const { page, outside } = await openPage();
  const code = new Workbench(page, shots);
  try {
    const address = `${origin}/?folder=${workspace}`;
    await code.load(address);
    await code.open('live.ts');
    // Most sessions begin so: an editor is open, and offers what it has itself, before any extension has started.
    await code.load(address);
    await code.press('Control+Shift+M');
    await paste(code, workspace);
    await configure(code, workspace);
    await verify(code, new URL(endpoints['clarky'] ?? '').origin);
    await lookAtKeys(code);
    await stage(code, workspace);
  } catch (error) {
    await code.shoot('failure');
    throw error;
  }
  same('what the page asked for elsewhere', outside, []);
  process.stdout.write('the extension asks, watches and lists as its page says\n');
});

/** @returns {Promise<Record<string, string>>} base URLs by provider */
function startEmulator() {
  const emulator = spawn(process.execPath, [`${root}keyturn-emulator`, '--limits', 'none', '--record'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  atEnd(() => void emulator.kill());
  return new Promise((resolve, reject) => {
    let said = '';
    emulator.on('error', reject);
    emulator.stdout.on('data', (/** @type {Buffer} */ data) => {
      said += data.toString();
      const lines = [...said.matchAll(/KEYTURN_ENDPOINT_(\w+)=(\S+)\n/g)];
      if (lines.length === 4) {
        resolve(Object.fromEntries(lines.map(([, id = '', url]) => [id.toLowerCase(), url])));
      }
    });
  });
}
