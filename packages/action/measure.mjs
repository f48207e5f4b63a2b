// Measures a run of the committed bundle: `node packages/action/measure.mjs`.

import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleSource } from '../../scripts/bundle-source.mjs';

const here = fileURLToPath(new URL('./', import.meta.url));
// As deep in the checkout as the sources are: they look for files beside themselves.
const outfile = `${here}test/measure-${process.pid}.mjs`;
await bundleSource({
  entryPoints: [`${here}test/measure.ts`],
  outfile,
  packages: 'external',
});
try {
  await import(outfile);
} finally {
  rmSync(outfile);
}
