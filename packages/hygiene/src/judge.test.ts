import { describe, expect, it } from 'vitest';
import { active, entryOf, factsOf, inactive, unknown, use } from '../test/facts.ts';
import { codes, defaultPolicy, judgeKey, policyOf } from './index.ts';
import type { HygieneCode, KeyFacts } from './index.ts';

const NOW = new Date('2026-06-01T12:00:00Z');
const judge = (over: Partial<KeyFacts>) => judgeKey(factsOf(over), defaultPolicy, NOW);
const told = (over: Partial<KeyFacts>) => judge(over).map(({ code }) => code);
const client = { certainty: 'certain', evidence: 'it stands in an HTML page' } as const;
const git = (date: string) => ({ date, source: 'git', exact: false }) as const;
const inventory = (date: string) => ({ date, source: 'inventory', exact: true }) as const;

const cases: Readonly<Record<HygieneCode, { yes: Partial<KeyFacts>; no: readonly Partial<KeyFacts>[] }>> = {
  'leaked-active': {
    yes: { leaks: 2, validity: active, isVerified: true },
    no: [{ leaks: 0, validity: active }, { leaks: 1, validity: inactive }, { leaks: 1 }],
  },
  'leaked-unknown': {
    yes: { leaks: 1, validity: unknown, isVerified: true },
    no: [{ leaks: 1 }, { leaks: 1, validity: inactive, isVerified: true }, { validity: unknown, isVerified: true }],
  },
  'rotation-overdue': {
    yes: { created: git('2026-03-03') },
    no: [{ created: git('2026-03-04') }, {}, { created: git('2020-01-01'), validity: inactive }],
  },
  'rotation-due': {
    yes: { created: inventory('2026-03-10') },
    no: [{ created: inventory('2026-05-31') }, { created: inventory('2026-01-01') }],
  },
  'expires-soon': {
    yes: { entry: entryOf({ expires: '2026-06-20' }) },
    no: [{ entry: entryOf({ expires: '2026-09-01' }) }, { entry: entryOf({ expires: '2026-05-01' }) }],
  },
  'expired-referenced': {
    yes: { entry: entryOf({ expires: '2026-05-31' }), uses: [use()], validity: inactive },
    no: [{ entry: entryOf({ expires: '2026-05-31' }) }, { entry: entryOf({ expires: '2026-06-01' }), uses: [use()] }],
  },
  'no-expiry': {
    yes: { provider: 'klipy', entry: entryOf({ expires: 'never' }) },
    no: [
      { provider: 'klipy', entry: entryOf({ expires: '2027-01-01' }) },
      { provider: 'clarky', entry: entryOf({ expires: 'never' }) },
      { provider: 'klipy' },
    ],
  },
  shared: {
    yes: { uses: [use({ service: 'services/a' }), use({ service: 'services/b' })] },
    no: [{ uses: [use(), use()] }, { uses: [use({ service: 'services/a' }), use()] }],
  },
  'live-in-test': {
    yes: { uses: [use({ isTest: true })] },
    no: [{ uses: [use()] }, { uses: [use({ isTest: true })], environment: 'test' }],
  },
  'test-in-production': {
    yes: { uses: [use({ stage: 'production' })], environment: 'test' },
    no: [{ uses: [use({ stage: 'production' })] }, { uses: [use()], environment: 'test' }],
  },
  'client-side': { yes: { uses: [use({ clientSide: client })] }, no: [{ uses: [use()] }] },
  'over-scoped': {
    yes: { entry: entryOf({ scopes: ['read', 'write'], needs: ['read'] }) },
    no: [{ entry: entryOf({ scopes: ['read'], needs: ['read', 'write'] }) }, { entry: entryOf({ scopes: ['read'] }) }],
  },
  'rotated-but-active': {
    yes: { entry: entryOf({ successor: { name: 'b', created: '2026-05-20' } }), validity: active },
    no: [{ entry: entryOf({ successor: { name: 'b', created: null } }), validity: inactive }],
  },
  'not-in-inventory': { yes: { hasInventory: true }, no: [{}, { hasInventory: true, entry: entryOf() }] },
  unused: {
    yes: { entry: entryOf({ lastUsed: '2026-04-01' }) },
    no: [{ entry: entryOf({ lastUsed: '2026-05-20' }) }, { entry: entryOf() }],
  },
  unowned: {
    yes: { entry: entryOf({ owner: null }), owner: null },
    no: [
      { entry: entryOf(), owner: null },
      { entry: entryOf({ owner: null }), owner: { name: '@sales', source: 'codeowners' } },
      { entry: entryOf({ owner: null }), owner: { name: 'Ann', source: 'blame' } },
      {},
    ],
  },
};

