// What is checked, step by step. A step tells what it found; the order and the sum are test.mjs's.

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { checkBundle } from './bundle.mjs';
import { checkLockfiles } from './lockfiles.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';

/**
 * @typedef {object} Result
 * @property {boolean} ok
 * @property {string} output shown when it failed
 * @property {{ passed: number, failed: number, skipped: number }} [tests] in place of the step itself
 * @property {boolean} [isSkipped] it could not be done here, for the reason that its output gives
 */

/** @typedef {() => Promise<Result>} Step */

const VITEST_REPORT = 'node_modules/.keyturn/vitest.json';

/**
 * @param {string} script a path below node_modules, as the tool's package.json names its bin
 * @param {string[]} arguments_
 * @returns {Step}
 */
function tool(script, ...arguments_) {
  return () => node(`node_modules/${script}`, ...arguments_);
}

/** @param {string[]} arguments_ */
async function node(...arguments_) {
  const { code, output } = await run(process.execPath, arguments_);
  return { ok: code === 0, output };
}

export const buildExecutable = tool('../packages/cli/build.mjs', '--clean');
export const types = tool('typescript/bin/tsc', '-b');
export const lint = tool('oxlint/bin/oxlint', '--deny-warnings');
export const format = tool('oxfmt/bin/oxfmt', '--check', '.');
export const writeFormat = tool('oxfmt/bin/oxfmt', '.');
export const architecture = tool('../scripts/architecture.mjs');
export const unused = tool('knip/bin/knip.js', '--no-config-hints');

/** What would be published: every package's manifest against its files. @type {Step} */
export async function manifests() {
  const outputs = [];
  for (const folder of ['scanner', ...readdirSync(`${root}packages`).map((name) => `packages/${name}`)]) {
    const manifest = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8'));
    if (manifest.private !== true) {
      const { ok, output } = await node('node_modules/publint/src/cli.js', folder, '--strict', '--pack', 'npm');
      outputs.push(...(ok ? [] : [output]));
    }
  }
  return { ok: outputs.length === 0, output: outputs.join('\n') };
}

/** @type {Step} */
export async function lockfiles() {
  const problems = checkLockfiles();
  return { ok: problems.length === 0, output: problems.join('\n') };
}

/** Vitest shows its own output as it goes. @type {Step} */
export async function tests() {
  rmSync(root + VITEST_REPORT, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${VITEST_REPORT}`];
  const { code } = await run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...reporters], {
    capture: false,
  });
  try {
    const report = JSON.parse(readFileSync(root + VITEST_REPORT, 'utf8'));
    const { numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests } = report;
    // A file that can't be loaded has no failed test, only a failed run.
    const failed = numFailedTests === 0 && code !== 0 ? 1 : numFailedTests;
    return {
      ok: code === 0 && passed > 0,
      output: passed === 0 ? 'no test ran' : '',
      tests: { passed, failed: passed === 0 ? Math.max(failed, 1) : failed, skipped: numPendingTests + numTodoTests },
    };
  } catch (error) {
    return { ok: false, output: `vitest ended with code ${code} and left no report: ${String(error)}` };
  }
}

/** @type {Step} */
export async function bundle() {
  const problems = await checkBundle();
  return { ok: problems.length === 0, output: problems.join('\n') };
}

/** What runners start is what the sources make. @type {Step} */
export const actionBundle = tool('../packages/action/build.mjs', '--check');

/** Our own repository holds no key. @type {Step} */
export const selfScan = tool('../keyturn', 'scan', '.');
