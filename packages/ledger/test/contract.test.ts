/** What the ledger promises, on both databases. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyEntry } from '@keyturn/inventory';
import type { AuditWriter, Ledger, LedgerKey, SightedKey } from '../src/index.ts';
import { openLedger } from '../src/index.ts';
import { openDatabase } from '../src/ledger.ts';
import { ledgerLocation } from '../src/location.ts';
import { migrate } from '../src/migrate.ts';
import { migrations } from '../src/migrations/index.ts';
import { hasPostgres, startPostgres } from './postgres.ts';
import type { TestPostgres } from './postgres.ts';
import { checked, COMPLETE, fingerprintOf, manyKeys, place, sighted } from './samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyturn-ledger-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const day = (number: number): Date => new Date(Date.UTC(2026, 0, number));

/** Opens, hands over, closes, whatever happens. */
async function withLedger<T>(env: NodeJS.ProcessEnv, act: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = await openLedger(null, env);
  try {
    return await act(ledger);
  } finally {
    await ledger.close();
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const begin = (ledger: Ledger, number: number): Promise<AuditWriter> =>
  ledger.beginAudit({ name: `audit-${number}`, kind: 'audit', tool: 'keyturn test', startedAt: day(number) });

/** One audit of one target, from its beginning to its end. */
async function audit(ledger: Ledger, number: number, keys: Iterable<SightedKey>, target = 'repo'): Promise<void> {
  const writer = await begin(ledger, number);
  const one = await writer.target(target, 'files');
  await one.write(keys);
  await one.finish(COMPLETE, day(number));
  await writer.finish(day(number));
}

async function keyOf(ledger: Ledger, number: number): Promise<LedgerKey> {
  const key = (await collect(ledger.keys())).find(({ fingerprint }) => fingerprint === fingerprintOf(number));
  if (key === undefined) throw new Error(`no key ${number}`);
  return key;
}

const dump = async (ledger: Ledger): Promise<string> => (await collect(ledger.exportLines())).join('');

interface Kind {
  readonly name: string;
  start(): Promise<void>;
  newLedger(): NodeJS.ProcessEnv;
  stop(): void;
}

let files = 0;
const sqlite: Kind = {
  name: 'SQLite',
  start: () => Promise.resolve(),
  newLedger: () => ({ XDG_STATE_HOME: join(folder, `state-${files++}`) }),
  stop: () => undefined,
};

let server: TestPostgres | undefined;
const postgres: Kind = {
  name: 'PostgreSQL',
  async start() {
    server = await startPostgres();
  },
  newLedger: () => ({ KEYTURN_DATABASE_URL: server?.newDatabase() ?? '' }),
  stop: () => server?.stop(),
};

describe.each(hasPostgres ? [sqlite, postgres] : [sqlite])('a ledger in $name', (kind) => {
  beforeAll(() => kind.start(), 60_000);
  afterAll(() => kind.stop(), 60_000);

  it('gives back what was found, where, when and in which audit', () =>
    withLedger(kind.newLedger(), async (ledger) => {
      const suppressed = { by: 'config', reason: 'an example', owner: 'docs', expires: '2027-01-01' } as const;
      const git = place('b.ts', {
        source: 'git',
        commit: 'c1',
        blob: 'b1',
        author: 'Ann',
        authorEmail: 'a@x',
        date: '2025-01-01T00:00:00Z',
        refs: ['refs/heads/main'],
        removed: 'c2',
        encoding: ['base64'],
      });
      await audit(ledger, 1, [sighted(1, [place('a.ts', { suppressed }), git])]);
      expect(await ledger.audits()).toEqual([
        {
          name: 'audit-1',
          kind: 'audit',
          tool: 'keyturn test',
          startedAt: day(1).toISOString(),
          finishedAt: day(1).toISOString(),
        },
      ]);
      const places = await collect(ledger.occurrences('audit-1'));
      expect(places.toSorted((a, b) => (a.path ?? '').localeCompare(b.path ?? ''))).toMatchObject([
        {
          fingerprint: fingerprintOf(1),
          target: 'repo',
          source: 'file',
          path: 'a.ts',
          startLine: 1,
          endColumn: 43,
          suppressed,
        },
        {
          source: 'git',
          path: 'b.ts',
          commit: 'c1',
          blob: 'b1',
          author: 'Ann',
          date: '2025-01-01T00:00:00Z',
          refs: ['refs/heads/main'],
          removed: 'c2',
          encoding: ['base64'],
          suppressed: null,
        },
      ]);
      expect(await keyOf(ledger, 1)).toMatchObject({
        provider: 'klipy',
        severity: 'critical',
        state: 'open',
        firstAudit: 'audit-1',
        validity: null,
        candidates: ['klipy'],
      });
    }));

  it('tells how completely each target was looked at', () =>
    withLedger(kind.newLedger(), async (ledger) => {
      const writer = await begin(ledger, 1);
      const whole = await writer.target('whole', 'history');
      const gaps = [{ where: 'big.bin', reason: 'too-large' }] as const;
      await whole.finish(
        { ...COMPLETE, complete: false, skipped: gaps, skippedTotal: { 'too-large': 7 }, narrowed: ['exclude: docs'] },
        day(1),
      );
      const broken = await writer.target('broken', 'history');
      await broken.fail('The repository could not be cloned.', day(1));
      await writer.target('begun', 'history');
      expect(await ledger.targets('audit-1')).toMatchObject([
        {
          name: 'whole',
          complete: false,
          bytes: 9_000_000_000,
          gaps,
          skippedTotal: { 'too-large': 7 },
          narrowed: ['exclude: docs'],
          failure: null,
        },
        { name: 'broken', complete: false, failure: 'The repository could not be cloned.' },
        { name: 'begun', complete: false, finishedAt: null },
      ]);
    }));

  it('begins an audit together with what it was asked for, or not at all', () =>
    withLedger(kind.newLedger(), async (ledger) => {
      const one = { name: 'audit-1', kind: 'audit', tool: 'keyturn test', startedAt: day(1) } as const;
      // No column takes it.
      const broken = { digest: null as unknown as string, isVerified: true };
      await expect(ledger.beginAudit({ ...one, request: broken })).rejects.toBeInstanceOf(Error);
      expect(await ledger.audits()).toEqual([]);
      const request = { digest: 'of-the-targets', isVerified: true };
      await ledger.beginAudit({ ...one, request });
      // What is gone on with keeps what was noted first.
      const writer = await ledger.beginAudit({ ...one, request: { digest: 'of-others', isVerified: false } });
      expect(await ledger.records.list()).toMatchObject([{ audit: 'audit-1', ...request, finishedAt: null }]);
      await writer.finish(day(1));
      expect(await ledger.records.list()).toMatchObject([{ ...request, finishedAt: day(1).toISOString() }]);
    }));

  it('writes the same again without a second row, and goes on where it was cut off', () =>
    withLedger(kind.newLedger(), async (ledger) => {
      const keys = [...manyKeys(30, 4)];
      const cut = await (await begin(ledger, 1)).target('repo', 'files');
      await cut.write(keys.slice(0, 20));
      await audit(ledger, 1, keys);
      const once = await dump(ledger);
      expect(await collect(ledger.occurrences('audit-1'))).toHaveLength(120);
      expect((await keyOf(ledger, 3)).events).toHaveLength(1);
      await expect(begin(ledger, 1)).rejects.toThrow('is finished');
      expect(await dump(ledger)).toBe(once);
    }));

  it('splits a key with very many places over transactions and keeps each of them', () =>
    withLedger(kind.newLedger(), async (ledger) => {
      const places = Array.from({ length: 9_001 }, (_, index) =>
        place('same.ts', { startLine: index + 1, endLine: index + 1 }),
      );
      await audit(ledger, 1, [sighted(1, places)]);
      const lines = (await collect(ledger.occurrences('audit-1'))).map(({ startLine }) => startLine);
      expect(new Set(lines).size).toBe(9_001);
    }));

  it('knows a place again when lines above it come and go', () =>
    withLedger(kind.newLedger(), async (ledger) => {
      await audit(ledger, 1, [sighted(1, [place('a.ts'), place('a.ts', { startLine: 9 })])]);
      await ledger.closeKey(fingerprintOf(1), { by: 'Ann', reason: 'deleted at the provider', at: day(2) });
      await audit(ledger, 3, [sighted(1, [place('a.ts', { startLine: 4 }), place('a.ts', { startLine: 12 })])]);
      expect((await keyOf(ledger, 1)).state).toBe('closed');
      expect(
        (await collect(ledger.occurrences('audit-3'))).map(({ startLine }) => startLine).toSorted((a, b) => a - b),
      ).toEqual([4, 12]);
    }));

  it('closes a key by evidence only: its absence, or not knowing, closes nothing', () =>
    withLedger(kind.newLedger(), async (ledger) => {
      await audit(ledger, 1, [sighted(1, [place('a.ts')]), sighted(2, [place('b.ts')])]);
      await audit(ledger, 2, [sighted(2, [place('b.ts')], { validity: checked('unknown', '2026-01-02T00:00:00Z') })]);
      expect([(await keyOf(ledger, 1)).state, (await keyOf(ledger, 2)).state]).toEqual(['open', 'open']);
      await expect(ledger.closeKey(fingerprintOf(1), { by: 'Ann', reason: ' ', at: day(2) })).rejects.toThrow(
        'evidence',
      );
      await ledger.recordVerdicts([
        { fingerprint: fingerprintOf(2), validity: checked('inactive', '2026-01-03T00:00:00Z') },
      ]);
      const key = await keyOf(ledger, 2);
      expect(key).toMatchObject({ state: 'closed', severity: 'info', validity: { state: 'inactive' } });
      expect(key.events.at(-1)).toMatchObject({
        kind: 'closed',
        evidence: { by: 'provider', state: 'inactive', endpoint: 'https://api.example.com/v1/me' },
      });
      expect((await ledger.checks(fingerprintOf(2))).map(({ state }) => state)).toEqual(['unknown', 'inactive']);
    }));

  it('reopens a key that a provider accepts again, and not by an answer older than what is known', () =>
    withLedger(kind.newLedger(), async (ledger) => {
      const fingerprint = fingerprintOf(1);
      await audit(ledger, 1, [sighted(1, [place('a.ts')], { validity: checked('inactive', '2026-01-05T00:00:00Z') })]);
      expect((await keyOf(ledger, 1)).state).toBe('closed');
      await ledger.recordVerdicts([{ fingerprint, validity: checked('active', '2026-01-04T00:00:00Z') }]);
      expect((await keyOf(ledger, 1)).state).toBe('closed');
      await ledger.recordVerdicts([{ fingerprint, validity: checked('active', '2026-01-06T00:00:00+00:00') }]);
      expect((await keyOf(ledger, 1)).events.map(({ kind: what }) => what)).toEqual(['opened', 'closed', 'reopened']);
    }));

  it('reopens a closed key that turns up at a new place, or again at one it had left', () =>
    withLedger(kind.newLedger(), async (ledger) => {
      const at = (path: string): SightedKey => sighted(1, [place(path)]);
      const close = (number: number) =>
        ledger.closeKey(fingerprintOf(1), { by: 'Ann', reason: 'rotated', at: day(number) });
      await audit(ledger, 1, [at('a.ts')]);
      await close(2);
      await audit(ledger, 3, [at('a.ts')]);
      expect((await keyOf(ledger, 1)).state).toBe('closed');
      await audit(ledger, 4, [sighted(1, [place('a.ts'), place('b.ts')])]);
      expect((await keyOf(ledger, 1)).state).toBe('open');
      await close(5);
      await audit(ledger, 6, []);
      await audit(ledger, 7, [at('a.ts')]);
      expect((await keyOf(ledger, 1)).events.at(-1)).toMatchObject({
        kind: 'reopened',
        audit: 'audit-7',
        evidence: { path: 'a.ts' },
      });
    }));

  it('keeps a key closed at a new place where the same audit has proven it dead', () =>
    withLedger(kind.newLedger(), async (ledger) => {
      await audit(ledger, 1, [sighted(1, [place('a.ts')], { validity: checked('inactive', '2026-01-01T00:00:00Z') })]);
      await audit(ledger, 2, [sighted(1, [place('b.ts')], { validity: checked('inactive', '2026-01-02T00:00:00Z') })]);
      expect((await keyOf(ledger, 1)).events).toHaveLength(2);
    }));

  it('takes no place for news that only another way of looking at a target shows', () =>
    withLedger(kind.newLedger(), async (ledger) => {
      await audit(ledger, 1, [sighted(1, [place('a.ts')])]);
      await ledger.closeKey(fingerprintOf(1), { by: 'Ann', reason: 'rotated', at: day(2) });
      const history = await (await begin(ledger, 3)).target('repo', 'history');
      await history.write([sighted(1, [place('a.ts', { source: 'git', commit: 'c1', blob: 'b1' })])]);
      expect((await keyOf(ledger, 1)).state).toBe('closed');
      await audit(ledger, 4, [sighted(1, [place('a.ts')])], 'another');
      expect((await keyOf(ledger, 1)).state).toBe('open');
    }));

  it('tells what became of each key between two audits', () =>
    withLedger(kind.newLedger(), async (ledger) => {
      const all = [1, 2, 3].map((number) => sighted(number, [place(`${number}.ts`)]));
      await audit(ledger, 1, all);
      await ledger.closeKey(fingerprintOf(3), { by: 'Ann', reason: 'rotated', at: new Date(day(1).getTime() + 1) });
      await audit(ledger, 2, all.slice(0, 2));
      await ledger.recordVerdicts([
        { fingerprint: fingerprintOf(2), validity: checked('inactive', day(3).toISOString()) },
      ]);
      await audit(ledger, 4, [...all, sighted(4, [place('4.ts')])]);
      expect(await ledger.changes('audit-2', 'audit-4')).toEqual({
        new: [fingerprintOf(4)],
        stillOpen: [fingerprintOf(1)],
        closed: [fingerprintOf(2)],
        reopened: [fingerprintOf(3)],
      });
      expect((await ledger.changes(null, 'audit-1')).new).toHaveLength(3);
    }));

  it('shows of each key the places that stand, the earliest first, and counts them all', () =>
    withLedger(kind.newLedger(), async (ledger) => {
      const commit = (letter: string, date: string | null, refs: string[]) =>
        ({ source: 'git', commit: letter.repeat(40), blob: letter.repeat(40), date, refs }) as const;
      const hidden = { by: 'inline', reason: 'a "test"', owner: null, expires: null } as const;
      const places = [
        place('past.ts', commit('a', '2025-01-01T00:00:00.000Z', [])),
        place('later.ts', commit('b', '2025-03-01T00:00:00.000Z', ['refs/heads/main'])),
        place('earlier.ts', commit('c', '2025-02-01T00:00:00.000Z', ['refs/heads/main'])),
        place('undated.ts', commit('d', null, ['refs/heads/main'])),
        place('file "ü\n".ts', { suppressed: hidden }),
        place('second.ts'),
      ];
      const datedOnly = places.slice(0, 3);
      await audit(ledger, 1, [sighted(1, places), sighted(2, datedOnly), sighted(3, datedOnly.slice(0, 1))]);
      // Seen before, and not by the audit that is asked for.
      await audit(ledger, 2, [sighted(1, places.slice(4)), sighted(2, datedOnly)]);
      const shown = async (most: number, name = 'audit-1'): Promise<(string | null)[][]> => {
        const pages = await collect(ledger.standing({ audit: name, previous: null, places: most }));
        return pages.flat().map(({ targets }) => targets.flatMap((one) => one.places.map(({ path }) => path)));
      };
      const all = [
        ['undated.ts', 'file "ü\n".ts', 'second.ts', 'earlier.ts', 'later.ts', 'past.ts'],
        ['earlier.ts', 'later.ts', 'past.ts'],
        ['past.ts'],
      ];
      const found = await shown(10);
      // Those without a date come in the order of their ids, which is that of digests.
      const undated = (paths: (string | null)[]): Set<string | null> => new Set(paths.slice(0, -3));
      expect(found.map(undated)).toEqual(all.map(undated));
      expect(found.map((paths) => paths.slice(-3))).toEqual(all.map((paths) => paths.slice(-3)));
      expect(await shown(1)).toEqual(found.map((paths) => paths.slice(0, 1)));
      expect(await shown(2)).toEqual(found.map((paths) => paths.slice(0, 2)));
      expect((await shown(1, 'audit-2')).map(({ length }) => length)).toEqual([1, 1, 0]);
      const [first] = (await collect(ledger.standing({ audit: 'audit-2', previous: 'audit-1', places: 1 }))).flat();
      expect(first?.targets).toMatchObject([
        { name: 'repo', known: 6, seen: 2, standing: 2, suppressed: 1, since: '2025-01-01T00:00:00.000Z' },
      ]);
    }));

  it('tells how keys stand, a page at a time, each once', () =>
    withLedger(kind.newLedger(), async (ledger) => {
      await audit(ledger, 1, manyKeys(2_001, 1));
      const pages = await collect(ledger.standing({ audit: 'audit-1', previous: null, places: 1 }));
      expect(pages.length).toBeGreaterThan(1);
      expect(pages.flat().map(({ fingerprint }) => fingerprint)).toEqual(
        Array.from({ length: 2_001 }, (_, at) => fingerprintOf(at + 1)),
      );
      expect(pages.flat().every(({ targets, events }) => targets.length === 1 && events.length === 1)).toBe(true);
    }));

  it('keeps the better of two attributions, whichever came first', () =>
    withLedger(kind.newLedger(), async (ledger) => {
      const vague = sighted(1, [place('a.ts')], {
        rule: 'ambiguous-secret-key',
        provider: null,
        candidates: ['stripe', 'klipy'],
      });
      await audit(ledger, 1, [vague]);
      expect((await keyOf(ledger, 1)).provider).toBeNull();
      await audit(ledger, 2, [sighted(1, [place('b.ts')])], 'other');
      await audit(ledger, 3, [vague]);
      expect(await keyOf(ledger, 1)).toMatchObject({ rule: 'klipy-api-key', provider: 'klipy', candidates: ['klipy'] });
    }));

  it('keeps owners, the state of a rotation, and the keys that one knows', () =>
    withLedger(kind.newLedger(), async (ledger) => {
      await audit(ledger, 1, [sighted(1, [place('a.ts')])]);
      expect(await ledger.care(fingerprintOf(9), { rotation: 'planned' })).toBe(false);
      await ledger.care(fingerprintOf(1), {
        owner: { name: 'payments', source: 'codeowners' },
        rotation: 'planned',
        rotateBy: '2026-04-01',
      });
      await ledger.care(fingerprintOf(1), { rotation: 'done' });
      expect(await keyOf(ledger, 1)).toMatchObject({
        owner: 'payments',
        ownerSource: 'codeowners',
        rotation: 'done',
        rotateBy: '2026-04-01',
      });
    }));

  it('keeps the keys that one knows, each name and each key once', () =>
    withLedger(kind.newLedger(), async ({ knownKeys }) => {
      const known: KeyEntry = {
        name: 'gifs',
        fingerprint: fingerprintOf(1),
        provider: 'klipy',
        environment: 'live',
        scopes: ['read', 'write'],
        needs: [],
        created: '2026-01-01',
        expires: 'never',
        where: ['env:KLIPY', 'command:op read op://a/b'],
      };
      const next: KeyEntry = { name: 'next', fingerprint: fingerprintOf(2), provider: 'klipy', replaces: 'gifs' };
      await knownKeys.add([known, next]);
      expect(await knownKeys.list()).toEqual([known, next]);
      const other = { ...next, name: 'other', fingerprint: fingerprintOf(3) };
      await expect(knownKeys.add([other, known])).rejects.toThrow('has a key named gifs already');
      await expect(knownKeys.add([{ ...known, name: 'again' }])).rejects.toThrow('already, as gifs');
      await expect(knownKeys.add([{ ...other, replaces: 'nobody' }])).rejects.toThrow('no key named nobody');
      expect(await knownKeys.list()).toEqual([known, next]);
      expect([await knownKeys.remove('gifs'), await knownKeys.remove('gifs')]).toEqual([true, false]);
    }));

  // In one process SQLite's waiting would hold up the one that is waited for; the command's own test has processes.
  it.skipIf(kind.name === 'SQLite')('adds each of many known keys that are added at once', async () => {
    const env = kind.newLedger();
    // One after the other: two that make a new ledger at once are another test’s.
    await withLedger(env, () => Promise.resolve());
    const entry = (number: number): KeyEntry => ({
      name: `key-${number}`,
      fingerprint: fingerprintOf(number % 5),
      provider: 'klipy',
    });
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, number) => withLedger(env, ({ knownKeys }) => knownKeys.add([entry(number)]))),
    );
    // The same key under two names: one of them is told.
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    await withLedger(env, async ({ knownKeys }) => expect(await knownKeys.list()).toHaveLength(5));
  });

  it('takes names that no text column holds', () =>
    withLedger(kind.newLedger(), async (ledger) => {
      await audit(ledger, 1, [sighted(1, [place('nul\0half\uD800"\\\u2028.ts')])]);
      expect((await collect(ledger.occurrences('audit-1')))[0]?.path).toBe('nul\uFFFDhalf\uFFFD"\\\u2028.ts');
    }));

  it('takes a backup that is a ledger itself, and fills an empty one from it', async () => {
    const env = kind.newLedger();
    const file = join(folder, `backup-of-${kind.name}.db`);
    const before = await withLedger(env, async (ledger) => {
      await audit(ledger, 1, manyKeys(900, 3));
      await ledger.recordVerdicts([
        { fingerprint: fingerprintOf(1), validity: checked('inactive', day(2).toISOString()) },
      ]);
      await ledger.backup(file);
      await expect(ledger.backup(file)).rejects.toThrow('is there already');
      await expect(ledger.restore(file)).rejects.toThrow('not empty');
      return dump(ledger);
    });
    await withLedger(kind.newLedger(), async (ledger) => {
      await ledger.restore(file);
      expect(await dump(ledger)).toBe(before);
      await audit(ledger, 3, [sighted(5_000, [place('new.ts')])]);
      expect(await collect(ledger.occurrences('audit-3'))).toHaveLength(1);
    });
    const copy = await openLedger(file, {});
    expect(await dump(copy)).toBe(before);
    await copy.close();
  });

  it.each(Object.keys(migrations))('brings a ledger of version %s forward with all it holds', async (version) => {
    const env = kind.newLedger();
    const old = await openDatabase(ledgerLocation(null, env));
    await migrate(old, version);
    for (const statement of OLD_ROWS.split(';\n')) await sql.raw(statement).execute(old.db);
    await old.db.destroy();
    await withLedger(env, async (ledger) => {
      expect(await keyOf(ledger, 1)).toMatchObject({
        provider: 'klipy',
        state: 'open',
        owner: null,
        rotation: 'none',
        firstAudit: 'audit-1',
      });
      expect(await collect(ledger.occurrences('audit-1'))).toMatchObject([{ path: 'old.ts', startLine: 3 }]);
      await ledger.care(fingerprintOf(1), { rotation: 'planned' });
    });
  });

  it('refuses a ledger of a newer version', async () => {
    const env = kind.newLedger();
    await withLedger(env, () => Promise.resolve());
    const database = await openDatabase(ledgerLocation(null, env));
    await sql`insert into ledger_migration (name, timestamp) values ('9999-later', 'x')`.execute(database.db);
    await database.db.destroy();
    await expect(openLedger(null, env)).rejects.toThrow('newer Keyturn');
  });
});

