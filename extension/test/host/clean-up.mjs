// What a run has started is ended with it, also when somebody interrupts it.

/** @type {(() => unknown)[]} */
const steps = [];

/** @param {() => unknown} step taken at the end, the last one first */
export function atEnd(step) {
  steps.push(step);
}

async function cleanUp() {
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    await Promise.resolve(step()).catch((/** @type {unknown} */ error) => process.stderr.write(`${String(error)}\n`));
  }
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.once(signal, () => void cleanUp().then(() => process.exit(1)));
}

/**
 * Runs it, says on stderr why it failed, and cleans up.
 *
 * @param {() => Promise<unknown>} body
 */
export async function runAndCleanUp(body) {
  try {
    await body();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  } finally {
    await cleanUp();
  }
}
