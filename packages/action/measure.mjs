// Measures a run of the committed bundle: `node packages/action/measure.mjs`.

import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('./', import.meta.url));
// As deep in the checkout as the sources are: they look for files beside themselves.
const outfile = `${here}test/measure-${process.pid}.mjs`;
await build({
  entryPoints: [`${here}test/measure.ts`],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  conditions: ['@keyturn/source'],
  packages: 'external',
  logLevel: 'warning',
});
try {
  await import(outfile);
} finally {
  rmSync(outfile);
}
