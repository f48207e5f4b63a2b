// Bundles the executable: the entry, lazily loaded chunks and the scanner's worker, with nothing left to install.

import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { buildForms } from '../../scanner/build-forms.mjs';
import { buildWasm } from '../../scanner/build-wasm.mjs';
import { root } from '../../scripts/root.mjs';
import { takeStamp, writeStamp } from '../../scripts/stamp.mjs';
import { thirdPartyNotices } from './notices.mjs';

const here = fileURLToPath(new URL('./', import.meta.url));
const dist = `${here}dist/`;
const ENTRY = 'keyturn.cjs';
/** More than that, and a scan starts its threads ahead. */
const FILES_FOR_THREADS = 500;
const WORKER = 'scanner/src/node/pool/worker.ts';
const GIT_WORKER = 'scanner/src/node/git/pack/worker.ts';

/** Chunks of an earlier build stay for an hour: a scan that is running may still have to load one. `--clean` publishes. */
const KEEP_CHUNKS = process.argv.includes('--clean') ? -1 : 60 * 60 * 1000;

const started = Date.now();
await buildWasm();
await buildForms();
const { version } = JSON.parse(readFileSync(`${here}package.json`, 'utf8'));
/**
 * Commander starts programs for subcommands that are files of their own. We have none, and the module that starts them loads
 * sockets and all: as long as the rest of a start.
 *
 * @type {import('rolldown').Plugin}
 */
const processesWhenWanted = {
  name: 'processes-when-wanted',
  resolveId: (source, importer) =>
    source === 'node:child_process' && /[\\/]commander[\\/]/.test(importer ?? '') ? '\0child_process' : null,
  load: (id) =>
    id === '\0child_process'
      ? "export const spawn = (...all) => process.getBuiltinModule('node:child_process').spawn(...all);"
      : null,
};

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
  plugins: [processesWhenWanted],
  // The entries are run and not imported: their names may be left out.
  preserveEntrySignatures: false,
};
/** Chunks carry a hash of what is in them: the compiled code beside them is known by it. */
const HASHED = 'chunk-[name]-[hash].cjs';
/** @type {import('rolldown').OutputOptions} */
const OUTPUT = {
  format: 'cjs',
  // What is loaded by the launcher has no loader of ES modules.
  dynamicImportInCjs: false,
  minify: true,
  comments: false,
  chunkFileNames: HASHED,
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
 * @param {string} entryFileNames
 * @param {boolean | import('rolldown').CodeSplittingOptions} codeSplitting
 * @param {Record<string, string>} define
 */
async function bundle(input, entryFileNames, codeSplitting, define = {}) {
  const transform = { ...INPUT.transform, define: { ...INPUT.transform?.define, ...define } };
  const graph = await rolldown({ ...INPUT, transform, input });
  try {
    const { output } = await graph.generate({ ...OUTPUT, entryFileNames, codeSplitting });
    return { output, read: await graph.watchFiles };
  } finally {
    await graph.close();
  }
}

/**
 * What loads a bundle's entry, and its compiled code.
 *
 * @param {string} name
 * @param {Awaited<ReturnType<typeof bundle>>} of
 */
async function launcher(name, { output }) {
  const main = output.find((file) => file.type === 'chunk' && file.isEntry)?.fileName ?? '';
  return bundle({ [name]: 'packages/cli/src/launcher.ts' }, '[name].cjs', false, {
    __MAIN__: JSON.stringify(`./${main}`),
    __IS_THREAD__: JSON.stringify(name !== 'keyturn'),
  });
}

const results = await bundleAll().catch((/** @type {unknown} */ error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});

async function bundleAll() {
  const programs = await Promise.all([
    bundle({ main: 'packages/cli/src/main.ts' }, HASHED, START),
    // Threads have files of their own: what they share with the rest would make them load more than they need.
    bundle({ worker: WORKER }, HASHED, { groups: [{ name: 'entry', test: /\/pool\/worker\.ts$/ }] }),
    bundle({ 'git-worker': GIT_WORKER }, HASHED, { groups: [{ name: 'entry', test: /\/pack\/worker\.ts$/ }] }),
  ]);
  const [main, worker, gitWorker] = programs;
  const others = await Promise.all([
    launcher('keyturn', main),
    launcher('worker', worker),
    launcher('git-worker', gitWorker),
  ]);
  return [...programs, ...others];
}
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
  if (name === ENTRY) replace(dist + name, `#!/usr/bin/env node\n${code}`);
  else replace(dist + name, isChunk(name) ? loadable(code, name) : code);
}
replace(`${dist}THIRD-PARTY-NOTICES.txt`, thirdPartyNotices(root, inputs));
writeStamp(root, stamp);
removeOldChunks(new Set(files.map(({ name }) => name)));
compileAhead();

