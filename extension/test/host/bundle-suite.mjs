// Bundles the suites, with mocha in them, for an extension host to load.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { installTools } from '../../tools/install.mjs';

const here = fileURLToPath(new URL('./', import.meta.url));

/** @returns {Promise<string>} the file whose `run` is called */
export async function bundleSuite() {
  const outfile = fileURLToPath(new URL('../../dist/suite/index.cjs', import.meta.url));
  await build({
    absWorkingDir: here,
    bundle: true,
    entryPoints: ['../suite/index.ts'],
    external: ['vscode'],
    format: 'cjs',
    logLevel: 'error',
    // The tools have it; the workspace has its types only.
    nodePaths: [`${await installTools()}/node_modules`],
    outfile,
    platform: 'node',
    target: 'node20',
  });
  return outfile;
}
