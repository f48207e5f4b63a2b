// Measures audits: node packages/auditor/measure.mjs [audit REPOSITORIES MEGABYTES | memory [REPOSITORIES…] | report KEYS PLACES | page KEYS]
// By the executable that was built (packages/cli/build.mjs), in a folder of its own that is removed at the end; into the PostgreSQL that
// KEYTURN_DATABASE_URL names, an empty database of its own, where it is set.

import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const executable = fileURLToPath(new URL('../cli/dist/keyturn.cjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'keyturn-measure-'));
const env = {
  PATH: process.env['PATH'],
  HOME: folder,
  XDG_STATE_HOME: join(folder, 'state'),
  XDG_CONFIG_HOME: join(folder, 'config'),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  ...(process.env['KEYTURN_DATABASE_URL'] !== undefined && {
    KEYTURN_DATABASE_URL: process.env['KEYTURN_DATABASE_URL'],
  }),
};

const [what = 'audit', keysOrRepositories = '10', second = '20'] = process.argv.slice(2);
try {
  if (what === 'audit') {
    measureAudit(Number(keysOrRepositories), Number(second));
  } else if (what === 'memory') {
    measureMemory(process.argv.length > 3 ? process.argv.slice(3).map(Number) : [10, 100, 1000]);
  } else if (what === 'report') {
    await measureReport(Number(keysOrRepositories), Number(second));
  } else {
    await measurePage(Number(keysOrRepositories));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * A first and a second audit of mirrors and of work trees, against a scan of the same histories alone.
 *
 * @param {number} repositories
 * @param {number} megabytes packed, in all
 */
function measureAudit(repositories, megabytes) {
  const paths = Array.from({ length: repositories }, (_, index) =>
    makeRepository(index, (megabytes * 1e6) / repositories),
  );
  const urls = paths.map((path) => `file://${path}`);
  const first = keyturn(['audit', '--quiet', ...urls]);
  tell('first audit', first, repositories);
  tell('second audit, nothing new', keyturn(['audit', '--quiet', ...urls]), repositories);
  tell('first audit of work trees', keyturn(['audit', '--quiet', ...paths]), repositories);
  tell('second audit of work trees, nothing new', keyturn(['audit', '--quiet', ...paths]), repositories);
  const clones = { seconds: 0, cpu: 0 };
  const scans = { seconds: 0, cpu: 0 };
  const starts = { seconds: 0, cpu: 0 };
  for (const [index, url] of urls.entries()) {
    const mirror = join(folder, 'mirrors', String(index));
    add(clones, timed('git', ['clone', '--quiet', '--mirror', '--no-hardlinks', url, mirror]));
    add(scans, keyturn(['scan', '--history', '--quiet', '--format', `json=${mirror}.json`, mirror]));
    // What each process costs by itself: it scans nothing.
    add(starts, keyturn(['scan', '--history', '--quiet', '--format', `json=${mirror}.json`, emptyRepository()]));
  }
  tell('git clone --mirror, one after the other', clones, repositories);
  tell('keyturn scan --history of each, a process each', scans, repositories);
  tell('keyturn scan --history of nothing, a process each', starts, repositories);
  const scanning = scans.cpu - starts.cpu;
  const over = ((first.cpu - clones.cpu - scanning) / (clones.cpu + scanning)) * 100;
  process.stdout.write(`the first audit takes ${over.toFixed(1)} % more CPU than to clone and to scan\n`);
}

/**
 * Audits of more and more small repositories: what is held does not grow with their number.
 *
 * @param {readonly number[]} numbers
 */
function measureMemory(numbers) {
  for (const [index, repositories] of numbers.entries()) {
    for (const [way, [most, said]] of [
      [10, 'keys in ten of them'],
      [repositories, 'keys in each'],
    ].entries()) {
      const first = (2 * index + way) * 10_000;
      const paths = Array.from({ length: repositories }, (_, at) =>
        makeRepository(first + at, 20_000, at < Number(most)),
      );
      tell(`first audit of ${repositories}, ${said}`, keyturn(['audit', '--quiet', ...paths]), repositories);
    }
  }
}

function emptyRepository() {
  const path = join(folder, 'nothing');
  if (!existsSync(path)) {
    execFileSync('git', ['init', '--quiet', path], { env, stdio: 'pipe' });
    execFileSync(
      'git',
      ['-c', 'user.name=Ann', '-c', 'user.email=a@example.com', 'commit', '-qm', 'x', '--allow-empty'],
      {
        cwd: path,
        env,
        stdio: 'pipe',
      },
    );
  }
  return path;
}

/**
 * @param {number} index
 * @param {number} bytes packed, about
 * @param {boolean} hasKeys whether eight stand in its history
 */
function makeRepository(index, bytes, hasKeys = true) {
  const path = join(folder, 'repositories', String(index));
  mkdirSync(path, { recursive: true });
  const git = (/** @type {string[]} */ args, input = '') =>
    execFileSync('git', args, { cwd: path, env, input, stdio: ['pipe', 'pipe', 'pipe'], maxBuffer: 2 ** 30 });
  git(['init', '--quiet', '--initial-branch=main', '.']);
  const commits = 8;
  const lines = [];
  const file = (/** @type {string} */ name, /** @type {string} */ text) =>
    lines.push(`M 100644 inline ${name}\ndata ${text.length}\n${text}\n`);
  for (let commit = 0; commit < commits; commit++) {
    lines.push(`commit refs/heads/main\ncommitter Ann <ann@example.com> ${1_767_225_600 + commit * 86_400} +0000\n`);
    lines.push(`data 8\nchange ${commit}\n`);
    // Base64 packs to three quarters.
    for (let at = 0; at < 4; at++) {
      const text = randomBytes(Math.ceil(bytes / commits / 4)).toString('base64');
      file(`file-${commit}-${at}.txt`, text.replaceAll(/(.{76})/g, '$1\n'));
    }
    if (!hasKeys) continue;
    const tail = randomBytes(60)
      .toString('base64')
      .replaceAll(/[^A-Za-z0-9]/g, '')
      .slice(0, 32);
    file('settings.ts', `const KLIPY_API_KEY = '${['klipy', 'api', tail].join('_')}';\n`);
  }
  git(['fast-import', '--quiet'], lines.join(''));
  git(['reset', '--quiet', '--hard']);
  return path;
}

/**
 * A report over a large ledger, and its page's size.
 *
 * @param {number} keys
 * @param {number} places of each
 */
async function measureReport(keys, places) {
  const writer = join(folder, 'writer.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../ledger/test/writer.ts', import.meta.url))],
    outfile: writer,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@keyturn/source'],
    external: ['libsql', 'pg-native'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    nodePaths: [fileURLToPath(new URL('../ledger/node_modules', import.meta.url))],
    logLevel: 'error',
  });
  const modules = join(folder, 'node_modules');
  execFileSync('ln', ['-s', fileURLToPath(new URL('../ledger/node_modules', import.meta.url)), modules]);
  // Two audits that saw all of it: the report of the second is compared with the first.
  for (const audit of ['2026-01-01', '2026-04-01']) {
    tell(
      `the audit ${audit} of ${keys} keys at ${places} places each written`,
      timed(process.execPath, [writer, String(keys), String(places), audit]),
      1,
    );
  }
  const report = process.env['KEYTURN_REPORT'] ?? join(folder, 'report');
  const compare = ['audit', '--compare', '2026-01-01', '2026-04-01', '--report', report, '--format', 'text'];
  for (let run = 0; run < 3; run++) tell('the report', keyturn(compare), 1);
  for (const name of ['audit.html', 'audit.json', 'audit.csv', 'audit.md']) {
    process.stdout.write(`${name}: ${(statSync(join(report, name)).size / 1e6).toFixed(1)} MB\n`);
  }
}

/**
 * A page in Chromium: until something is to be seen, until it is complete, and a filter.
 *
 * @param {number} keys
 */
async function measurePage(keys) {
  const writer = join(folder, 'page.mjs');
  await build({
    stdin: {
      contents: `
        import { writeFileSync } from 'node:fs';
        import { auditHtml } from './src/report/html/html.ts';
        import { sampleAudit } from './test/sample-audit.ts';
        writeFileSync(process.argv[2], [...auditHtml(sampleAudit(Number(process.argv[3])))].join(''));`,
      resolveDir: fileURLToPath(new URL('./', import.meta.url)),
    },
    outfile: writer,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@keyturn/source'],
    logLevel: 'error',
  });
  const file = join(folder, 'audit.html');
  execFileSync(process.execPath, [writer, file, String(keys)], { env });
  process.stdout.write(`audit.html: ${(statSync(file).size / 1e6).toFixed(1)} MB\n`);
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`file://${file}`);
    const paint = await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime");
    const done = await page.evaluate("performance.getEntriesByType('navigation')[0].domComplete");
    process.stdout.write(`first paint ${Math.round(Number(paint))} ms, complete ${Math.round(Number(done))} ms\n`);
    for (const words of ['team-3', 'team-3 repository-5', 'service-77']) {
      const took = await page.evaluate(`(() => {
        const search = document.querySelector('#search');
        search.value = ${JSON.stringify(words)};
        const started = performance.now();
        search.dispatchEvent(new Event('input'));
        document.body.getBoundingClientRect();
        return performance.now() - started;
      })()`);
      process.stdout.write(`filter ${JSON.stringify(words)}: ${Math.round(Number(took))} ms\n`);
    }
  } finally {
    await browser.close();
  }
}

