// Node 20 runs no TypeScript: what is started from its sources is bundled first.

import { build } from 'esbuild';

/**
 * Bundles sources of the workspace for Node, as a module.
 *
 * @param {Pick<import('esbuild').BuildOptions, 'entryPoints' | 'stdin' | 'outfile' | 'outdir' | 'outExtension' | 'packages' | 'external' | 'nodePaths'>} options
 */
export async function bundleSource(options) {
  await build({
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    conditions: ['@keyturn/source'],
    // CommonJS packages ask for Node's modules with require().
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    logLevel: 'warning',
    ...options,
  });
}
