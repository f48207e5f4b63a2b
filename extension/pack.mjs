// Builds and packs the VSIX: `node extension/pack.mjs`.

import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packExtension } from './tools/pack.mjs';

const here = fileURLToPath(new URL('./', import.meta.url));
const LARGEST = 1_000_000;

await import('./build.mjs');
const vsix = `${here}dist/keyturn.vsix`;
mkdirSync(`${here}dist`, { recursive: true });
await packExtension(`${here}dist/package`, vsix);
const { size } = statSync(vsix);
process.stdout.write(`${vsix}: ${size} bytes\n`);
if (size > LARGEST) {
  process.stderr.write(`That is more than ${LARGEST}.\n`);
  process.exitCode = 1;
}
