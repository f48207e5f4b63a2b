// Bundles the action into dist, which is committed: runners start it as it is. `--check` compares and writes nothing.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildWasm } from '../../scanner/build-wasm.mjs';
import { root } from '../../scripts/root.mjs';
import { thirdPartyNotices } from '../cli/notices.mjs';

const here = fileURLToPath(new URL('./', import.meta.url));
const dist = `${here}dist/`;
/** Bytes, all files together. */
const BUDGET = 2_000_000;

/** Zod brings its messages in fifty languages. @type {import('esbuild').Plugin} */
const oneLanguage = {
  name: 'one-language',
  setup(bundler) {
    bundler.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

await buildWasm();
const { version } = JSON.parse(readFileSync(`${here}package.json`, 'utf8'));
/** @type {import('esbuild').BuildOptions & { metafile: true, write: false }} */
const OPTIONS = {
  absWorkingDir: root,
  entryPoints: {
    main: 'packages/action/src/main.ts',
    worker: 'scanner/src/node/pool/worker.ts',
    'git-worker': 'scanner/src/node/git/pack/worker.ts',
  },
  outdir: dist,
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunk-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  conditions: ['@keyturn/source'],
  define: { __KEYTURN_VERSION__: JSON.stringify(version) },
  // CommonJS packages ask for Node's modules with require().
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  minify: true,
  legalComments: 'none',
  plugins: [oneLanguage],
  logLevel: 'warning',
  metafile: true,
  write: false,
};

// One build, so that main and threads share what both would carry: the whole is committed, and has a budget.
const { metafile, outputFiles } = await build(OPTIONS).catch(() => process.exit(1));
const inputs = Object.keys(metafile.inputs);
/** @type {Map<string, Uint8Array>} */
const made = new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
const size = [...made.values()].reduce((sum, { length }) => sum + length, 0);
made.set('THIRD-PARTY-NOTICES.txt', Buffer.from(thirdPartyNotices(root, inputs)));

if (size > BUDGET) {
  fail(`packages/action/dist would have ${size} bytes; the budget is ${BUDGET}.`);
} else if (process.argv.includes('--check')) {
  const wrong = [...new Set([...made.keys(), ...present()])].filter((name) => !isSame(name)).sort();
  if (wrong.length > 0) {
    fail(`packages/action/dist is not what the sources make (${wrong.join(', ')}): node packages/action/build.mjs`);
  }
} else {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  for (const [name, contents] of made) {
    writeFileSync(dist + name, contents);
  }
}

function present() {
  try {
    return readdirSync(dist);
  } catch {
    return [];
  }
}

/** @param {string} name */
function isSame(name) {
  const contents = made.get(name);
  return contents !== undefined && present().includes(name) && readFileSync(dist + name).equals(contents);
}

/** @param {string} sentence */
function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
