// Bundles the extension into dist/package, which is what is packed: one bundle for desktop and server, beside it what it
// loads or starts only when it is asked for (chunks of its own, so that YAML, zod and RE2 are there once), and one for
// browsers.

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildForms } from '../scanner/build-forms.mjs';
import { buildWasm } from '../scanner/build-wasm.mjs';

const here = fileURLToPath(new URL('./', import.meta.url));
const out = `${here}dist/package/`;
const manifest = JSON.parse(readFileSync(`${here}package.json`, 'utf8'));

await buildWasm();
await buildForms();
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const EDITOR = '"use strict";const vscode=require("vscode");';
/**
 * The editor's interface, required once for all modules: a bundled import copies it name by name, in each of thirty, which
 * took 10 ms of an extension that may take 30 to start. @type {import('esbuild').Plugin}
 */
const oneEditor = {
  name: 'one-editor',
  setup(bundler) {
    bundler.onLoad({ filter: /[/\\]extension[/\\]src[/\\].*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace("import * as vscode from 'vscode';", ''),
      loader: 'ts',
    }));
  },
};

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  conditions: ['@keyturn/source'],
  define: { __KEYTURN_VERSION__: JSON.stringify(manifest.version) },
  external: ['vscode'],
};
/** The oldest editors that we start in have a Node before 20.16, which lacks it. */
const BUILTIN = 'const __builtin=process.getBuiltinModule??require;';
const node = {
  ...common,
  platform: /** @type {const} */ ('node'),
  target: 'node20',
  define: { ...common.define, 'process.getBuiltinModule': '__builtin' },
};

/** What a session may never need is not loaded with the rest. @type {import('esbuild').Plugin} */
const apart = {
  name: 'apart',
  setup(bundler) {
    bundler.onResolve({ filter: /\/on-demand\/[a-z-]+\.ts$/ }, ({ path, kind }) =>
      kind === 'dynamic-import'
        ? { path: `./${path.replace(/^.*\//, '').replace(/\.ts$/, '.mjs')}`, external: true }
        : undefined,
    );
  },
};

await Promise.all([
  build({
    ...node,
    format: 'cjs',
    banner: { js: EDITOR + BUILTIN },
    outExtension: { '.js': '.cjs' },
    outdir: out,
    // Threads are started by the scan's own process, and not from here.
    logOverride: { 'empty-import-meta': 'silent' },
    plugins: [apart, oneEditor],
    entryPoints: { extension: 'src/main.ts' },
  }),
  build({
    ...node,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    outdir: out,
    splitting: true,
    chunkNames: 'chunk-[hash]',
    banner: {
      js: `import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);${BUILTIN}`,
    },
    entryPoints: {
      configuration: 'src/on-demand/configuration.ts',
      'configuration-problems': 'src/on-demand/configuration-problems.ts',
      hook: 'src/on-demand/hook.ts',
      scan: 'src/scan-process/main.ts',
      worker: '../scanner/src/node/pool/worker.ts',
      'git-worker': '../scanner/src/node/git/pack/worker.ts',
    },
  }),
  build({
    ...common,
    platform: 'browser',
    format: 'cjs',
    target: 'es2022',
    outfile: `${out}web.js`,
    // Only functions that need a disk name them, and no browser calls those.
    external: ['vscode', 'node:*'],
    plugins: [oneEditor],
    banner: { js: EDITOR },
    entryPoints: ['src/web.ts'],
  }),
]).catch(() => process.exit(1));

const { devDependencies: _dev, scripts: _scripts, private: _private, type: _type, ...published } = manifest;
const { node: _node, ...engines } = manifest.engines;
writeFileSync(`${out}package.json`, `${JSON.stringify({ ...published, name: 'keyturn', engines }, null, 2)}\n`);
for (const name of ['README.md', 'CHANGELOG.md', 'package.nls.json', 'l10n', 'media']) {
  cpSync(here + name, out + name, { recursive: true });
}
cpSync(`${here}../LICENSE`, `${out}LICENSE`);
// What the YAML extension checks and completes a keyturn.yaml by.
cpSync(`${here}../docs/schema/config-1.json`, `${out}schema/config-1.json`);
