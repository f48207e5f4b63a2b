import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { githubSecret } from './github-secret.ts';

const SECRETS: Readonly<Record<string, string>> = {
  '/repos/octo/app/actions/secrets/CRM': '2026-02-03T04:05:06Z',
  '/repos/octo/app/environments/prod/secrets/CRM': '2026-03-04T05:06:07Z',
  '/orgs/octo/actions/secrets/CRM': '2026-04-05T06:07:08+02:00',
};
const asked: (string | undefined)[] = [];
const server = createServer(({ url = '', headers }, response) => {
  asked.push(headers.authorization);
  const updated_at = SECRETS[url];
  if (url.endsWith('/MOVED')) response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
  else if (updated_at === undefined) response.writeHead(404).end('{}');
  else response.end(JSON.stringify({ name: 'CRM', created_at: updated_at, updated_at }));
});
let env: NodeJS.ProcessEnv = {};
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  env = { GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, GITHUB_TOKEN: 'ghs_sample' };
});
afterAll(() => server.close());

describe('a secret of GitHub Actions', () => {
  it.each([
    ['octo/app#CRM', 'last set on 2026-02-03'],
    ['octo/app/prod#CRM', 'last set on 2026-03-04'],
    ['octo#CRM', 'last set on 2026-04-05'],
    ['octo/app#GONE', 'no secret GONE'],
    ['octo/app#MOVED', 'answered 302'],
    ['octo/app', 'is no OWNER/REPO#NAME'],
    ['octo/../user#CRM', 'is no OWNER/REPO#NAME'],
    ['octo/app#A?b=c', 'is no OWNER/REPO#NAME'],
  ])('%s: %s', async (rest, sentence) => {
    expect(await githubSecret(rest, env)).toContain(sentence);
  });

  it('is asked for with the token alone, and not without one', async () => {
    expect(asked.every((one) => one === 'Bearer ghs_sample')).toBe(true);
    const before = asked.length;
    expect(await githubSecret('octo/app#CRM', { ...env, GITHUB_TOKEN: '' })).toContain('GITHUB_TOKEN is not set');
    expect(asked).toHaveLength(before);
  });
});
