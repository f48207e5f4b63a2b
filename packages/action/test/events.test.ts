import { describe, expect, it } from 'vitest';
import { clarkyKey } from '../../../scanner/test/sample.ts';
import { git, put, repository, scratch } from '../../../scanner/test/scratch.ts';
import { pullRequest, push } from './events.ts';
import { serveGit } from './git-server.ts';
import { runJob } from './runner.ts';
import { writeCommit } from './write-commit.ts';

const key = clarkyKey(1);
const line = `const k = '${key}'\n`;
const errors = ({ commands }: { commands: readonly { command: string }[] }): number =>
  commands.filter(({ command }) => command === 'error').length;

describe('a pull request', () => {
  it('passes when it brings nothing', async () => {
    const workspace = repository({ 'a.ts': '1\n' });
    const base = git(workspace, 'rev-parse', 'HEAD');
    const head = writeCommit(workspace, { 'a.ts': '2\n' });
    const result = await runJob({ workspace, ...pullRequest(base, head, { commits: 1 }) });
    expect(result).toMatchObject({ code: 0, outputs: { findings: '0', active: '0', coverage: 'complete' } });
    expect(result.summary).toContain('no keys found');
  });

  it('fails for a key, on the line where it stands now', async () => {
    const workspace = repository({ 'a.ts': '1\n' });
    const base = git(workspace, 'rev-parse', 'HEAD');
    writeCommit(workspace, { 'a.ts': line });
    const head = writeCommit(workspace, { 'a.ts': `// one\n// two\n${line}` });
    const result = await runJob({ workspace, ...pullRequest(base, head, { commits: 2 }) });
    expect(result).toMatchObject({ code: 1, outputs: { findings: '1' } });
    expect(result.commands.find(({ command }) => command === 'error')?.properties).toMatchObject({
      file: 'a.ts',
      line: '3',
    });
    expect(result.log + result.summary).not.toContain(key.slice(-12));
    expect(result.summary).toContain('What to do about the history');
  });

  it('finds a key that a later commit takes out again', async () => {
    const workspace = repository({ 'a.ts': '1\n' });
    const base = git(workspace, 'rev-parse', 'HEAD');
    writeCommit(workspace, { 'a.ts': line });
    const head = writeCommit(workspace, { 'a.ts': '3\n' });
    const result = await runJob({ workspace, ...pullRequest(base, head, { commits: 2 }) });
    expect(result.code).toBe(1);
    expect(result.commands.find(({ command }) => command === 'error')?.message).toContain('stays in the history');
  });

  it('is not asked about what stood in the base, nor about what a merge brings over from it', async () => {
    const workspace = repository({ 'old.ts': line });
    git(workspace, 'checkout', '-q', '-b', 'topic');
    writeCommit(workspace, { 'b.ts': 'b\n' });
    git(workspace, 'checkout', '-q', 'main');
    const base = writeCommit(workspace, { 'other.ts': `const k = '${clarkyKey(2)}'\n` });
    git(workspace, 'checkout', '-q', 'topic');
    git(workspace, 'merge', '-q', '--no-ff', '-m', 'merge', 'main');
    const head = git(workspace, 'rev-parse', 'HEAD');
    const result = await runJob({ workspace, ...pullRequest(base, head, { commits: 2 }) });
    expect(result).toMatchObject({ code: 0, outputs: { findings: '0' } });
  });

  it('fails when GitHub counts more commits than git', async () => {
    const workspace = repository({});
    const base = git(workspace, 'rev-parse', 'HEAD');
    const head = writeCommit(workspace, { 'a.ts': '2\n' });
    const result = await runJob({ workspace, ...pullRequest(base, head, { commits: 3 }) });
    expect(result.code).toBe(1);
    expect(result.log).toContain('GitHub counts 3');
  });
});

describe('a shallow checkout', () => {
  async function shallow(commits: number, isReachable: boolean, token = '') {
    const origin = repository({ 'a.ts': '1\n' });
    for (let i = 0; i < 5; i++) writeCommit(origin, { 'a.ts': `old ${i}\n` });
    const base = git(origin, 'rev-parse', 'HEAD');
    for (let i = 1; i < commits; i++) writeCommit(origin, { 'b.ts': i === 1 ? line : `${i}\n` });
    const head = writeCommit(origin, { 'b.ts': 'done\n' });
    const folder = scratch();
    git(folder, 'clone', '-q', '--bare', origin, 'octo/app');
    const server = await serveGit(folder, token);
    try {
      const workspace = scratch();
      git(workspace, 'clone', '-q', '--depth=1', `file://${origin}`, '.');
      const serverUrl = isReachable ? server.url : 'http://127.0.0.1:9';
      const inputs = { comment: 'false', 'check-run': 'false' };
      return await runJob({ workspace, serverUrl, token, inputs, ...pullRequest(base, head, { commits }) });
    } finally {
      await server.close();
    }
  }

  it('is deepened with the token', async () => {
    const result = await shallow(4, true, 'ghs_sample');
    expect(result).toMatchObject({ code: 1, outputs: { findings: '1', coverage: 'complete' } });
    expect(result.log).not.toContain('ghs_sample');
  });

  it('fails with the line to add where nothing can be fetched', async () => {
    const result = await shallow(4, false);
    expect(result.code).toBe(1);
    expect(result.log).toContain('fetch-depth: 0');
    expect(result.outputs).toEqual({});
  });
});

