// Bundles the executable: the entry, lazily loaded chunks and the scanner's worker, with nothing left to install.

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { buildWasm } from '../../scanner/build-wasm.mjs';
import { root } from '../../scripts/root.mjs';
import { takeStamp, writeStamp } from '../../scripts/stamp.mjs';
import { thirdPartyNotices } from './notices.mjs';

const here = fileURLToPath(new URL('./', import.meta.url));
const dist = `${here}dist/`;
const ENTRY = 'keyturn.mjs';
const WORKER = 'scanner/src/node/pool/worker.ts';
const GIT_WORKER = 'scanner/src/node/git/pack/worker.ts';

/** Chunks of an earlier build stay for an hour: a scan that is running may still have to load one. `--clean` publishes. */
const KEEP_CHUNKS = process.argv.includes('--clean') ? -1 : 60 * 60 * 1000;

const started = Date.now();
await buildWasm();
const { version } = JSON.parse(readFileSync(`${here}package.json`, 'utf8'));
/** @type {import('rolldown').InputOptions} */
const INPUT = {
  cwd: root,
  platform: 'node',
  // How it is imported decides between import and require: a CommonJS package that gets another's ES module by require breaks.
  resolve: { conditionNames: ['@keyturn/source', 'node', 'default'] },
  transform: { target: 'node20.19', define: { __KEYTURN_VERSION__: JSON.stringify(version) } },
  // A native module: it stays a dependency of the package, and is loaded where a ledger is asked for. pg asks for
  // pg-native where somebody has installed it.
  external: ['libsql', 'pg-native'],
  // The entries are run and not imported: their names may be left out.
  preserveEntrySignatures: false,
};
/** @type {import('rolldown').OutputOptions} */
const OUTPUT = {
  format: 'esm',
  minify: true,
  comments: false,
  entryFileNames: '[name].mjs',
  chunkFileNames: 'chunk-[name]-[hash].mjs',
};
/**
 * Each file that a start loads costs about a millisecond: what a scan of files needs whatever it finds is one chunk, with
 * all that it imports. The entry alone answers `--version`.
 */
const START = {
  groups: [
    { name: 'entry', test: /\/cli\/src\/main\.ts$/, priority: 2 },
    { name: 'start', test: /\/cli\/src\/dispatch\.ts$|\/report\/src\/text\/text\.ts$/, priority: 1 },
  ],
};

/**
 * @param {Record<string, string>} input the entries, by name
 * @param {boolean | import('rolldown').CodeSplittingOptions} codeSplitting
 */
async function bundle(input, codeSplitting) {
  const graph = await rolldown({ ...INPUT, input });
  try {
    const { output } = await graph.generate({ ...OUTPUT, codeSplitting });
    return { output, read: await graph.watchFiles };
  } finally {
    await graph.close();
  }
}

const results = await Promise.all([
  bundle({ keyturn: 'packages/cli/src/main.ts' }, START),
  // Threads have files of their own: what they share with the rest would make them load more than they need.
  bundle({ worker: WORKER }, { groups: [{ name: 'entry', test: /\/pool\/worker\.ts$/ }] }),
  bundle({ 'git-worker': GIT_WORKER }, false),
]).catch((/** @type {unknown} */ error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
const inputs = [...new Set(results.flatMap(({ read }) => read))]
  .map((path) => relative(root, path).replaceAll('\\', '/'))
  .filter((path) => !path.startsWith('..') && !path.includes('\0'));
const sources = inputs.filter((path) => !/node_modules\/|\.generated\.ts$/.test(path));
const stamp = takeStamp(root, [...sources, ...otherInputs()], started);
mkdirSync(dist, { recursive: true });
// Entries last: what they import is there before they are.
const files = results
  .flatMap(({ output }) => output)
  .flatMap((file) => (file.type === 'chunk' ? [{ name: file.fileName, code: file.code }] : []))
  .sort((a, b) => Number(isChunk(b.name)) - Number(isChunk(a.name)));
for (const { name, code } of files) {
  replace(dist + name, name === ENTRY ? `#!/usr/bin/env node\n${code}` : code);
}
replace(`${dist}THIRD-PARTY-NOTICES.txt`, thirdPartyNotices(root, inputs));
writeStamp(root, stamp);
removeOldChunks(new Set(files.map(({ name }) => name)));

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

/** @param {string} name */
function isChunk(name) {
  return name.startsWith('chunk-');
}

/**
 * @param {string} path
 * @param {string | Uint8Array} contents
 */
function replace(path, contents) {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, contents, { mode: basename(path) === ENTRY ? 0o755 : 0o644 });
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
