// Bundles the emulator into one file, with nothing left to install.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('./', import.meta.url));
await build({
  absWorkingDir: here,
  entryPoints: { emulator: 'src/main.ts' },
  outdir: `${here}dist`,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  conditions: ['@keyturn/source'],
  // CommonJS packages ask for Node's modules with require().
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  legalComments: 'none',
  logLevel: 'warning',
});
