/** Organisations, users and issues at GitHub: a server that checks every request, and a git remote that wants the token. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TargetConfig } from '@keyturn/config';
import { startEmulator } from '@keyturn/emulator';
import type { Emulator } from '@keyturn/emulator';
import { defaultPolicy } from '@keyturn/hygiene';
import { openLedger } from '@keyturn/ledger';
import type { Ledger } from '@keyturn/ledger';
import { createVerifier } from '@keyturn/verifier';
import { serveGit } from '../../action/test/git-server.ts';
import type { GitServer } from '../../action/test/git-server.ts';
import { hastyClock } from '../../verifier/test/findings.ts';
import { auditDocument, notify, runAudit } from '../src/index.ts';
import type { AuditDocument, Delivery } from '../src/index.ts';
import { startGitHub } from './github-server.ts';
import type { GitHubServer } from './github-server.ts';
import { keyMaker, SampleRepository } from './sample-repositories.ts';

const TOKEN = 'a-token-for-tests';
const key = keyMaker(11);
let folder: string;
let github: GitHubServer;
let git: GitServer;
let emulator: Emulator;
let ledger: Ledger;
let now = new Date('2026-03-31T00:00:00Z');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-github-'));
  git = await serveGit(folder, TOKEN);
});
afterAll(async () => {
  await git.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  github = await startGitHub(TOKEN, 'ann');
  emulator = await startEmulator();
  ledger = await openLedger(null, { XDG_STATE_HOME: mkdtempSync(join(folder, 'ledger-')) });
  now = new Date('2026-03-31T00:00:00Z');
  // The first one compiles GitHub's description.
}, 60_000);
afterEach(async () => {
  // What went over the wire is as GitHub describes it.
  if (github.problems.length > 0) throw new Error(github.problems.join('\n'));
  await ledger.close();
  await Promise.all([github.close(), emulator.close()]);
});

const environment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GITHUB_TOKEN: TOKEN,
  GITHUB_API_URL: github.url,
  GITHUB_SERVER_URL: git.url,
});

/** A repository at GitHub with one commit. */
function repository(name: string, text: string, more: object = {}): SampleRepository {
  const sample = new SampleRepository(mkdtempSync(join(folder, `${name}-work-`)));
  sample.commit('2026-01-01', { 'a.ts': text });
  execFileSync('git', ['clone', '--quiet', '--bare', sample.path, join(folder, `${name}.git`)]);
  github.repositories.push({ owner: 'acme', name, visibility: 'private', cloneUrl: `${git.url}/${name}.git`, ...more });
  return sample;
}

async function audit(targets: readonly TargetConfig[], env: NodeJS.ProcessEnv = environment()): Promise<AuditDocument> {
  emulator.state.setNow(now.getTime());
  const verifier = createVerifier({ endpoints: emulator.endpoints, now: () => now, clock: hastyClock(), env: {} });
  try {
    const id = await runAudit({
      ledger,
      targets,
      stateFolder: join(folder, 'state'),
      version: '1.0.0',
      now: () => now,
      verifier,
      config: undefined,
      custom: undefined,
      fingerprintKey: null,
      threads: 1,
      env,
    });
    return await auditDocument(ledger, id, null, settings);
  } finally {
    await verifier.close();
  }
}

const settings = {
  policy: defaultPolicy,
  respond: { activeDays: 1, otherDays: 14 },
  inventory: null,
  version: '1.0.0',
};

const tell = (): Promise<Delivery> =>
  notify(
    {
      ledger,
      channels: [{ kind: 'github-issues', tracker: 'acme/security' }],
      now: () => now,
      env: environment(),
      version: '1.0.0',
    },
    settings,
  );

const namesOf = ({ targets }: AuditDocument): string[] => targets.map(({ name }) => name.slice(git.url.length + 1));

