/** Pull requests of every size, from forks too, as they come to a runner: a shallow checkout, and a remote over HTTP. */
import { describe, expect, it } from 'vitest';
import { clarkyKey } from '../../../scanner/test/sample.ts';
import { createScanner } from '../../../scanner/src/node/index.ts';
import { git, repository } from '../../../scanner/test/scratch.ts';
import { pullRequest, push } from './events.ts';
import { serveGit } from './git-server.ts';
import { startGitHub } from './github-server.ts';
import { longBranch, shallowCheckout } from './long-branch.ts';
import { runJob } from './runner.ts';
import { writeCommit } from './write-commit.ts';

const key = clarkyKey(1);
const quiet = { comment: 'false', 'check-run': 'false' };

/** GitHub lists the first 250 commits of a pull request, and shows 30 a page. */
describe.each([1, 30, 130, 260])('a pull request of %i commits', (commits) => {
  it('is searched from its first to its last, from a fork and a shallow checkout', async () => {
    // The first brings a key and the next takes it away; the last brings another.
    const branch = longBranch(commits, (number) => {
      if (number === commits) return `k = '${clarkyKey(2)}'\n`;
      return number === 1 ? `k = '${key}'\n` : number === 2 ? 'gone\n' : null;
    });
    const server = await serveGit(branch.folder, '');
    try {
      const workspace = shallowCheckout(branch, 'refs/pull/7/head');
      const event = pullRequest(branch.base, branch.head, { commits, fork: true, isPrivate: false });
      const result = await runJob({ workspace, serverUrl: server.url, inputs: quiet, ...event });
      expect(result).toMatchObject({
        code: 1,
        outputs: { findings: commits === 1 ? '1' : '2', coverage: 'complete' },
      });
      expect(result.log.includes('stays in the history')).toBe(commits > 1);
    } finally {
      await server.close();
    }
  });
});

describe('pull_request_target', () => {
  it('leaves the checkout at the base, and searches the fork’s commits as objects', async () => {
    const branch = longBranch(3, (number) => (number === 2 ? `k = '${key}'\n` : null));
    const server = await serveGit(branch.folder, '');
    try {
      const workspace = shallowCheckout(branch, 'refs/heads/main');
      const event = pullRequest(branch.base, branch.head, { commits: 3, fork: true, target: true });
      const inputs = { ...quiet, verify: 'true' };
      const result = await runJob({ workspace, serverUrl: server.url, inputs, ...event });
      expect(result).toMatchObject({ code: 1, outputs: { findings: '1', coverage: 'complete' } });
      expect(result.log).toContain('from a fork is never verified');
      expect(git(workspace, 'rev-parse', 'HEAD')).toBe(branch.base);
      expect(git(workspace, 'status', '--porcelain')).toBe('');
    } finally {
      await server.close();
    }
  });

  it('fails, rather than calls clean, where the fork’s commits can’t be had', async () => {
    const branch = longBranch(3, () => null);
    const workspace = shallowCheckout(branch, 'refs/heads/main');
    const event = pullRequest(branch.base, branch.head, { commits: 3, fork: true, target: true });
    const result = await runJob({ workspace, inputs: quiet, ...event });
    expect(result).toMatchObject({ code: 1, outputs: {} });
    expect(result.log).toContain('fetch-depth: 0');
  });
});

describe('a merge', () => {
  it('of a pull request is searched for what it brings itself, and not for what the base had', async () => {
    const workspace = repository({ 'a.ts': 'a\n', 'old.ts': `k = '${clarkyKey(3)}'\n` });
    const base = git(workspace, 'rev-parse', 'HEAD');
    git(workspace, 'checkout', '-q', '-b', 'topic');
    writeCommit(workspace, { 'b.ts': 'b\n' });
    git(workspace, 'checkout', '-q', 'main');
    writeCommit(workspace, { 'c.ts': 'c\n' });
    git(workspace, 'checkout', '-q', 'topic');
    git(workspace, 'merge', '-q', '--no-ff', '--no-commit', 'main');
    const head = writeCommit(workspace, { 'evil.ts': `k = '${key}'\n` });
    const event = pullRequest(base, head, { commits: 3 });
    expect(await runJob({ workspace, inputs: quiet, ...event })).toMatchObject({ code: 1, outputs: { findings: '1' } });
  });
});

