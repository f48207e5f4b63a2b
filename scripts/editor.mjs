// The extension in real editors: VS Code's server with its workbench in Chromium, and VS Code for the web.

import { installServer, installTools } from '../extension/tools/install.mjs';
import { prepareBrowser } from '../extension/tools/browser.mjs';
import { run } from './run.mjs';

/** @import { Result, Step } from './steps.mjs' */

/** Of the steps below, those that need an editor. */
export const EDITOR_STEPS = 5;

/**
 * Installs the editors and a browser where they can be had.
 *
 * @returns {Promise<string | null>} why there are none, as a sentence
 */
export async function prepareEditor() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return 'the server build of VS Code is for Linux on x64; `npm run test:desktop` in extension/ tests the desktop build';
  }
  if ((await prepareBrowser()) === null) {
    return 'there is no Chromium here and none can be installed; CHROMIUM may name another browser of its kind';
  }
  try {
    await installTools();
    await installServer();
    return null;
  } catch (error) {
    return `VS Code could not be installed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/**
 * @param {string} script
 * @param {string[]} arguments_
 * @returns {Step}
 */
function host(script, ...arguments_) {
  return async () => {
    const { code, output } = await run(process.execPath, [`extension/${script}`, ...arguments_]);
    return { ok: code === 0, output, ...counted(code, output) };
  };
}

/** How often a journey is taken at most. */
const TAKES = 3;

/**
 * Journeys through a whole editor in a browser depend on more than ours: VS Code starts its extension hosts anew while they are
 * just starting, one time in three or so, and one time in eight leaves the first one running beside the other. Then everything
 * is said twice, by every extension (a badge `1, 1`, git's `U, U`). A journey that fails is taken again, and why it failed stays
 * to be read.
 *
 * @param {Step} journey
 * @returns {Step}
 */
function again(journey) {
  return async () => {
    for (let take = 1; ; take++) {
      const result = await journey();
      if (result.ok || take === TAKES) return result;
      process.stdout.write(`! failed, and is taken again:\n${result.output.trimEnd()}\n\n`);
    }
  };
}

/** Mocha's statistics, where there are some. @param {number} code @param {string} output @returns {Pick<Result, 'tests'>} */
function counted(code, output) {
  const line = /^\{"suites":.*\}$/m.exec(output)?.[0];
  if (line === undefined) {
    return {};
  }
  const { passes: passed, failures, pending: skipped } = JSON.parse(line);
  // A host that dies has no failed test.
  return { tests: { passed, failed: code === 0 ? failures : Math.max(failures, 1), skipped } };
}

/** The VSIX, and that it is no larger than it may be. */
export const pack = host('pack.mjs');
export const inHost = host('test/host/suite.mjs', 'trusted');
export const inUntrustedHost = host('test/host/suite.mjs', 'untrusted');
export const inBrowser = host('test/host/web.mjs');
export const endToEnd = again(host('test/host/ui.mjs'));
/** What asks the vendors, which are emulated, and what watches and lists. */
export const features = again(host('test/host/features.mjs'));
