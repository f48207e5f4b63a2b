/**
 * A year: four quarterly audits over repositories that change in between. Keys leak, are revoked, expire by their provider's clock,
 * come back; a provider fails, a repository vanishes; what is told fails and is tried again. On both databases.
 */
import { createHmac } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ChannelConfig } from '@keyturn/config';
import { startEmulator } from '@keyturn/emulator';
import type { Emulator } from '@keyturn/emulator';
import { defaultPolicy } from '@keyturn/hygiene';
import { openLedger } from '@keyturn/ledger';
import type { Ledger } from '@keyturn/ledger';
import { fingerprint, Secret } from '@keyturn/scanner';
import { createVerifier } from '@keyturn/verifier';
import { hasPostgres, startPostgres } from '../../ledger/test/postgres.ts';
import type { TestPostgres } from '../../ledger/test/postgres.ts';
import { hastyClock } from '../../verifier/test/findings.ts';
import { auditDocument, loadReport, notify, runAudit, verdictOf } from '../src/index.ts';
import type { AuditDocument, Delivery } from '../src/index.ts';
import { auditSchema } from '../src/report/schema.ts';
import { keyMaker, SampleRepository } from './sample-repositories.ts';
import { startMailSink, startWebSink } from './sinks.ts';
import type { MailSink, WebSink } from './sinks.ts';

const SECRET = 'a shared secret for tests';
const key = keyMaker(7);
const keys = {
  revoked: key('klipy'),
  stays: key('clarky'),
  expires: key('klipy'),
  second: key('klipy'),
  billing: key('clarky'),
};
const prefixOf = (value: string): number => value.indexOf('_', value.indexOf('_') + 1) + 1;
const printOf = (value: string): string => fingerprint(new Secret(value, prefixOf(value)));
const prints = Object.fromEntries(Object.entries(keys).map(([name, value]) => [printOf(value), name]));
/** Fingerprints as the names of their keys. */
const named = (fingerprints: readonly string[]): string[] => fingerprints.map((one) => prints[one] ?? one).toSorted();

let server: TestPostgres | undefined;
beforeAll(async () => {
  if (hasPostgres) server = await startPostgres();
}, 60_000);
afterAll(() => server?.stop());

class Year {
  readonly folder = mkdtempSync(join(tmpdir(), 'keyturn-year-'));
  readonly shop = new SampleRepository(join(this.folder, 'shop'));
  readonly crm = new SampleRepository(join(this.folder, 'crm'));
  readonly billing = new SampleRepository(join(this.folder, 'billing'));
  readonly ledger: Ledger;
  readonly emulator: Emulator;
  readonly web: WebSink;
  readonly mail: MailSink;
  now = new Date('2026-03-31T06:00:00Z');

  constructor(ledger: Ledger, emulator: Emulator, web: WebSink, mail: MailSink) {
    this.ledger = ledger;
    this.emulator = emulator;
    this.web = web;
    this.mail = mail;
  }

  get channels(): ChannelConfig[] {
    process.env['KEYTURN_TEST_SECRET'] = SECRET;
    return [
      { kind: 'slack', url: `${this.web.url}/slack` },
      { kind: 'teams', url: `${this.web.url}/teams` },
      { kind: 'webhook', url: `${this.web.url}/hook`, secret: 'env:KEYTURN_TEST_SECRET' },
      { kind: 'email', server: this.mail.url, from: 'keyturn@example.com', to: ['security@example.com'] },
    ];
  }

  async audit(): Promise<AuditDocument> {
    this.emulator.state.setNow(this.now.getTime());
    const verifier = createVerifier({
      endpoints: this.emulator.endpoints,
      now: () => this.now,
      clock: hastyClock(),
      env: {},
    });
    try {
      const id = await runAudit({
        ledger: this.ledger,
        targets: [this.crm.path, `file://${this.shop.path}`, `file://${this.billing.path}`],
        stateFolder: join(this.folder, 'state'),
        version: '1.0.0',
        now: () => this.now,
        verifier,
        config: undefined,
        custom: undefined,
        fingerprintKey: null,
        threads: 1,
        env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
      });
      return await this.document(id);
    } finally {
      await verifier.close();
    }
  }

  document(id: string, compared: string | null = null): Promise<AuditDocument> {
    return auditDocument(this.ledger, id, compared, this.settings);
  }

  readonly settings = {
    policy: defaultPolicy,
    respond: { activeDays: 1, otherDays: 14 },
    inventory: null,
    version: '1.0.0',
  };

  tell(): Promise<Delivery> {
    return notify(
      { ledger: this.ledger, channels: this.channels, now: () => this.now, env: {}, version: '1.0.0' },
      this.settings,
    );
  }

  at(instant: string): void {
    this.now = new Date(instant);
    this.emulator.state.setNow(this.now.getTime());
  }