/**
 * A scan of files on two threads, one of what is staged and one of a history, with a finding: they leave the compiled code
 * that a user's first starts would leave otherwise. A package carries none, since every version of Node wants its own.
 */
function compileAhead() {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-build-'));
  try {
    for (let i = 0; i < FILES_FOR_THREADS; i++) writeFileSync(join(folder, `${i}.ts`), 'export const one = 1;\n');
    const key = ['ck_', 'live_', 'x7Qm2Kd9Wp4Rt8Zs', '3Vn6Bj1Lc5Hy0Fg2'].join('');
    writeFileSync(join(folder, 'clarky.ts'), `import { Clarky } from 'clarky';\nnew Clarky('${key}');\n`);
    const git = (/** @type {string[]} */ ...args) => spawnSync('git', args, { cwd: folder, stdio: 'ignore' });
    git('init', '--quiet');
    git('add', 'clarky.ts');
    const scan = (/** @type {string} */ source) =>
      spawnSync(process.execPath, [dist + ENTRY, 'scan', source, '--no-config'], { cwd: folder, stdio: 'ignore' });
    scan('--no-ignore');
    scan('--staged');
    // A history's threads read packs.
    const settings = ['user.name=Build', 'user.email=build@example.com', 'commit.gpgSign=false'];
    git(...settings.flatMap((one) => ['-c', one]), 'commit', '--quiet', '--no-verify', '--message', 'Add a key');
    git('repack', '-a', '-d', '--quiet');
    scan('--history');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What decides the bundle and is not in it. */
function otherInputs() {
  const manifests = inputs
    .map((path) => /^(?:scanner|packages\/[^/]+)\//.exec(path)?.[0])
    .filter((folder) => folder !== undefined);
  const wasm = readdirSync(`${root}scanner/wasm`).map((name) => `scanner/wasm/${name}`);
  const builders = [
    'scanner/build-forms.mjs',
    'scanner/build-wasm.mjs',
    relative(root, fileURLToPath(import.meta.url)).replaceAll('\\', '/'),
  ];
  return [
    ...manifests.map((folder) => `${folder}package.json`),
    ...wasm,
    ...builders,
    WORKER,
    GIT_WORKER,
    'pnpm-lock.yaml',
  ];
}

/**
 * A chunk as the launcher wants it: the function that is called with what a module has, in ASCII. One letter beyond Latin-1
 * would take two bytes for each character of the chunk, and decoding; that and joining pieces was a third of loading.
 *
 * @param {string} code
 * @param {string} name
 */
function loadable(code, name) {
  if (/String\.raw`[^`]*[^\0-\x7f]/.test(code)) {
    throw new Error(
      `${name}: a String.raw holds a character beyond ASCII, which cannot be escaped there. Use another literal.`,
    );
  }
  const escaped = (/** @type {string} */ unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `(function(exports,require,module,__filename){${code.replaceAll(/[^\0-\x7f]/g, escaped)}\n})`;
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
    if (name.startsWith('code-')) rmSync(dist + name, { force: true });
    if (isChunk(name) && !current.has(name) && Date.now() - statSync(dist + name).mtimeMs > KEEP_CHUNKS) {
      rmSync(dist + name, { force: true });
    }
  }
}