describe('repositories of an account', { timeout: 60_000 }, () => {
  it('are listed page by page, filtered, and cloned with the token', async () => {
    repository('app', `const KLIPY_API_KEY = '${key('klipy')}';\n`);
    repository('old', 'nothing\n', { archived: true });
    repository('copy', 'nothing\n', { fork: true });
    repository('site', 'nothing\n', { visibility: 'public' });
    repository('infra', 'nothing\n');
    const all = await audit(['github:acme']);
    expect(namesOf(all)).toEqual(['app', 'infra', 'old', 'site']);
    expect(all.targets.every(({ coverage }) => coverage.complete)).toBe(true);
    expect(all.targets.map(({ visibility }) => visibility)).toEqual(['private', 'private', 'private', 'public']);
    expect(all.keys).toHaveLength(1);
    const which = { github: 'acme', include: [], exclude: ['infra'], archived: false, forks: true };
    const some = await audit([{ ...which, visibility: 'private' }]);
    expect(namesOf(some)).toEqual(['app', 'copy']);
  });

  it('of a user are the public ones, and all of one’s own', async () => {
    repository('notes', 'nothing\n', { owner: 'ann' });
    repository('theirs', 'nothing\n', { owner: 'bob' });
    repository('open', 'nothing\n', { owner: 'bob', visibility: 'public' });
    expect(namesOf(await audit(['github:user/ann']))).toEqual(['notes']);
    expect(namesOf(await audit(['github:user/bob']))).toEqual(['open']);
  });

  it('that can’t be read are not covered, and stop nobody', async () => {
    repository('solo', 'nothing\n');
    const document = await audit(['github:nobody', 'github:acme/solo', 'github:acme/gone']);
    expect(document.targets.map(({ name, coverage }) => [name.replace(git.url, ''), coverage.failure])).toEqual([
      ['github:acme/gone', 'GitHub refused: repository acme/gone (404). It is not there, or the token may not see it.'],
      ['github:nobody', 'GitHub refused: organisation nobody (404). It is not there, or the token may not see it.'],
      ['/solo', null],
    ]);
  });

  it('get the token only at their own server, and it stands nowhere', async () => {
    repository('secretive', 'nothing\n');
    const other = { ...environment(), GITHUB_SERVER_URL: 'https://github.example' };
    const document = await audit([`${git.url}/secretive.git`], other);
    expect(document.targets[0]?.coverage.failure).toContain('could not be cloned or fetched');
    const found = await audit([`${git.url}/secretive.git`]);
    expect(found.targets[0]?.coverage.complete).toBe(true);
    const files = execFileSync('find', [join(folder, 'state'), '-type', 'f'], { encoding: 'utf8' })
      .trim()
      .split('\n');
    expect(files.length).toBeGreaterThan(3);
    const basic = Buffer.from(`x-access-token:${TOKEN}`).toString('base64');
    for (const file of files) {
      const text = readFileSync(file, 'latin1');
      expect(text.includes(TOKEN) || text.includes(basic)).toBe(false);
    }
  });
});

describe('an issue of a key', { timeout: 60_000 }, () => {
  it('stands in its private repository, is closed by the proof, and opened again when the key lives', async () => {
    const value = key('klipy');
    emulator.state.add({ provider: 'klipy', value });
    repository('closed-source', `const KLIPY_API_KEY = '${value}';\n`);
    await audit(['github:acme/closed-source']);
    expect(await tell()).toEqual({ delivered: 1, failures: [] });
    expect(github.issues).toHaveLength(1);
    const [issue] = github.issues;
    if (issue === undefined) throw new Error('no issue');
    expect(issue).toMatchObject({ repository: 'acme/closed-source', state: 'open' });
    expect(issue.body).toContain('- [ ] Revoke the old one in Settings → API');
    expect(issue.body).not.toContain(value.slice(10));
    // Somebody ticks a step; the next audit keeps it.
    issue.body = issue.body.replace('- [ ] Create', '- [x] Create');
    emulator.state.revoke('klipy', value);
    now = new Date('2026-06-30T00:00:00Z');
    await audit(['github:acme/closed-source']);
    expect(await tell()).toEqual({ delivered: 1, failures: [] });
    expect(issue.state).toBe('closed');
    expect(issue.body).toContain('- [x] Create');
    expect(issue.comments).toHaveLength(1);
    expect(issue.comments[0]).toContain('Klipy refused the key');
    // Nothing changed: nothing is said.
    now = new Date('2026-09-30T00:00:00Z');
    await audit(['github:acme/closed-source']);
    expect(await tell()).toEqual({ delivered: 0, failures: [] });
    emulator.state.add({ provider: 'klipy', value });
    now = new Date('2026-12-31T00:00:00Z');
    await audit(['github:acme/closed-source']);
    expect(await tell()).toEqual({ delivered: 1, failures: [] });
    expect([issue.state, issue.comments.length, github.issues.length]).toEqual(['open', 2, 1]);
  });

  it('never stands in public: that of a public repository is in the tracker, and nowhere while that is public', async () => {
    const value = key('klipy');
    emulator.state.add({ provider: 'klipy', value });
    repository('open-source', `const KLIPY_API_KEY = '${value}';\n`, { visibility: 'public' });
    repository('security', 'nothing\n', { visibility: 'public' });
    await audit(['github:acme/open-source']);
    const refused = await tell();
    expect(refused).toMatchObject({ delivered: 0 });
    expect(refused.failures[0]).toContain('acme/security is public: nothing is announced there');
    expect(github.issues).toEqual([]);
    github.repositories.splice(1, 1, { owner: 'acme', name: 'security', visibility: 'private', cloneUrl: '' });
    now = new Date('2026-03-31T00:02:00Z');
    expect(await tell()).toEqual({ delivered: 1, failures: [] });
    expect(github.issues.map(({ repository: where }) => where)).toEqual(['acme/security']);
  });

  it('is made once, also where the process ended before it was written down', async () => {
    const value = key('klipy');
    emulator.state.add({ provider: 'klipy', value });
    repository('twice', `const KLIPY_API_KEY = '${value}';\n`);
    await audit(['github:acme/twice']);
    const records = ledger.records.putIssue.bind(ledger.records);
    ledger.records.putIssue = () => Promise.reject(new Error('killed'));
    await expect(tell()).rejects.toThrow('killed');
    ledger.records.putIssue = records;
    expect(github.issues).toHaveLength(1);
    // Nobody else takes the letter for as long as the one who took it may still be delivering it.
    expect(await tell()).toEqual({ delivered: 0, failures: [] });
    now = new Date('2026-03-31T00:11:00Z');
    expect(await tell()).toEqual({ delivered: 1, failures: [] });
    expect(github.issues).toHaveLength(1);
  });
});