describe('a push', () => {
  it('is scanned from where the branch stood before', async () => {
    const workspace = repository({ 'old.ts': line });
    const before = git(workspace, 'rev-parse', 'HEAD');
    const after = writeCommit(workspace, { 'b.ts': `x = '${clarkyKey(3)}'\n` });
    expect(await runJob({ workspace, ...push(before, after, 'main') })).toMatchObject({
      code: 1,
      outputs: { findings: '1' },
    });
  });

  it('of a new branch is scanned for what the default branch lacks', async () => {
    const workspace = repository({ 'old.ts': line });
    git(workspace, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
    const after = writeCommit(workspace, { 'b.ts': `x = '${clarkyKey(3)}'\n` });
    expect(await runJob({ workspace, ...push(null, after, 'topic') })).toMatchObject({ outputs: { findings: '1' } });
  });

  it('of a first commit is scanned whole', async () => {
    const workspace = repository({ 'old.ts': line });
    const after = git(workspace, 'rev-parse', 'HEAD');
    expect(await runJob({ workspace, ...push(null, after, 'main') })).toMatchObject({ outputs: { findings: '1' } });
  });

  it('over a commit that is gone is scanned for all that may be new', async () => {
    const workspace = repository({ 'old.ts': line });
    const after = writeCommit(workspace, { 'b.ts': '1\n' });
    const result = await runJob({ workspace, ...push('1'.repeat(40), after, 'main') });
    expect(result.outputs).toMatchObject({ findings: '1', coverage: 'complete' });
    expect(result.log).toContain('is gone');
  });

  it('that deletes a branch has nothing to scan, and says so', async () => {
    const workspace = repository({ 'old.ts': line });
    const result = await runJob({ workspace, ...push(git(workspace, 'rev-parse', 'HEAD'), null, 'topic') });
    expect(result.code).toBe(0);
    expect(result.log).toContain('deleted');
  });
});

describe('other events', () => {
  it('scan a merge group from its base', async () => {
    const workspace = repository({ 'old.ts': line });
    const base_sha = git(workspace, 'rev-parse', 'HEAD');
    const head_sha = writeCommit(workspace, { 'b.ts': `x = '${clarkyKey(3)}'\n` });
    const event = { merge_group: { head_sha, base_sha, head_ref: 'refs/heads/gh-readonly-queue/main/pr-1' } };
    expect(await runJob({ workspace, eventName: 'merge_group', event })).toMatchObject({ outputs: { findings: '1' } });
  });

  it('scan the tree on a schedule', async () => {
    const workspace = repository({ 'old.ts': line });
    writeCommit(workspace, { 'old.ts': '1\n', 'b.ts': `x = '${clarkyKey(3)}'\n` });
    const job = { workspace, eventName: 'schedule', event: { schedule: '0 3 * * *' } };
    expect(await runJob(job)).toMatchObject({ code: 1, outputs: { findings: '1' } });
    expect(await runJob({ ...job, inputs: { scan: 'history' } })).toMatchObject({
      code: 1,
      outputs: { findings: '2' },
    });
  });

  it('that bring nothing are refused', async () => {
    const result = await runJob({ workspace: repository({}), eventName: 'issues', event: {} });
    expect(result.code).toBe(1);
    expect(result.log).toContain('brings no commits');
  });
});

describe('inputs', () => {
  it.each([
    ['scan', 'all', 'The input scan takes event, tree, history, not all.'],
    ['fail-on', 'severity:huge', 'The input fail-on takes'],
    ['config', '../keyturn.yaml', 'The input config takes'],
    ['path', '/', 'The input path takes'],
  ])('fails on %s: %s', async (name, value, sentence) => {
    const result = await runJob({
      workspace: repository({}),
      eventName: 'schedule',
      event: {},
      inputs: { [name]: value },
    });
    expect(result.code).toBe(1);
    expect(result.log).toContain(sentence);
  });
});

describe('what comes from a hostile tree', () => {
  it('is text in the log, the summary and the outputs', async () => {
    const workspace = repository({});
    const base = git(workspace, 'rev-parse', 'HEAD');
    for (const [index, name] of [
      'a\n::set-output name=x::y\n.ts',
      '##[add-path]evil.ts',
      '%0A::error::x.ts',
      '<img src=x>`|.ts',
    ].entries()) {
      put(workspace, { [name]: `k = '${clarkyKey(index + 1)}'\n` });
    }
    git(workspace, 'add', '-A');
    git(workspace, 'commit', '-q', '-m', `::add-mask::x\n\n##[error]x ${clarkyKey(77)}`);
    const head = git(workspace, 'rev-parse', 'HEAD');
    const result = await runJob({ workspace, ...pullRequest(base, head, { commits: 1 }) });
    expect(result.code).toBe(1);
    expect([...new Set(result.commands.map(({ command }) => command))].toSorted()).toEqual(['error']);
    expect(result.outputs).toMatchObject({ findings: '5' });
    expect(result.summary).not.toContain('<img');
  });

  it('shows ten annotations of many, and counts the rest', async () => {
    const workspace = repository({});
    const base = git(workspace, 'rev-parse', 'HEAD');
    const keys = Array.from({ length: 500 }, (_, i) => `k = '${clarkyKey(i + 1)}'\n`);
    const head = writeCommit(workspace, { 'a.ts': keys.join('') });
    const result = await runJob({ workspace, ...pullRequest(base, head, { commits: 1 }) });
    expect(errors(result)).toBe(10);
    expect(result.log).toContain('and 491 more places');
    expect(Buffer.byteLength(result.summary)).toBeLessThan(2 ** 20);
  });
});
