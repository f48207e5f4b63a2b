import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator } from '@keyturn/emulator';
import type { Emulator } from '@keyturn/emulator';
import { clarkyKey } from '../../../scanner/test/sample.ts';
import { git, repository } from '../../../scanner/test/scratch.ts';
import { pullRequest } from './events.ts';
import { runJob } from './runner.ts';
import { writeCommit } from './write-commit.ts';

let emulator: Emulator;
const live = clarkyKey(1);
const revoked = clarkyKey(2);

beforeAll(async () => {
  emulator = await startEmulator({ record: true });
  emulator.state.add({ provider: 'clarky', value: live });
  emulator.state.add({ provider: 'clarky', value: revoked, revoked: true });
});
afterAll(() => emulator.close());

async function run(text: string, over: { fork?: boolean; isPrivate?: boolean; inputs?: Record<string, string> } = {}) {
  const workspace = repository({});
  const base = git(workspace, 'rev-parse', 'HEAD');
  const head = writeCommit(workspace, { 'a.ts': text });
  const env = Object.fromEntries(
    Object.entries(emulator.endpoints).map(([id, url]) => [`KEYTURN_ENDPOINT_${id.toUpperCase()}`, url]),
  );
  const event = pullRequest(base, head, { commits: 1, ...over });
  return runJob({ workspace, env, inputs: { verify: 'true', ...over.inputs }, ...event });
}

describe('verify', () => {
  it('fails for an active key, whatever suppresses it', async () => {
    const text = `a = '${live}' // keyturn:allow reason="dead"\n`;
    const inputs = { 'allow-new-suppressions': 'true', 'fail-on': 'severity:critical' };
    const result = await run(text, { inputs });
    expect(result).toMatchObject({ code: 1, outputs: { active: '1', findings: '1' } });
    expect(result.log + result.summary).not.toContain(live.slice(-12));
  });

  it('lets a dead key pass with fail-on: live', async () => {
    expect(await run(`a = '${revoked}'\n`, { inputs: { 'fail-on': 'live' } })).toMatchObject({
      code: 0,
      outputs: { active: '0', findings: '1' },
    });
  });

  it.each([
    ['for a fork', { fork: true }, 'from a fork'],
    ['in a public repository', { isPrivate: false }, 'public repository'],
  ])('sends nothing %s, and says so', async (_, over, sentence) => {
    const before = emulator.received.length;
    const result = await run(`a = '${live}'\n`, over);
    expect(emulator.received).toHaveLength(before);
    expect(result.log).toContain(sentence);
    expect(result).toMatchObject({ code: 1, outputs: { active: '0' } });
  });
});
