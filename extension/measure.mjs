// Measures the extension: `node extension/measure.mjs [FOLDER]`. FOLDER is the workspace, by default the tree that the bench
// has generated. It prints the table of docs/performance.md, and says what exceeds its limit by the exit code.

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, setPriority, tmpdir, constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { bundleSuite } from './test/host/bundle-suite.mjs';
import { openPage } from './test/host/browser.mjs';
import { atEnd, runAndCleanUp } from './test/host/clean-up.mjs';
import { startServer } from './test/host/server.mjs';

const here = fileURLToPath(new URL('./', import.meta.url));
const extension = `${here}dist/package`;
const corpora =
  process.env['BENCH_CORPORA'] ?? `${process.env['XDG_CACHE_HOME'] ?? `${homedir()}/.cache`}/keyturn-bench`;
const workspace = process.argv[2] ?? `${corpora}/generated`;
const ROUNDS = 3;
const LIMIT = 150_000;
const MB = 1_000_000;

/** @typedef {{ wall: number, cpu: number }} Time what passed, and what of it the thread was at work */

/** What each may be, of the thread's own time: a machine that does other things as well lets more pass. Times in milliseconds, sizes in bytes; of a ratio, how much more. */
const MOST = { activation: 30, lines: 5, large: 30, memory: 40 * MB, vsix: MB, scan: 1.2 };

if (!holdsSomething(workspace)) {
  process.stderr.write(
    `There is nothing to measure in ${workspace}. Have the bench generate its tree (npm run bench -- files), or name a folder.\n`,
  );
  process.exit(2);
}

await runAndCleanUp(async () => {
  await import('./pack.mjs');
  const hosts = [];
  for (let round = 0; round < ROUNDS; round++) {
    hosts.push(await inHost());
  }
  /** @type {(of: (host: any) => number) => number} the least, since whatever else the machine does only adds */
  const least = (of) => Math.min(...hosts.map(of));
  const p95 = (/** @type {string} */ name, /** @type {'wall' | 'cpu'} */ of) =>
    least(({ keystroke }) =>
      percentile(
        keystroke[name].map((/** @type {Time} */ time) => time[of]),
        0.95,
      ),
    );
  const activation = {
    wall: least(({ activation: { wall } }) => wall),
    cpu: least(({ activation: { cpu } }) => cpu),
  };
  const memory = least(({ memory: { heap, external } }) => heap + external);
  const { size } = statSync(`${here}dist/keyturn.vsix`);
  const { ours, cli } = await scans();
  const rows = [
    ['activation: load and start', shown(activation), '30 ms', activation.cpu <= MOST.activation],
    ...[
      { file: 'a file of 10,000 lines', most: MOST.lines },
      { file: 'a file of 5 MB', most: MOST.large },
    ].map(({ file, most }) => {
      const time = { wall: p95(file, 'wall'), cpu: p95(file, 'cpu') };
      return [`keystroke to diagnostic, ${file}, 95th percentile`, shown(time), `${most} ms`, time.cpu <= most];
    }),
    ['memory added to the host', `${(memory / MB).toFixed(1)} MB`, '40 MB', memory <= MOST.memory],
    ['VSIX', `${Math.round(size / 1000)} kB`, '1,000 kB', size <= MOST.vsix],
    [
      'scan of the workspace: ours, the command’s',
      `${ours.wall.toFixed(2)}, ${cli.wall.toFixed(2)} s (processor: ${ours.cpu.toFixed(2)}, ${cli.cpu.toFixed(2)} s)`,
      '1.2 times',
      ours.wall <= cli.wall * MOST.scan,
    ],
  ];
  process.stdout.write(
    ['| What | Measured | At most | |', '|---|---|---|---|']
      .concat(
        rows.map(([what, measured, most, isWithin]) => `| ${what} | ${measured} | ${most} | ${isWithin ? '' : '⚠'} |`),
      )
      .join('\n')
      .concat('\n'),
  );
  process.exitCode = rows.every(([, , , isWithin]) => isWithin) ? 0 : 1;
});

