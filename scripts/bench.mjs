// Node 20 runs no TypeScript: the bench is bundled beside its sources, its own packages left outside, and started.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './root.mjs';

const { dependencies = {} } = JSON.parse(readFileSync(`${root}bench/package.json`, 'utf8'));
const outfile = `${root}bench/dist/main.mjs`;
await build({
  absWorkingDir: root,
  entryPoints: ['bench/src/main.ts'],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  conditions: ['@keyturn/source'],
  external: Object.keys(dependencies).filter((name) => !name.startsWith('@keyturn/')),
  logLevel: 'warning',
});
process.argv.splice(1, 1, outfile);
await import(pathToFileURL(outfile).href);
