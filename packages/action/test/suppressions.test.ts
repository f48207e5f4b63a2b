import { describe, expect, it } from 'vitest';
import { clarkyKey } from '../../../scanner/test/sample.ts';
import { git, repository } from '../../../scanner/test/scratch.ts';
import { fingerprint } from '../../../scanner/src/fingerprint.ts';
import { Secret } from '../../../scanner/src/secret.ts';
import { pullRequest } from './events.ts';
import { runJob } from './runner.ts';
import { writeCommit } from './write-commit.ts';

const key = clarkyKey(1);
const line = `const k = '${key}'\n`;
const print = fingerprint(new Secret(key, 8));
const suppression = `suppress:\n  - fingerprint: ${print}\n    reason: known\n`;

async function run(base: object, head: object, inputs: object = {}) {
  const workspace = repository({ 'x.txt': 'x\n', ...base });
  const from = git(workspace, 'rev-parse', 'HEAD');
  return runJob({
    workspace,
    inputs: { ...inputs },
    ...pullRequest(from, writeCommit(workspace, { ...head }), { commits: 1 }),
  });
}

describe('a pull request that silences its own key', () => {
  it.each([
    ['by keyturn.yaml', { 'a.ts': line, 'keyturn.yaml': suppression }],
    ['by the baseline', { 'a.ts': line, '.keyturn-baseline': `${print} a.ts\n` }],
    ['by a comment', { 'a.ts': `// keyturn:allow reason="dead"\n${line}` }],
  ])('fails %s, says so, and passes where the workflow allows it', async (_, head) => {
    const result = await run({}, head);
    expect(result).toMatchObject({ code: 1, outputs: { findings: '1' } });
    expect(result.summary).toContain('New suppressions');
    const allowed = await run({}, head, { 'allow-new-suppressions': 'true' });
    expect(allowed).toMatchObject({ code: 0, outputs: { findings: '0' } });
    expect(allowed.summary).toContain('New suppressions');
  });

  it('fails when it excludes the file, allowed or not', async () => {
    const head = { 'a.ts': line, 'keyturn.yaml': 'exclude: ["*.ts"]\n' };
    expect(await run({}, head, { 'allow-new-suppressions': 'true' })).toMatchObject({ code: 1 });
  });

  it('fails when it scans the tree, too', async () => {
    const head = { 'a.ts': `// keyturn:allow reason="dead"\n${line}` };
    expect(await run({}, head, { scan: 'tree' })).toMatchObject({ code: 1 });
    expect(await run(head, { 'b.ts': 'b\n' }, { scan: 'tree' })).toMatchObject({ code: 0 });
  });
});

describe('what the base has', () => {
  it.each([
    ['a suppression', { 'keyturn.yaml': suppression }, {}],
    ['the baseline', { '.keyturn-baseline': `${print} a.ts\n` }, {}],
    ['a configuration by another name', { 'ci/keyturn.yaml': suppression }, { config: 'ci/keyturn.yaml' }],
  ])('counts: %s', async (_, base, inputs) => {
    expect(await run(base, { 'a.ts': line }, inputs)).toMatchObject({ code: 0, outputs: { findings: '0' } });
  });
});
