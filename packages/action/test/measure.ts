/**
 * A pull request of thirty commits in a repository of 30,000 files and 50,000 commits, by a GitHub on loopback:
 * `node packages/action/measure.mjs`. The time is the process's, from its start to its end; what Octokit waits between two writes is shown
 * apart, for it is the network's.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pullRequest } from './events.ts';
import { startGitHub } from './github-server.ts';
import { runJob } from './runner.ts';

const FILES = 30_000;
const COMMITS = 50_000;
const BROUGHT = 30;
const RUNS = 5;

const workspace = mkdtempSync(join(tmpdir(), 'keyturn-measure-'));
const git = (...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: workspace, encoding: 'utf8', maxBuffer: 2 ** 26 }).trim();

/** Each commit changes one file, of which there are so many in the end. */
function* history(): Generator<string> {
  for (let number = 1; number <= COMMITS + BROUGHT; number++) {
    const path = `src/${number % 300}/module-${number % FILES}.ts`;
    const text = `// ${number}\nexport const value = ${number};\n`;
    yield [
      `commit refs/heads/${number > COMMITS ? 'topic' : 'main'}`,
      `mark :${number}`,
      `committer A <a@x> ${1_600_000_000 + number * 60} +0000`,
      'data 1',
      'c',
      ...(number > 1 ? [`from :${number - 1}`] : []),
      `M 100644 inline ${path}`,
      `data ${Buffer.byteLength(text)}`,
      text,
      '',
    ].join('\n');
  }
}

try {
  git('init', '-q', '-b', 'main');
  execFileSync('git', ['fast-import', '--quiet'], { cwd: workspace, input: [...history()].join('') });
  git('checkout', '-q', 'topic');
  const [base, head] = [git('rev-parse', 'main'), git('rev-parse', 'topic')];
  process.stdout.write(`${git('ls-files').split('\n').length} files, ${git('rev-list', '--count', 'topic')} commits\n`);
  process.stdout.write('| Run | Seconds | To the first line | Requests |\n| - | - | - | - |\n');
  for (let number = 1; number <= RUNS; number++) {
    const github = await startGitHub();
    const started = performance.now();
    const event = pullRequest(base, head, { commits: BROUGHT });
    const result = await runJob({ workspace, apiUrl: github.url, token: 'ghs_sample', ...event });
    const seconds = (performance.now() - started) / 1000;
    if (result.code !== 0 || result.outputs['coverage'] !== 'complete') throw new Error(result.log);
    const { coverage } = JSON.parse(result.report ?? '') as { coverage: { commits: number } };
    if (coverage.commits !== BROUGHT) throw new Error(`${coverage.commits} commits were searched`);
    process.stdout.write(
      `| ${number} | ${seconds.toFixed(2)} | ${(result.firstLineMs / 1000).toFixed(2)} | ${github.requests.length} |\n`,
    );
    await github.close();
  }
  process.stdout.write(`Load: ${loadavg()[0]?.toFixed(1) ?? ''}, ${availableParallelism()} processors\n`);
} finally {
  rmSync(workspace, { recursive: true, force: true });
}
