import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clarkyKey } from '../../../scanner/test/sample.ts';
import { git, repository } from '../../../scanner/test/scratch.ts';
import { pullRequest, push } from './events.ts';
import type { Octokit } from '@octokit/rest';
import { createClient } from '../src/github/client.ts';
import { commentMark, keepComment } from '../src/github/comment.ts';
import { startGitHub } from './github-server.ts';
import type { GitHub } from './github-server.ts';
import { runJob } from './runner.ts';
import { writeCommit } from './write-commit.ts';

let github: GitHub;
beforeEach(async () => {
  github = await startGitHub();
});
afterEach(async () => {
  await github.close();
  if (github.problems.length > 0) throw new Error(github.problems.join('\n'));
});

async function run(keys: number, inputs: Record<string, string> = {}, fork = false) {
  const workspace = repository({});
  const base = git(workspace, 'rev-parse', 'HEAD');
  const lines = Array.from({ length: keys }, (_, i) => `k = '${clarkyKey(i + 1)}'\n`);
  const head = writeCommit(workspace, { 'a.ts': `${lines.join('')}\n` });
  const event = pullRequest(base, head, { commits: 1, fork });
  const result = await runJob({ workspace, apiUrl: github.url, token: 'ghs_sample', inputs, ...event });
  expect(result.log).not.toContain('ghs_sample');
  return { head, ...result };
}

describe('with a token that may', () => {
  it('writes one comment, updates it, and folds it when clean again', async () => {
    expect((await run(1)).code).toBe(1);
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toContain('1 key found');
    await run(2, { 'check-run': 'false' });
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toContain('2 keys found');
    expect((await run(0, { 'check-run': 'false' })).code).toBe(0);
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toContain('<details><summary>Keyturn: no keys found any more');
  });

  it('writes no comment where there is nothing to say', async () => {
    await run(0);
    expect(github.comments).toEqual([]);
    expect(github.checkRuns).toMatchObject([{ conclusion: 'success' }]);
  });

  it('finds its comment on a later page, and leaves a stranger’s with its mark alone', async () => {
    await run(1, { 'check-run': 'false' });
    const [own] = github.comments.splice(0);
    const strangers = Array.from({ length: 150 }, (_, i) => ({
      id: 1000 + i,
      body: own!.body,
      author: { type: 'User', id: i } as const,
    }));
    github.comments.push(...strangers, own!);
    await run(3, { 'check-run': 'false' });
    expect(github.comments).toHaveLength(151);
    expect(github.comments.at(-1)?.body).toContain('3 keys found');
    expect(github.comments[0]?.body).toContain('1 key found');
  });

  it('writes a new comment where somebody deleted it', async () => {
    await run(1, { 'check-run': 'false' });
    github.comments.splice(0);
    await run(1, { 'check-run': 'false' });
    expect(github.comments).toHaveLength(1);
  });

  it('gives a check run up to 200 annotations, 50 a request', async () => {
    const { head } = await run(260, { comment: 'false' });
    expect(github.checkRuns).toMatchObject([{ head_sha: head, conclusion: 'failure' }]);
    expect(github.checkRuns[0]?.annotations).toHaveLength(200);
    expect(github.requests).toEqual(['checks/create', 'checks/update', 'checks/update', 'checks/update']);
  });

  it('uploads SARIF for the head', async () => {
    const { head, outputs } = await run(2, { comment: 'false', 'check-run': 'false', sarif: 'upload' });
    expect(github.sarifs).toMatchObject([{ commit_sha: head, ref: 'refs/pull/7/head' }]);
    const text = gunzipSync(Buffer.from(String(github.sarifs[0]?.['sarif']), 'base64')).toString();
    expect((JSON.parse(text) as { runs: { results: unknown[] }[] }).runs[0]?.results).toHaveLength(2);
    expect(outputs['sarif-path']).toMatch(/\.sarif$/);
  });

  it('says what an upload of a push does to the keys of earlier ones', async () => {
    const workspace = repository({ 'old.ts': `k = '${clarkyKey(1)}'\n` });
    const before = git(workspace, 'rev-parse', 'HEAD');
    const after = writeCommit(workspace, { 'b.ts': '1\n' });
    const job = { workspace, apiUrl: github.url, token: 'ghs_sample', ...push(before, after, 'main') };
    const inputs = { 'check-run': 'false', sarif: 'upload' };
    expect((await runJob({ ...job, inputs })).log).toContain('scan: tree');
    expect((await runJob({ ...job, inputs: { ...inputs, scan: 'tree' } })).log).not.toContain('scan: tree');
    expect(github.analyses).toHaveLength(2);
  });
});

