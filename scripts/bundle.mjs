// The bundle as users get it: alone in a folder, with nothing installed around it.

import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './root.mjs';
import { run } from './run.mjs';

const DIST = `${root}packages/cli/dist`;
const ENTRY = 'keyturn.mjs';
/** Bytes. What every start loads, and all of it. */
const START_BUDGET = 400_000;
const WHOLE_BUDGET = 3_000_000;

/** Native modules, which no bundle takes in: dependencies of the package, and only imported when they are needed. */
const NATIVE = new Set(['libsql']);

const STATIC_IMPORT = /(?:^|[;}\n])(?:import|export)(?:[^'";]*?from)?\s*["']([^"']+)["']/g;
/** What an expression of a library that looks for such words in a text does not look like. */
const MODULE = /^[@\w./:-]+$/;
const ANY_IMPORT = /(?:\bfrom|\bimport)\s*["']([^"'\s]+)["']|\bimport\(\s*["'`]([^"'`\s]+)["'`]/g;

/** @returns {Promise<string[]>} problems */
export async function checkBundle() {
  if (!existsSync(`${DIST}/${ENTRY}`)) {
    return [`packages/cli/dist/${ENTRY} was not built`];
  }
  const names = readdirSync(DIST).filter((name) => name.endsWith('.mjs'));
  return [...names.flatMap(foreignImports), ...sizes(names), ...(await startAlone())];
}

/**
 * Anything but Node's modules and our own chunks would have to be installed; a native module is, and never at a start.
 *
 * @param {string} name
 */
function foreignImports(name) {
  const text = readFileSync(`${DIST}/${name}`, 'utf8');
  const foreign = [...text.matchAll(ANY_IMPORT)]
    .map(([, still = '', lazily = still]) => lazily)
    .filter((it) => MODULE.test(it) && !it.startsWith('.') && !isBuiltin(it) && !(NATIVE.has(it) && isLazy(text, it)));
  return foreign.length === 0 ? [] : [`${name} still imports ${foreign.join(', ')}`];
}

/**
 * @param {string} text
 * @param {string} module
 */
function isLazy(text, module) {
  return ![...text.matchAll(STATIC_IMPORT)].some(([, specifier]) => specifier === module);
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

function loadedAtStart() {
  const loaded = new Set([ENTRY]);
  for (const name of loaded) {
    for (const [, specifier = ''] of readFileSync(`${DIST}/${name}`, 'utf8').matchAll(STATIC_IMPORT)) {
      if (specifier.startsWith('./')) {
        loaded.add(specifier.slice(2));
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