  async end(): Promise<void> {
    await this.ledger.close();
    await Promise.all([this.emulator.close(), this.web.close(), this.mail.close()]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const changesOf = ({ changes }: AuditDocument): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(changes)
      .map(([name, list]): [string, string[]] => [name, named(list)])
      .filter(([, list]) => list.length > 0),
  );

const lineOf = (audit: AuditDocument, name: keyof typeof keys): AuditDocument['keys'][number] => {
  const found = audit.keys.find((one) => one.fingerprint === printOf(keys[name]));
  if (found === undefined) throw new Error(`no line for ${name}`);
  return found;
};

let year: Year | undefined;
afterEach(async () => {
  await year?.end();
  year = undefined;
});

async function begin(env: NodeJS.ProcessEnv): Promise<Year> {
  year = new Year(await openLedger(null, env), await startEmulator(), await startWebSink(), await startMailSink());
  return year;
}

const databases = [
  { name: 'SQLite', env: () => ({ XDG_STATE_HOME: mkdtempSync(join(tmpdir(), 'keyturn-year-ledger-')) }) },
  ...(hasPostgres ? [{ name: 'PostgreSQL', env: () => ({ KEYTURN_DATABASE_URL: server?.newDatabase() ?? '' }) }] : []),
];

describe.each(databases)('a year on $name', ({ env }) => {
  it('has four audits, each with what changed, and tells each change once', { timeout: 120_000 }, async () => {
    const { shop, crm, billing, emulator, web, mail } = await begin(env());
    const one = year as Year;
    for (const [name, provider] of [
      ['revoked', 'klipy'],
      ['stays', 'clarky'],
      ['second', 'klipy'],
      ['billing', 'clarky'],
    ] as const) {
      emulator.state.add({ provider, value: keys[name] });
    }
    emulator.state.add({ provider: 'klipy', value: keys.expires, expires: '2026-05-15T00:00:00Z' });
    shop.commit('2026-01-15', { 'src/sync.ts': `const KLIPY_API_KEY = '${keys.revoked}';\n` });
    crm.commit('2026-02-01', {
      '.github/CODEOWNERS': '*.ts @acme/crm\n',
      'src/crm.ts': `const clarkyKey = '${keys.stays}';\n`,
      'deploy/klipy.yaml': `apiKey: ${keys.expires}\n`,
    });
    billing.commit('2026-01-02', { 'README.md': 'Nothing here.\n' });

    // 31 March: the first audit.
    const first = await one.audit();
    expect(first).toMatchObject({ id: '2026-03-31', previous: null, verified: true });
    expect(changesOf(first)).toEqual({ new: ['expires', 'revoked', 'stays'] });
    expect(first.targets.map(({ coverage, open }) => [coverage.complete, open])).toEqual([
      [true, 2],
      [true, 0],
      [true, 1],
    ]);
    expect(lineOf(first, 'stays')).toMatchObject({
      provider: 'clarky',
      owner: '@acme/crm',
      ownerSource: 'codeowners',
      severity: 'critical',
      validity: { state: 'active' },
      due: '2026-04-01',
      created: { date: '2026-02-01T09:00:00.000Z', source: 'git', exact: false },
    });
    expect(lineOf(first, 'expires')).toMatchObject({ owner: 'Ann Author', ownerSource: 'blame' });
    expect(first.tasks.map(({ owner, due }) => [owner, due])).toEqual([
      ['@acme/crm', '2026-04-01'],
      ['Ann Author', '2026-04-01'],
      ['Ann Author', '2026-04-01'],
    ]);
    expect(verdictOf(first, 'any')).toBe('open');
    expect(await one.tell()).toEqual({ delivered: 4, failures: [] });
    expect(web.posts.map(({ path }) => path)).toEqual(['/slack', '/teams', '/hook']);
    const hook = web.posts[2];
    const stamp = String(hook?.headers['keyturn-timestamp']);
    expect(hook?.headers['keyturn-signature']).toBe(
      `v1=${createHmac('sha256', SECRET)
        .update(`${stamp}.${hook?.body ?? ''}`)
        .digest('hex')}`,
    );
    expect(JSON.parse(hook?.body ?? '')).toMatchObject({
      schema: 'keyturn/notice@1',
      audit: '2026-03-31',
      open: 3,
      counts: { new: 3, closed: 0, reopened: 0, overdue: 0, active: 0 },
      lost: [],
    });
    expect(mail.mails).toHaveLength(1);
    expect(mail.mails[0]).toContain('Subject: Keyturn audit 2026-03-31: 3 new');
    // Nothing new: nothing is told.
    expect(await one.tell()).toEqual({ delivered: 0, failures: [] });

    // 30 June: one revoked, one expired, one more leaked, one leaked in billing.
    emulator.state.revoke('klipy', keys.revoked);
    shop.commit('2026-05-01', {
      'src/sync.ts': 'const KLIPY_API_KEY = process.env.KLIPY;\n',
      'src/push.ts': `const KLIPY_API_KEY = '${keys.second}';\n`,
    });
    billing.commit('2026-06-01', { 'pay.ts': `const clarkyKey = '${keys.billing}';\n` });
    one.at('2026-06-30T06:00:00Z');
    const second = await one.audit();
    expect(second.previous).toBe('2026-03-31');
    expect(changesOf(second)).toEqual({
      new: ['billing', 'second'],
      stillOpen: ['stays'],
      closed: ['expires', 'revoked'],
      overdue: ['stays'],
    });
    expect(lineOf(second, 'expires')).toMatchObject({ state: 'closed', proof: 'provider', hygiene: [], due: null });
    expect(lineOf(second, 'revoked').events.at(-1)?.evidence).toContain('Klipy refused the key');
    expect(lineOf(second, 'revoked').occurrences[0]).toMatchObject({ total: 1, standing: 0 });
    expect(lineOf(second, 'stays').hygiene.map(({ code }) => code)).toEqual(['leaked-active', 'rotation-overdue']);
    // The mail server and a webhook fail; what is owed is delivered later, once.
    web.answers.push(200, 503, 302);
    mail.refuse = 1;
    const failed = await one.tell();
    expect(failed.delivered).toBe(1);
    expect(failed.failures.map((sentence) => sentence.split(':')[0])).toEqual(['teams', 'webhook', 'email']);
    one.at('2026-06-30T06:00:30Z');
    expect(await one.tell()).toEqual({ delivered: 0, failures: [] });
    one.at('2026-06-30T06:02:00Z');
    expect(await one.tell()).toEqual({ delivered: 3, failures: [] });
    expect(web.posts.map(({ path }) => path)).toEqual(['/slack', '/teams', '/hook', '/slack', '/teams', '/hook']);
    expect(mail.mails).toHaveLength(2);
    expect(JSON.parse(web.posts[5]?.body ?? '')).toMatchObject({
      open: 3,
      counts: { new: 2, closed: 2, reopened: 0, overdue: 1, active: 0 },
    });

    // 30 September: the expired key lives again; Clarky fails; billing cannot be read.
    emulator.state.add({ provider: 'klipy', value: keys.expires, expires: '2027-01-01T00:00:00Z' });
    emulator.faults.order({ fault: 'status-500', provider: 'clarky' });
    renameSync(billing.path, `${billing.path}.away`);
    one.at('2026-09-30T06:00:00Z');
    const third = await one.audit();
    expect(changesOf(third)).toEqual({
      stillOpen: ['billing', 'second', 'stays'],
      reopened: ['expires'],
      // Open again since today, and in git for longer than a key may be used.
      overdue: ['billing', 'expires', 'second', 'stays'],
      notVerifiable: ['stays'],
      notCovered: ['billing'],
    });
    // A probe that failed clears nothing.
    expect(lineOf(third, 'stays')).toMatchObject({
      severity: 'critical',
      validity: { state: 'unknown' },
      lastVerdict: { state: 'active', checkedAt: '2026-06-30T06:00:00.000Z' },
      due: '2026-04-01',
    });
    expect(third.targets.find(({ name }) => name.endsWith('billing'))?.coverage.failure).toContain(
      'could not be cloned or fetched',
    );
    expect(await one.tell()).toEqual({ delivered: 4, failures: [] });
    expect(JSON.parse(web.posts[8]?.body ?? '')).toMatchObject({
      counts: { new: 0, closed: 0, reopened: 1, overdue: 2, active: 0 },
      lost: [{ target: `file://${billing.path}` }],
    });

    // 31 December: the second is revoked; all else stays as it was.
    emulator.faults.clear();
    emulator.state.revoke('klipy', keys.second);
    renameSync(`${billing.path}.away`, billing.path);
    one.at('2026-12-31T06:00:00Z');
    const fourth = await one.audit();
    expect(changesOf(fourth)).toEqual({
      stillOpen: ['billing', 'expires', 'stays'],
      closed: ['second'],
      overdue: ['billing', 'expires', 'stays'],
    });
    expect(fourth.closedBefore).toBe(1);
    expect(fourth.trend.map(({ open, closed }) => [open, closed])).toEqual([
      [3, 0],
      [3, 2],
      [4, 1],
      [3, 2],
    ]);
    expect(await one.tell()).toEqual({ delivered: 4, failures: [] });
    expect(mail.mails).toHaveLength(4);
    expect(mail.mails[3]?.replaceAll(/\r?\n\s+/g, ' ')).toContain(
      '1 overdue since the last audit, 1 closed with proof',
    );

    // Any two can be compared, and the same two give the same bytes.
    const whole = await one.document('2026-12-31', '2026-03-31');
    expect(changesOf(whole)).toMatchObject({ new: ['billing'], reopened: ['expires'], closed: ['revoked', 'second'] });
    expect(await one.document('2026-03-31')).toEqual({ ...first, keys: expect.anything() as unknown });
    expect(auditSchema.parse(JSON.parse([...(await loadReport('json'))(whole)].join('')))).toEqual(whole);
    for (const format of ['json', 'csv', 'markdown', 'html', 'text'] as const) {
      const write = await loadReport(format);
      const text = [...write(whole)].join('');
      expect([...write(await one.document('2026-12-31', '2026-03-31'))].join('')).toBe(text);
      for (const value of Object.values(keys)) expect(text.includes(value.slice(prefixOf(value)))).toBe(false);
    }
    const told = [...web.posts.map(({ body }) => body), ...mail.mails].join('\n');
    for (const value of Object.values(keys)) expect(told.includes(value.slice(prefixOf(value)))).toBe(false);
  });
});