describe('behind a proxy', () => {
  it('goes by the one that the environment names', async () => {
    const asked: string[] = [];
    const proxy = createServer().on('connect', (request, socket, head) => {
      asked.push(request.url ?? '');
      const [host = '', port = ''] = (request.url ?? '').split(':');
      const upstream = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.write(head);
        socket.pipe(upstream).pipe(socket);
      });
      for (const end of [socket, upstream]) end.on('error', () => undefined);
    });
    await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
    try {
      const workspace = repository({});
      const base = git(workspace, 'rev-parse', 'HEAD');
      const head = writeCommit(workspace, { 'a.ts': '1\n' });
      const env = { http_proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
      const job = {
        workspace,
        apiUrl: github.url,
        token: 'ghs_sample',
        env,
        ...pullRequest(base, head, { commits: 1 }),
      };
      expect((await runJob(job)).code).toBe(0);
      expect(github.checkRuns).toHaveLength(1);
      expect(asked).toContain(new URL(github.url).host);
    } finally {
      proxy.close();
    }
  });
});

describe('with a token that may only read', () => {
  it('says which permissions are missing, and does all the rest', async () => {
    for (const operation of ['issues/create-comment', 'checks/create', 'code-scanning/upload-sarif']) {
      github.faults.push({
        operation,
        status: 403,
        message: 'Resource not accessible by integration',
        isLasting: true,
      });
    }
    const result = await run(1, { sarif: 'upload' }, true);
    expect(result).toMatchObject({ code: 1, outputs: { findings: '1' } });
    for (const permission of ['pull-requests: write', 'checks: write', 'security-events: write']) {
      const notice = result.commands.find(({ message }) => message.includes(permission));
      expect(notice?.command).toBe('notice');
    }
  });
});

describe('with a person’s own token', () => {
  it('updates the comment that the token wrote, and no other with its mark', async () => {
    github.tokenOf.author = { type: 'User', id: 7 };
    await run(1, { 'check-run': 'false' });
    const [own] = github.comments;
    github.comments.unshift({ id: 99, body: own!.body, author: { type: 'User', id: 8 } });
    await run(2, { 'check-run': 'false' });
    expect(github.comments.map(({ body }) => /\d+ keys? found/.exec(body)?.[0])).toEqual([
      '1 key found',
      '2 keys found',
    ]);
  });
});

describe('when GitHub', () => {
  const place = { owner: 'octo', repo: 'app', issue_number: 7 };
  const comment = { body: 'text', mark: commentMark('.'), isClean: false };
  /** Its seconds are a hundredth of a second: nothing here waits for a clock that people have. */
  const client = (): Octokit => createClient(github.url, 'ghs_sample', 10);

  it.each([
    ['fails for a moment', { status: 502 }],
    ['asks to wait', { status: 429, headers: { 'retry-after': '30' } }],
    [
      'has no requests left for now',
      {
        status: 403,
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' },
        message: 'API rate limit exceeded',
      },
    ],
    [
      'sets its secondary limit',
      { status: 403, message: 'You have exceeded a secondary rate limit', headers: { 'retry-after': '30' } },
    ],
  ])('%s, the comment comes all the same', async (_, fault) => {
    github.faults.push({ operation: 'issues/list-comments', ...fault });
    await keepComment(client(), place, comment);
    expect(github.comments).toHaveLength(1);
    expect(github.requests).toEqual(['issues/list-comments', 'issues/list-comments', 'issues/create-comment']);
  });

  it('asks to wait for longer than a check may take, it is left, and told', async () => {
    github.faults.push({
      operation: 'issues/list-comments',
      status: 429,
      headers: { 'retry-after': '3600' },
      isLasting: true,
    });
    const result = await run(1, { 'check-run': 'false' });
    expect(result).toMatchObject({ code: 1, outputs: { findings: '1' } });
    expect(result.commands.find(({ command }) => command === 'notice')?.message).toContain('GitHub answered 429');
    expect(github.requests).toEqual(['issues/list-comments']);
  });

  it('has lost the comment between the look and the update, it is written anew', async () => {
    await keepComment(client(), place, comment);
    github.faults.push({ operation: 'issues/update-comment', status: 404 });
    await keepComment(client(), place, { ...comment, body: 'other' });
    expect(github.comments.map(({ body }) => body.split('\n')[1])).toEqual(['text', 'other']);
  });
});