/** @param {string[]} args */
function keyturn(args) {
  return timed(process.execPath, [executable, ...args], [0, 1, 3]);
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {number[]} codes that are no failure
 */
function timed(program, args, codes = [0]) {
  const started = performance.now();
  const format = '%U %S %M';
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', format, program, ...args], {
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (!codes.includes(status ?? -1)) {
    throw new Error(`${program} ended with ${status}: ${stderr}`);
  }
  const [user = 0, system = 0, kilobytes = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { seconds: (performance.now() - started) / 1000, cpu: user + system, megabytes: kilobytes / 1024 };
}

/**
 * @param {{ seconds: number, cpu: number }} sum
 * @param {{ seconds: number, cpu: number }} one
 */
function add(sum, { seconds, cpu }) {
  sum.seconds += seconds;
  sum.cpu += cpu;
}

/**
 * @param {string} name
 * @param {{ seconds: number, cpu: number, megabytes?: number }} figures
 * @param {number} repositories
 */
function tell(name, { seconds, cpu, megabytes }, repositories) {
  const each =
    repositories > 1
      ? `, ${((seconds * 1000) / repositories).toFixed(1)} ms wall and ${((cpu * 1000) / repositories).toFixed(1)} ms CPU a repository`
      : '';
  const memory = megabytes === undefined ? '' : `, ${megabytes.toFixed(0)} MB`;
  process.stdout.write(`${name}: ${seconds.toFixed(2)} s wall, ${cpu.toFixed(2)} s CPU${memory}${each}\n`);
}
