// Bundles the executable: the entry, lazily loaded chunks and the scanner's worker, with nothing left to install.

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildWasm } from '../../scanner/build-wasm.mjs';
import { root } from '../../scripts/root.mjs';
import { takeStamp, writeStamp } from '../../scripts/stamp.mjs';
import { thirdPartyNotices } from './notices.mjs';

const here = fileURLToPath(new URL('./', import.meta.url));
const dist = `${here}dist/`;
const WORKER = 'scanner/src/node/pool/worker.ts';
const GIT_WORKER = 'scanner/src/node/git/pack/worker.ts';

/** Chunks of an earlier build stay for an hour: a scan that is running may still have to load one. `--clean` publishes. */
const KEEP_CHUNKS = process.argv.includes('--clean') ? -1 : 60 * 60 * 1000;

const started = Date.now();
await buildWasm();
const { version } = JSON.parse(readFileSync(`${here}package.json`, 'utf8'));
/** @type {import('esbuild').BuildOptions & { metafile: true, write: false }} */
const OPTIONS = {
  absWorkingDir: root,
  entryPoints: { keyturn: 'packages/cli/src/main.ts' },
  outdir: dist,
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunk-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  conditions: ['@keyturn/source'],
  // A native module: it stays a dependency of the package, and is loaded where a ledger is asked for. pg asks for
  // pg-native where somebody has installed it.
  external: ['libsql', 'pg-native'],
  define: { __KEYTURN_VERSION__: JSON.stringify(version) },
  // CommonJS packages ask for Node's modules with require().
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  write: false,
};

// esbuild has already said what is wrong when it throws.
const results = await Promise.all([
  build(OPTIONS),
  // Threads start once a scan is under way: one file each loads faster than chunks that are shared with the rest.
  build({ ...OPTIONS, entryPoints: { worker: WORKER, 'git-worker': GIT_WORKER }, splitting: false }),
]).catch(() => process.exit(1));
const inputs = [...new Set(results.flatMap(({ metafile }) => Object.keys(metafile.inputs)))];
const sources = inputs.filter((path) => !/node_modules\/|\.generated\.ts$/.test(path));
const stamp = takeStamp(root, [...sources, ...otherInputs()], started);
mkdirSync(dist, { recursive: true });
// Entries last: what they import is there before they are.
const files = results
  .flatMap(({ outputFiles }) => outputFiles)
  .sort((a, b) => Number(isChunk(b.path)) - Number(isChunk(a.path)));
for (const { path, contents } of files) {
  replace(
    path,
    basename(path) === 'keyturn.mjs' ? Buffer.concat([Buffer.from('#!/usr/bin/env node\n'), contents]) : contents,
  );
}
replace(`${dist}THIRD-PARTY-NOTICES.txt`, thirdPartyNotices(root, inputs));
writeStamp(root, stamp);
removeOldChunks(new Set(files.map(({ path }) => basename(path))));

/** What decides the bundle and is not in it. */
function otherInputs() {
  const manifests = inputs
    .map((path) => /^(?:scanner|packages\/[^/]+)\//.exec(path)?.[0])
    .filter((folder) => folder !== undefined);
  const wasm = readdirSync(`${root}scanner/wasm`).map((name) => `scanner/wasm/${name}`);
  const builders = ['scanner/build-wasm.mjs', relative(root, fileURLToPath(import.meta.url)).replaceAll('\\', '/')];
  return [
    ...manifests.map((folder) => `${folder}package.json`),
    ...wasm,
    ...builders,
    WORKER,
    GIT_WORKER,
    'pnpm-lock.yaml',
  ];
}

/** @param {string} path */
function isChunk(path) {
  return basename(path).startsWith('chunk-');
}

/**
 * @param {string} path
 * @param {string | Uint8Array} contents
 */
function replace(path, contents) {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, contents, { mode: basename(path) === 'keyturn.mjs' ? 0o755 : 0o644 });
  renameSync(temporary, path);
}

/** @param {Set<string>} current */
function removeOldChunks(current) {
  for (const name of readdirSync(dist)) {
    if (isChunk(name) && !current.has(name) && Date.now() - statSync(dist + name).mtimeMs > KEEP_CHUNKS) {
      rmSync(dist + name, { force: true });
    }
  }
}
