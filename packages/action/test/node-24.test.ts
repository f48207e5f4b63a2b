/** The bundle under the Node that `using: node24` names; the other tests run it under the oldest that counts. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { clarkyKey } from '../../../scanner/test/sample.ts';
import { git, repository } from '../../../scanner/test/scratch.ts';
import { pullRequest } from './events.ts';
import { startGitHub } from './github-server.ts';
import { runJob } from './runner.ts';
import { writeCommit } from './write-commit.ts';

/** scripts/outside-tools.mjs brings it, where it can be had; on CI it has to be there. */
const node = fileURLToPath(new URL('../../../node_modules/.keyturn/node-24/run', import.meta.url));
const isMissing = !existsSync(node) && process.env['CI'] === undefined;

describe.skipIf(isMissing || process.platform !== 'linux')('under Node 24', () => {
  it('is Node 24', () => {
    expect(execFileSync(node, ['--version'], { encoding: 'utf8' })).toMatch(/^v24\./);
  });

  it('a pull request is searched, told and failed, and passes when it is clean', async () => {
    const workspace = repository({});
    const base = git(workspace, 'rev-parse', 'HEAD');
    const clean = writeCommit(workspace, { 'a.ts': '1\n' });
    const dirty = writeCommit(workspace, { 'a.ts': `k = '${clarkyKey(1)}'\n` });
    const github = await startGitHub();
    try {
      const job = { workspace, node, apiUrl: github.url, token: 'ghs_sample', inputs: { sarif: 'upload' } };
      expect(await runJob({ ...job, ...pullRequest(base, clean, { commits: 1 }) })).toMatchObject({
        code: 0,
        outputs: { findings: '0', coverage: 'complete' },
      });
      expect(await runJob({ ...job, ...pullRequest(base, dirty, { commits: 2 }) })).toMatchObject({
        code: 1,
        outputs: { findings: '1' },
      });
      expect([github.comments.length, github.checkRuns.length, github.sarifs.length]).toEqual([1, 2, 2]);
      expect(github.problems).toEqual([]);
    } finally {
      await github.close();
    }
  });

  it('a tree is searched by threads', async () => {
    const files = Array.from({ length: 3_000 }, (_, index): [string, string] => [`d${index % 30}/f${index}.ts`, 'x\n']);
    const workspace = repository({ ...Object.fromEntries(files), 'k.ts': `k = '${clarkyKey(2)}'\n` });
    const result = await runJob({ workspace, node, eventName: 'workflow_dispatch', event: {} });
    expect(result).toMatchObject({ code: 1, outputs: { findings: '1', coverage: 'complete' } });
  });
});