/** What the first version wrote, in its own words. */
const OLD_ROWS = `insert into audit (id, name, kind, tool, started_at, finished_at) values (1, 'audit-1', 'audit', 'keyturn 0', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z');
insert into target (id, name) values (1, 'repo');
insert into key (id, fingerprint, rule, provider, candidates, environment, confidence, preview, state, first_audit_id) values (1, '${fingerprintOf(1)}', 'klipy-api-key', 'klipy', '["klipy"]', 'live', 'high', 'klipy_api_…(32)', 'open', 1);
insert into occurrence (id, digest, key_id, target_id, source, path, ordinal, encoding, refs) values (1, 'd', 1, 1, 'file', 'old.ts', 0, '[]', '[]');
insert into sighting (audit_id, occurrence_id, start_line, start_column, end_line, end_column) values (1, 1, 3, 1, 3, 9)`;

describe('the embedded ledger', () => {
  it('stands in the state folder, for its owner alone', async () => {
    const state = join(folder, 'private');
    await withLedger({ XDG_STATE_HOME: state }, () => Promise.resolve());
    for (const name of readdirSync(join(state, 'keyturn'))) {
      const { mode, size } = statSync(join(state, 'keyturn', name));
      expect(mode & 0o077).toBe(0);
      expect(name.endsWith('-wal') ? size : 0).toBe(0);
    }
    expect(statSync(join(state, 'keyturn', 'ledger.db')).size).toBeGreaterThan(0);
  });

  it('leaves a file alone that is no ledger', async () => {
    const file = join(folder, 'notes.txt');
    writeFileSync(file, 'shopping list, and more than sixteen bytes');
    await expect(openLedger(file, {})).rejects.toThrow('no ledger');
    await expect(openLedger(folder, {})).rejects.toThrow('a folder');
    expect(readFileSync(file, 'utf8')).toContain('shopping');
  });

  it('says what to do about an address that is none or does not answer, without its password', async () => {
    await expect(openLedger(null, { KEYTURN_DATABASE_URL: 'mysql://x' })).rejects.toThrow('KEYTURN_DATABASE_URL');
    const url = 'postgres://me:hunter2@127.0.0.1:1/keys';
    const error = await openLedger(null, { KEYTURN_DATABASE_URL: url }).catch((caught: unknown) => caught as Error);
    expect((error as Error).message).toContain('127.0.0.1:1/keys');
    expect((error as Error).message).not.toContain('hunter2');
  });
});
