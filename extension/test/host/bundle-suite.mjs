// Bundles the suites, with mocha in them, for an extension host to load.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { installTools } from '../../tools/install.mjs';

const here = fileURLToPath(new URL('./', import.meta.url));

/**
 * For the host of a desktop or a server.
 *
 * @param {'index' | 'measure'} [name]
 * @returns {Promise<string>} the file whose `run` is called
 */
export function bundleSuite(name = 'index') {
  return bundle(name, 'node');
}

/** For the host of a browser. @returns {Promise<string>} the file whose `run` is called */
export function bundleWebSuite() {
  return bundle('web', 'browser');
}

/**
 * @param {'index' | 'measure' | 'web'} name
 * @param {'node' | 'browser'} platform
 */
async function bundle(name, platform) {
  const outfile = fileURLToPath(new URL(`../../dist/suite/${name}.cjs`, import.meta.url));
  await build({
    absWorkingDir: here,
    bundle: true,
    entryPoints: [name === 'web' ? '../web-suite/index.ts' : `../suite/${name}.ts`],
    external: ['vscode'],
    format: 'cjs',
    logLevel: 'error',
    // The tools have it; the workspace has its types only.
    nodePaths: [`${await installTools()}/node_modules`],
    outfile,
    platform,
    target: platform === 'node' ? 'node20' : 'es2022',
    ...(platform === 'browser' && { define: { global: 'globalThis' } }),
  });
  return outfile;
}
