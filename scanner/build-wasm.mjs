// Compiles the AssemblyScript of wasm/ and writes each binary into a module of its own, so that it loads the same way in
// Node, in a browser and in a bundle, with no file to find at run time.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('./', import.meta.url));

/**
 * @typedef {object} Target
 * @property {string} entry
 * @property {string} output
 * @property {string} constant the exported name
 * @property {string[]} flags
 * @property {(binary: Uint8Array) => { type: string; says: string; text: string }} written
 */

/** @type {Target[]} */
const TARGETS = [
  {
    entry: 'wasm/prefilter.ts',
    output: 'src/prefilter/wasm.generated.ts',
    constant: 'prefilterWasm',
    flags: [],
    written: asNumbers,
  },
  {
    entry: 'wasm/inflate.ts',
    output: 'src/node/archive/wasm.generated.ts',
    constant: 'inflateWasm',
    flags: [],
    written: asBase64,
  },
  {
    entry: 'wasm/pack.ts',
    output: 'src/node/git/pack/wasm.generated.ts',
    constant: 'packWasm',
    flags: ['--sharedMemory', '--maximumMemory', '65536', '--enable', 'threads'],
    written: asBase64,
  },
];

const COMMON = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--use', 'abort='];
const FEATURES = ['--enable', 'simd', '--enable', 'bulk-memory'];

/**
 * @param {Target} target
 * @param {string} inputs hash of all that goes in
 */
async function compile({ entry, output, constant, flags, written }, inputs) {
  const { default: asc } = await import('assemblyscript/asc');
  /** @type {Uint8Array | undefined} */
  let binary;
  let messages = '';
  const { error } = await asc.main(
    [entry, '--outFile', 'out.wasm', '--baseDir', here, ...COMMON, ...FEATURES, ...flags],
    {
      stderr: { write: (/** @type {string} */ text) => (messages += text) },
      writeFile: (_name, contents) => {
        binary = typeof contents === 'string' ? Buffer.from(contents) : contents;
      },
    },
  );
  if (error !== null || binary === undefined) {
    throw new Error(`${entry} does not compile.\n${messages}`, { cause: error });
  }
  if (hasData(binary)) throw new Error(`${entry} has static data: it would lie over the tables of the prefilter.`);
  const { type, says, text: value } = written(binary);
  const text = `// Generated from ${entry} by build-wasm.mjs.\n// inputs ${inputs}\n\n/** The binary, as ${says}. */\nexport const ${constant}: ${type} =\n  ${value};\n`;
  mkdirSync(dirname(here + output), { recursive: true });
  writeFileSync(`${here}${output}.${process.pid}`, text);
  renameSync(`${here}${output}.${process.pid}`, here + output);
}

/**
 * Three times as long, and there at once: browsers take base64 apart byte by byte, which costs each start a millisecond.
 *
 * @param {Uint8Array} binary
 */
function asNumbers(binary) {
  return { type: 'readonly number[]', says: 'numbers', text: `[${binary.join(',')}]` };
}

/** @param {Uint8Array} binary */
function asBase64(binary) {
  return { type: 'string', says: 'base64', text: `'${Buffer.from(binary).toString('base64')}'` };
}

const DATA_SECTION = 11;

/**
 * Whether a module writes into memory when it is instantiated.
 *
 * @param {Uint8Array} binary
 */
function hasData(binary) {
  for (let at = 8; at < binary.length;) {
    const section = binary[at++];
    let size = 0;
    let byte = 128;
    for (let shift = 0; byte >= 128; shift += 7) {
      byte = binary[at++] ?? 0;
      size += (byte & 127) * 2 ** shift;
    }
    if (section === DATA_SECTION && size > 1) return true;
    at += size;
  }
  return false;
}

/**
 * Writes what is missing or older than its inputs.
 *
 * @returns {Promise<void>}
 */
export async function buildWasm() {
  const sources = readdirSync(`${here}wasm`)
    .filter((name) => name.endsWith('.ts'))
    .sort();
  const version = createRequire(import.meta.url)('assemblyscript/package.json').version;
  const contents = [fileURLToPath(import.meta.url), ...sources.map((name) => `${here}wasm/${name}`)].map((path) =>
    readFileSync(path),
  );
  const hash = createHash('sha256').update(version);
  for (const content of contents) {
    hash.update(`\n${content.length}\n`).update(content);
  }
  const inputs = hash.digest('hex');
  for (const target of TARGETS) {
    const isPresent = existsSync(here + target.entry);
    if (
      isPresent &&
      !(
        existsSync(here + target.output) && readFileSync(here + target.output, 'utf8').includes(`// inputs ${inputs}\n`)
      )
    ) {
      await compile(target, inputs);
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildWasm();
}
