// Brings the bundled executable up to its sources: installs, builds, and says so on stderr.

import { isFresh } from './freshness.mjs';
import { install, PrepareError } from './install.mjs';
import { alone } from './lock.mjs';
import { root } from './root.mjs';
import { endOnSignal, run } from './run.mjs';
import { hasSameContent } from './stamp.mjs';

/**
 * Leaves the process with code 2 where this can't be done.
 *
 * @param {{ always?: boolean }} [options] builds even where nothing changed
 */
export async function prepare({ always = false } = {}) {
  const giveBack = endOnSignal();
  try {
    if (always || !hasSameContent(root)) {
      await alone(() => build(always));
    }
  } catch (error) {
    process.stderr.write(`keyturn: ${explain(error)}\n`);
    process.exit(2);
  } finally {
    giveBack();
  }
}

/** @param {boolean} always */
async function build(always) {
  // Another start may have built it while this one waited.
  if (!always && isFresh(root)) {
    return;
  }
  await install('executable', say);
  say('building');
  const { code, output } = await run(process.execPath, [`${root}packages/cli/build.mjs`]);
  if (code !== 0) {
    throw new PrepareError(`the build failed with code ${code}. It said:\n${output}`);
  }
}

/** @param {string} message */
export function say(message) {
  process.stderr.write(`keyturn: ${message} …\n`);
}

/** @param {unknown} error */
function explain(error) {
  if (error instanceof PrepareError) {
    return error.message.trimEnd();
  }
  if (error instanceof Error && 'code' in error && 'path' in error) {
    const reason = ['EROFS', 'EACCES', 'EPERM'].includes(String(error.code)) ? 'it can’t be written' : error.message;
    return `the sources changed since the last build, and this checkout can't be built: ${error.path}: ${reason}. Build it where it can be written.`;
  }
  throw error;
}
