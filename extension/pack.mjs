// Builds and packs the VSIX: `node extension/pack.mjs`. The packer is installed into a cache the first time.

import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from '../scripts/run.mjs';
import { installTools } from './tools/install.mjs';

const here = fileURLToPath(new URL('./', import.meta.url));
const LARGEST = 1_000_000;

await import('./build.mjs');
const tools = await installTools();
const vsix = `${here}dist/keyturn.vsix`;
mkdirSync(`${here}dist`, { recursive: true });
const { code, output } = await run(
  process.execPath,
  [`${tools}/node_modules/@vscode/vsce/vsce`, 'package', '--no-dependencies', '--skip-license', '--out', vsix],
  { cwd: `${here}dist/package` },
);
if (code !== 0) {
  process.stderr.write(output);
  process.exit(1);
}
const { size } = statSync(vsix);
process.stdout.write(`${vsix}: ${size} bytes\n`);
if (size > LARGEST) {
  process.stderr.write(`That is more than ${LARGEST}.\n`);
  process.exitCode = 1;
}
