// Node 20 runs no TypeScript: the bench is bundled beside its sources, its own packages left outside, and started.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { bundleSource } from './bundle-source.mjs';
import { root } from './root.mjs';

const { dependencies = {} } = JSON.parse(readFileSync(`${root}bench/package.json`, 'utf8'));
const outfile = `${root}bench/dist/main.mjs`;
await bundleSource({
  entryPoints: [`${root}bench/src/main.ts`],
  outfile,
  external: Object.keys(dependencies).filter((name) => !name.startsWith('@keyturn/')),
});
process.argv.splice(1, 1, outfile);
await import(pathToFileURL(outfile).href);