describe('started by hand', () => {
  it('scans the tree, or the history on request', async () => {
    const workspace = repository({ 'old.ts': `k = '${key}'\n` });
    writeCommit(workspace, { 'old.ts': '1\n', 'b.ts': `k = '${clarkyKey(2)}'\n` });
    const job = { workspace, eventName: 'workflow_dispatch', event: { inputs: {}, ref: 'refs/heads/main' } };
    expect(await runJob(job)).toMatchObject({ code: 1, outputs: { findings: '1' } });
    expect(await runJob({ ...job, inputs: { scan: 'history' } })).toMatchObject({ outputs: { findings: '2' } });
  });
});

describe('very many findings', () => {
  it('stay within what GitHub takes, and none is uncounted', { timeout: 120_000 }, async () => {
    const many = 5_500;
    const workspace = repository({});
    const base = git(workspace, 'rev-parse', 'HEAD');
    const keys = sampleKeys(many).map((one) => `k = '${one}'\n`);
    const files = Array.from({ length: 55 }, (_, index): [string, string] => [
      `f${index}.ts`,
      keys.slice(index * 100, (index + 1) * 100).join(''),
    ]);
    const head = writeCommit(workspace, Object.fromEntries(files));
    const github = await startGitHub();
    try {
      const event = pullRequest(base, head, { commits: 1 });
      const job = { workspace, apiUrl: github.url, token: 'ghs_sample', inputs: { sarif: 'upload' }, ...event };
      const result = await runJob(job);
      expect(result).toMatchObject({ code: 1, outputs: { findings: `${many}` } });
      expect(result.commands.filter(({ command }) => command === 'error')).toHaveLength(10);
      expect(result.log).toContain(`and ${many - 9} more places`);
      expect(Buffer.byteLength(result.summary)).toBeLessThan(2 ** 20);
      expect(github.comments[0]?.body.length).toBeLessThan(65_536);
      expect(github.comments[0]?.body).toContain('5,500 keys found');
      expect(github.checkRuns[0]?.annotations).toHaveLength(200);
      expect(github.sarifs).toHaveLength(1);
      expect(github.analyses).toMatchObject([
        { category: 'keyturn', results_count: 5_000 },
        { category: 'keyturn#2', results_count: 500 },
      ]);
      expect(github.requests.length).toBeLessThanOrEqual(10);
      expect(github.problems).toEqual([]);
    } finally {
      await github.close();
    }
  });
});

/** So many different ones that are no placeholders. */
function sampleKeys(count: number): string[] {
  const scanner = createScanner(null);
  const keys = new Map<string, string>();
  for (let number = 1; keys.size < count; number++) {
    const one = clarkyKey(number);
    for (const { fingerprint } of scanner.scan(Buffer.from(one))) keys.set(fingerprint, one);
  }
  return [...keys.values()];
}

describe('names and words that are commands', () => {
  const evil = 'x%0A::error::y\n::set-output name=findings::0\n##[add-path]z<img src=x>`|';

  it('of branches, people and commits are text in the log, the summary, the comment and the outputs', async () => {
    const workspace = repository({});
    const base = git(workspace, 'rev-parse', 'HEAD');
    writeCommit(workspace, { 'a.ts': `k = '${key}'\n` });
    git(workspace, 'commit', '-q', '--amend', '-m', evil, `--author=::add-mask::x <##[warning]@x>`);
    git(workspace, 'branch', 'x%0A::error::$(touch${IFS}pwned)`<img>`'.replaceAll(':', '-'));
    const head = git(workspace, 'rev-parse', 'HEAD');
    const made = pullRequest(base, head, { commits: 1 });
    const event = JSON.parse(JSON.stringify(made.event).replaceAll('"topic"', JSON.stringify(evil))) as object;
    const github = await startGitHub();
    try {
      const result = await runJob({ workspace, apiUrl: github.url, token: 'ghs_sample', ...made, event });
      expect(result).toMatchObject({ code: 1, outputs: { findings: '1' } });
      expect([...new Set(result.commands.map(({ command }) => command))]).toEqual(['error']);
      expect(result.summary + (github.comments[0]?.body ?? '')).not.toContain('<img');
      expect(github.problems).toEqual([]);
    } finally {
      await github.close();
    }
  });

  it('of a pushed ref are text', async () => {
    const workspace = repository({ 'old.ts': `k = '${key}'\n` });
    const before = git(workspace, 'rev-parse', 'HEAD');
    const after = writeCommit(workspace, { 'b.ts': 'b\n' });
    const result = await runJob({ workspace, ...push(before, after, evil) });
    expect(result).toMatchObject({ code: 0, commands: [] });
  });
});
