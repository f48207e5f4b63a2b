// Drives the packed VSIX in a real VS Code: its server, its workbench in Chromium. `node extension/test/host/ui.mjs [DIR]`
// types keys, looks at what a user would see, and fixes them; screenshots go to DIR.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { openPage } from './browser.mjs';
import { atEnd, runAndCleanUp } from './clean-up.mjs';
import { same } from './expect.mjs';
import { fix, settings, writeFiles } from './journeys/fix.mjs';
import { scan, slowGit, writeHistory } from './journeys/scan.mjs';
import { typeAndMove } from './journeys/type-and-move.mjs';
import { ambiguous } from './sample-keys.mjs';
import { startServer } from './server.mjs';
import { Workbench } from './workbench.mjs';

const vsix = fileURLToPath(new URL('../../dist/keyturn.vsix', import.meta.url));
const shots = process.argv[2];
if (shots !== undefined) {
  mkdirSync(shots, { recursive: true });
}

await runAndCleanUp(async () => {
  const tools = mkdtempSync(`${tmpdir()}/kx-`);
  atEnd(() => rmSync(tools, { recursive: true }));
  const git = slowGit(tools);
  const env = { PATH: `${git.path}:${process.env['PATH'] ?? ''}` };
  const { origin, folder } = await startServer({
    vsix,
    settings,
    env,
    flags: ['--vscode-option', 'force-disable-user-env'],
  });
  const workspace = `${folder}/demo`;
  mkdirSync(`${workspace}/src`, { recursive: true });
  execFileSync('git', ['init', '-q', workspace]);
  writeFileSync(`${workspace}/src/contacts.ts`, 'import { Clarky } from "./clarky.ts";\n\n');
  writeFileSync(`${workspace}/src/payments.ts`, `export const secretKey = "${ambiguous}";\n`);
  writeHistory(workspace);
  writeFiles(workspace);
  const { page, outside } = await openPage();
  const code = new Workbench(page, shots);
  try {
    await code.load(`${origin}/?folder=${workspace}`);
    await typeAndMove(code, workspace);
    await fix(code, workspace);
    await scan(code, git);
  } catch (error) {
    await code.shoot('failure');
    throw error;
  }
  same('what the page asked for elsewhere', outside, []);
  process.stdout.write('the extension does what its page says\n');
});
