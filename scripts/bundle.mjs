// The bundle as users get it: alone in a folder, with nothing installed around it.

import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './root.mjs';
import { run } from './run.mjs';

const DIST = `${root}packages/cli/dist`;
const ENTRY = 'keyturn.cjs';
/** Bytes. What every start loads, and all of it. */
const START_BUDGET = 400_000;
const WHOLE_BUDGET = 3_500_000;

/** Native modules, which no bundle takes in: dependencies of the package, and only imported when they are needed. */
const NATIVE = new Set(['libsql']);
/** What a package asks for and does without. */
const OPTIONAL = new Set(['pg-native']);

/** What a chunk asks for when it is loaded, and what only when it is wanted. */
const ANY_REQUIRE = /(\.then\(\(\)=>(?:\w+\.\w+\()?)?(?<![\w.$])(?:require|import)\(\s*["'`]([^"'`\s]+)["'`]\s*\)/g;
/** The launcher names the chunk to begin with. */
const FIRST_CHUNK = /["'`](\.\/chunk-main-[\w-]+\.cjs)["'`]/;

/** @returns {Promise<string[]>} problems */
export async function checkBundle() {
  if (!existsSync(`${DIST}/${ENTRY}`)) {
    return [`packages/cli/dist/${ENTRY} was not built`];
  }
  const names = readdirSync(DIST).filter((name) => name.endsWith('.cjs'));
  return [...names.flatMap(foreignImports), ...sizes(names), ...(await startAlone())];
}

/**
 * Anything but Node's modules and our own chunks would have to be installed; a native module is, and never at a start.
 *
 * @param {string} name
 */
function foreignImports(name) {
  const foreign = requiresOf(name)
    .filter(({ module }) => !isBuiltin(module) && !module.startsWith('node:') && !module.startsWith('.'))
    .filter(({ module }) => !OPTIONAL.has(module))
    .filter(({ module, isLazy }) => !(NATIVE.has(module) && isLazy))
    .map(({ module }) => module);
  return foreign.length === 0 ? [] : [`${name} still asks for ${foreign.join(', ')}`];
}

/**
 * @param {string} name
 * @returns {{ module: string, isLazy: boolean }[]}
 */
function requiresOf(name) {
  const text = readFileSync(`${DIST}/${name}`, 'utf8');
  return [...text.matchAll(ANY_REQUIRE)].map(([all, then, module = '']) => ({
    module,
    isLazy: then !== undefined || all.startsWith('import'),
  }));
}

/** @param {string[]} names */
function sizes(names) {
  const start = loadedAtStart();
  const atStart = sizeOf([...start]);
  const whole = sizeOf(names);
  return [
    ...(atStart > START_BUDGET
      ? [`a start loads ${atStart} bytes (${[...start].join(', ')}); the budget is ${START_BUDGET}`]
      : []),
    ...(whole > WHOLE_BUDGET ? [`the bundle has ${whole} bytes; the budget is ${WHOLE_BUDGET}`] : []),
  ];
}

/** What a scan loads before it knows what it will find: the entry, its chunk, and the first that this one loads. */
function loadedAtStart() {
  const first = FIRST_CHUNK.exec(readFileSync(`${DIST}/${ENTRY}`, 'utf8'))?.[1]?.slice(2) ?? '';
  const program =
    requiresOf(first)
      .find(({ isLazy }) => isLazy)
      ?.module.slice(2) ?? '';
  const loaded = new Set([ENTRY, first, program]);
  for (const name of loaded) {
    for (const { module, isLazy } of requiresOf(name)) {
      if (module.startsWith('./') && !isLazy) {
        loaded.add(module.slice(2));
      }
    }
  }
  return loaded;
}

/** @param {string[]} names */
function sizeOf(names) {
  return names.reduce((sum, name) => sum + statSync(`${DIST}/${name}`).size, 0);
}

async function startAlone() {
  const { version } = JSON.parse(readFileSync(`${root}packages/cli/package.json`, 'utf8'));
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-bundle-'));
  try {
    cpSync(DIST, folder, { recursive: true });
    const { code, output } = await run(process.execPath, [join(folder, ENTRY), '--version'], { cwd: folder });
    const isRight = code === 0 && output.trim().split(/\s+/).includes(version);
    return isRight ? [] : [`--version outside the checkout ended with code ${code} and said: ${output}`];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