describe.each(codes)('%s', (code) => {
  it('is told where the facts say so', () => {
    expect(told(cases[code].yes)).toEqual([code]);
  });

  it.each(cases[code].no.map((facts) => [JSON.stringify(facts), facts] as const))('is not told of %s', (_, facts) => {
    expect(told(facts)).not.toContain(code);
  });

  it('carries a sentence, its evidence and how sure it is', () => {
    const [verdict] = judge(cases[code].yes);
    expect(verdict?.message).toMatch(/^[A-Z].*[.!]$/);
    expect(verdict?.evidence).toMatch(/^\S.*\.$/);
    expect(['exact', 'bound', 'likely']).toContain(verdict?.certainty);
    expect(verdict?.due ?? '2026-01-01').toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });
});

it('says "at least" of an age from git, and that it is exact from an inventory', () => {
  expect(judge({ created: git('2026-01-01') })[0]).toMatchObject({
    message:
      'The key is at least 151 days old, and is to be replaced after 90 days: create a new one and revoke this one.',
    certainty: 'bound',
    due: '2026-04-01',
  });
  expect(judge({ created: inventory('2026-01-01') })[0]).toMatchObject({
    message: 'The key is 151 days old, and is to be replaced after 90 days: create a new one and revoke this one.',
    certainty: 'exact',
  });
});

it('takes the lifetime of a short-lived key for its measure', () => {
  const short = { created: inventory('2026-05-25'), entry: entryOf({ expires: '2026-06-04' }) };
  expect(judgeKey(factsOf(short), defaultPolicy, new Date('2026-05-30T00:00:00Z'))).toEqual([]);
  expect(judgeKey(factsOf(short), defaultPolicy, new Date('2026-06-02T00:00:00Z')).map(({ code }) => code)).toEqual([
    'rotation-overdue',
    'expires-soon',
  ]);
});

it('takes Klipy’s ALL for too much unless all is needed', () => {
  const all = (needs: string[] | null) =>
    told({ provider: 'klipy', entry: entryOf({ scopes: ['ALL'], needs, expires: '2027-01-01' }) });
  expect(all(null)).toEqual(['over-scoped']);
  expect(all(['people:read'])).toEqual(['over-scoped']);
  expect(all(['ALL'])).toEqual([]);
});

it('tells the worst first', () => {
  const verdicts = told({
    leaks: 1,
    validity: active,
    created: git('2020-01-01'),
    uses: [use({ clientSide: client })],
    hasInventory: true,
  });
  expect(verdicts).toEqual(['leaked-active', 'client-side', 'rotation-overdue', 'not-in-inventory']);
});

it('counts a preset, the user’s figures over it, and a rule for some keys over both', () => {
  const policy = policyOf('nist-800-57', { warnDays: 1, rules: [{ provider: 'klipy', scope: 'ALL', rotateDays: 10 }] });
  const old = {
    created: inventory('2026-05-01'),
    entry: entryOf({ scopes: ['ALL'], needs: ['ALL'], expires: '2027-01-01' }),
  };
  const by = (provider: string) => judgeKey(factsOf({ ...old, provider }), policy, NOW).map(({ code }) => code);
  expect(by('klipy')).toEqual(['rotation-overdue']);
  expect(by('clarky')).toEqual([]);
});
