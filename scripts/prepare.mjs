// Brings the bundled executable up to its sources: installs, builds, and says so on stderr.

import { isFresh } from './freshness.mjs';
import { install, PrepareError } from './install.mjs';
import { alone } from './lock.mjs';
import { root } from './root.mjs';
import { endOnSignal, run } from './run.mjs';
import { hasSameContent } from './stamp.mjs';

/** Leaves the process with code 2 where this can't be done. */
export async function prepare() {
  const giveBack = endOnSignal();
  try {
    if (!hasSameContent(root)) {
      await alone(build, { onWait: () => say('waiting for another start that installs or builds') });
    }
  } catch (error) {
    process.stderr.write(`keyturn: ${explain(error)}\n`);
    process.exit(2);
  } finally {
    giveBack();
  }
}

async function build() {
  // Another start may have built it while this one waited.
  if (isFresh(root)) {
    return;
  }
  await install(say);
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
  if (error instanceof Error && 'code' in error && 'syscall' in error) {
    return (
      `this checkout has no build of these sources, and none can be made here: ${error.message}. ` +
      'Build it where it can be written, with `npm run build`.'
    );
  }
  throw error;
}
