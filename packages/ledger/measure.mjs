// Measures what it costs to write a large audit into each database: `node packages/ledger/measure.mjs [KEYS [PLACES]]`.

import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleSource } from '../../scripts/bundle-source.mjs';

const test = fileURLToPath(new URL('test/', import.meta.url));
// Below this package, so that the native module is found.
const outdir = fileURLToPath(new URL(`dist/measure-${process.pid}/`, import.meta.url));
mkdirSync(outdir, { recursive: true });
await bundleSource({
  entryPoints: [`${test}measure.ts`, `${test}writer.ts`],
  outdir,
  outExtension: { '.js': '.mjs' },
  external: ['libsql', 'pg', 'kysely'],
});
try {
  await import(`${outdir}measure.mjs`);
} finally {
  rmSync(outdir, { recursive: true });
}