/**
 * One run in an extension host of its own.
 *
 * @returns {Promise<{
 *   activation: Time,
 *   memory: { heap: number, external: number },
 *   keystroke: Record<string, Time[]>,
 * }>}
 */
async function inHost() {
  const suite = await bundleSuite('measure');
  const server = await startServer({
    env: { KEYTURN_EXTENSION: extension },
    flags: ['--vscode-option', 'enable-smoke-test-driver'],
    resultsVariable: 'KEYTURN_RESULTS',
  });
  // One that does nothing: the measured one is loaded by the suite.
  writeFileSync(
    `${server.folder}/package.json`,
    JSON.stringify({ name: 'nothing', publisher: 'keyturn', version: '0.0.0', engines: { vscode: '*' } }),
  );
  const { page } = await openPage();
  const ended = new Promise((resolve) => {
    void page.exposeFunction('codeAutomationExit', resolve);
    setTimeout(() => resolve('it took too long'), LIMIT).unref();
  });
  let said = '';
  await page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
    said += type === 'error' ? `${args.map(String).join(' ')}\n` : '';
  });
  const remote = (/** @type {string} */ path) => `${server.origin.replace('http:', 'vscode-remote:')}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(server.folder)],
    ['extensionTestsPath', remote(suite)],
  ];
  await page.goto(`${server.origin}/?${new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) })}`);
  const code = await ended;
  if (code !== 0) {
    throw new Error(`the host ended with ${String(code)}\n${said}`);
  }
  const figures = JSON.parse(readFileSync(server.results, 'utf8'));
  await page.close();
  return figures;
}

/** @param {string} folder */
function holdsSomething(folder) {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}

/** The scan as the extension starts it, and the command's, by turns. */
async function scans() {
  const folder = mkdtempSync(`${tmpdir()}/kx-`);
  atEnd(() => rmSync(folder, { recursive: true }));
  const ours = [];
  const cli = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await timed([`${extension}/scan.mjs`], folder, { kind: 'workspace', path: workspace }));
    cli.push(
      await timed([`${here}../keyturn`, 'scan', workspace, '--quiet', '--format', `html=${folder}/report`], folder),
    );
  }
  const least = (/** @type {{ wall: number, cpu: number }[]} */ runs) => ({
    wall: Math.min(...runs.map(({ wall }) => wall)),
    cpu: Math.min(...runs.map(({ cpu }) => cpu)),
  });
  return { ours: least(ours), cli: least(cli) };
}

/**
 * @param {string[]} args of Node
 * @param {string} folder for a file
 * @param {object} [message] that the process waits for
 * @returns {Promise<{ wall: number, cpu: number }>} in seconds
 */
function timed(args, folder, message) {
  const file = `${folder}/time`;
  const stdio = /** @type {const} */ (['ignore', 'ignore', 'ignore', 'ipc']);
  const child = spawn('/usr/bin/time', ['-o', file, '-f', '%e %U %S', process.execPath, ...args], {
    stdio: [...stdio],
  });
  // As the extension's: it makes way for what the user does.
  setPriority(child.pid ?? 0, constants.priority.PRIORITY_BELOW_NORMAL);
  if (message !== undefined) {
    child.send(message);
  }
  return new Promise((resolve) => {
    child.once('close', () => {
      const [wall = 0, user = 0, system = 0] = (readFileSync(file, 'utf8').trim().split('\n').at(-1) ?? '')
        .split(' ')
        .map(Number);
      resolve({ wall, cpu: user + system });
    });
  });
}

/** @param {Time} time in milliseconds */
function shown({ wall, cpu }) {
  return `${cpu.toFixed(1)} ms (${wall.toFixed(1)} ms passed)`;
}

/**
 * @param {readonly number[]} times
 * @param {number} share
 */
function percentile(times, share) {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
