// Drives the packed VSIX in a real VS Code: its server, its workbench in Chromium. `node extension/test/host/ui.mjs [DIR
// [trusted|untrusted]]` types keys, looks at what a user would see, and fixes them; screenshots go to DIR.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { openPage } from './browser.mjs';
import { atEnd, runAndCleanUp } from './clean-up.mjs';
import { same } from './expect.mjs';
import { begin } from './journeys/begin.mjs';
import { fix, settings, writeFiles } from './journeys/fix.mjs';
import { scan, slowGit, writeHistory } from './journeys/scan.mjs';
import { typeAndMove } from './journeys/type-and-move.mjs';
import { distrust, makeStranger } from './journeys/untrusted.mjs';
import { ambiguous } from './sample-keys.mjs';
import { startServer } from './server.mjs';
import { Workbench } from './workbench.mjs';

const vsix = fileURLToPath(new URL('../../dist/keyturn.vsix', import.meta.url));
const [, , shots, only] = process.argv;
if (shots !== undefined) {
  mkdirSync(shots, { recursive: true });
}

await runAndCleanUp(async () => {
  for (const journey of only === undefined ? [trusted, untrusted] : [{ trusted, untrusted }[only]]) {
    await journey?.();
  }
  process.stdout.write('the extension does what its page says\n');
});

async function trusted() {
  const tools = mkdtempSync(`${tmpdir()}/kx-`);
  atEnd(() => rmSync(tools, { recursive: true }));
  const git = slowGit(tools);
  const env = { PATH: `${git.path}:${process.env['PATH'] ?? ''}` };
  // The user's shell would set another PATH.
  const flags = ['--vscode-option', 'force-disable-user-env'];
  const { origin, folder } = await startServer({ extensions: [vsix], settings, env, flags });
  const workspace = `${folder}/demo`;
  mkdirSync(`${workspace}/src`, { recursive: true });
  execFileSync('git', ['init', '-q', workspace]);
  writeFileSync(`${workspace}/src/contacts.ts`, 'import { Clarky } from "./clarky.ts";\n\n');
  writeFileSync(`${workspace}/src/payments.ts`, `export const secretKey = "${ambiguous}";\n`);
  writeHistory(workspace);
  writeFiles(workspace);
  await drive(`${origin}/?folder=${workspace}`, async (code) => {
    await typeAndMove(code, workspace);
    await fix(code, workspace);
    await scan(code, git);
    await begin(code);
  });
}

async function untrusted() {
  const { origin, folder } = await startServer({ extensions: [vsix], asksForTrust: true });
  makeStranger(`${folder}/stranger`);
  await drive(`${origin}/?folder=${folder}/stranger`, distrust);
}

/**
 * @param {string} address
 * @param {(code: Workbench) => Promise<void>} journey
 */
async function drive(address, journey) {
  const { page, outside } = await openPage();
  const code = new Workbench(page, shots);
  try {
    await code.load(address);
    await journey(code);
  } catch (error) {
    await code.shoot('failure');
    throw error;
  }
  same('what the page asked for elsewhere', outside, []);
}
