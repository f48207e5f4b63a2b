// `npm test`: installs what is missing, checks everything that can be checked on one machine, and ends with the sum.
// A step that fails is shown, and the others still run.

import * as editor from './editor.mjs';
import { install, PrepareError } from './install.mjs';
import { alone } from './lock.mjs';
import { packedPackage } from './packed.mjs';
import { prepareBrowser } from '../extension/tools/browser.mjs';
import { preparePostgres } from './postgres.mjs';
import { say } from './prepare.mjs';
import { endOnSignal } from './run.mjs';
import { outsideTools } from './outside-tools.mjs';
import * as steps from './steps.mjs';

/** @import { Result, Step } from './steps.mjs' */

const sum = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} */
const failures = [];

/**
 * @param {string} name
 * @param {Step} step
 * @returns {Promise<boolean>}
 */
async function take(name, step) {
  const start = performance.now();
  /** @type {Result} */
  const result = await step().catch(explain);
  const { passed, failed, skipped } = result.tests ?? {
    passed: Number(result.ok),
    failed: Number(!result.ok),
    skipped: 0,
  };
  if (result.isSkipped === true && result.ok) {
    sum.skipped++;
    process.stdout.write(`- ${name}: ${result.output}\n`);
    return true;
  }
  sum.passed += passed;
  sum.failed += failed;
  sum.skipped += skipped;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(`${result.ok ? '✓' : '✗'} ${name} (${seconds} s)\n`);
  if (!result.ok) {
    failures.push(name);
    process.stdout.write(`${result.output.trimEnd()}\n\n`);
  }
  return result.ok;
}

/** @param {unknown} error */
function explain(error) {
  return { ok: false, output: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** Static checks share two cores; each prints when it is done. @param {[string, Step][]} list */
async function takeTwoAtATime(list) {
  const queue = list.values();
  const worker = async () => {
    for (const [name, step] of queue) {
      await take(name, step);
    }
  };
  await Promise.all([worker(), worker()]);
}

/** The extension as its users get it, in the editors that they have. */
async function takeExtension() {
  const isPacked = await take('the extension’s package', editor.pack);
  const lacking = isPacked ? await editor.prepareEditor() : 'there is no package';
  if (lacking !== null && process.env['CI'] !== undefined) {
    await take('the extension in an editor', async () => ({ ok: false, output: lacking }));
  } else if (lacking === null) {
    await takeTwoAtATime([
      ['the extension in a host', editor.inHost],
      ['the extension in a browser', editor.inBrowser],
      ['the extension in an untrusted workspace', editor.inUntrustedHost],
    ]);
    // One after the other: each drives a browser and an editor, and two cores are not enough for two of both.
    await take('the extension, end to end', editor.endToEnd);
    await take('the extension’s paste guard, verification and views', editor.features);
  } else {
    process.stdout.write(`- the extension in an editor: ${lacking}\n`);
    sum.skipped += editor.EDITOR_STEPS;
  }
}

async function installAll() {
  try {
    await alone(() => install(say));
    return { ok: true, output: '' };
  } catch (error) {
    if (error instanceof PrepareError) {
      return { ok: false, output: error.message };
    }
    throw error;
  }
}

endOnSignal();
if (await take('install', installAll)) {
  const isBuilt = await take('build', steps.buildExecutable);
  await takeTwoAtATime([
    ['types', steps.types],
    ['lint', steps.lint],
    ['format', steps.format],
    ['architecture', steps.architecture],
    ['unused code and dependencies', steps.unused],
    ['lockfiles', steps.lockfiles],
  ]);
  await take('manifests', steps.manifests);
  await take('outside tools', outsideTools);
  const lacking = await preparePostgres();
  if (lacking !== null) {
    process.stdout.write(`- PostgreSQL: ${lacking}\n`);
  }
  const browser = await prepareBrowser();
  if (browser === null) {
    process.stdout.write(
      '- Chromium: there is none here and none can be installed: the reports’ pages are not opened\n',
    );
  } else {
    process.env['CHROMIUM'] = browser;
  }
  await take('tests', steps.tests);
  await takeExtension();
  if (isBuilt) {
    await take('bundle', steps.bundle);
    await take('the action’s bundle', steps.actionBundle);
    await take('self-scan', steps.selfScan);
    await take('packed package', packedPackage);
  } else {
    process.stdout.write('- bundle, the action’s bundle, self-scan, packed package: nothing was built\n');
    sum.skipped += 4;
  }
}
if (failures.length > 0) {
  process.stdout.write(`\nfailed: ${failures.join(', ')}\n`);
}
process.stdout.write(
  `\n${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}\n`,
);
process.exitCode = sum.failed === 0 ? 0 : 1;
