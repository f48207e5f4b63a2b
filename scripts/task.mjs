// `npm run build | check | format | bench`, each on a fresh checkout too.

import { existsSync } from 'node:fs';
import { install, PrepareError } from './install.mjs';
import { alone } from './lock.mjs';
import { say } from './prepare.mjs';
import { root } from './root.mjs';
import { endOnSignal, run } from './run.mjs';
import * as steps from './steps.mjs';

/** @import { Step } from './steps.mjs' */

/** @type {Record<string, [string, Step][]>} */
const TASKS = {
  build: [
    ['executable', steps.buildExecutable],
    ['libraries', steps.types],
  ],
  check: [
    ['types', steps.types],
    ['lint', steps.lint],
    ['format', steps.format],
  ],
  format: [['format', steps.writeFormat]],
  bench: [['executable', steps.buildExecutable]],
};

/** @param {[string, Step][]} list */
async function runAll(list) {
  for (const [name, step] of list) {
    const { ok, output } = await step();
    if (!ok) {
      process.stderr.write(`✗ ${name}\n${output.trimEnd()}\n`);
      process.exitCode = 1;
    }
  }
}

endOnSignal();
const [task = '', ...rest] = process.argv.slice(2);
try {
  await alone(() => install('all', say));
  await runAll(TASKS[task] ?? []);
  if (task === 'bench' && process.exitCode === undefined) {
    process.exitCode = (await run(process.execPath, ['scripts/bench.mjs', ...rest], { capture: false })).code;
  }
} catch (error) {
  if (!(error instanceof PrepareError)) {
    throw error;
  }
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
