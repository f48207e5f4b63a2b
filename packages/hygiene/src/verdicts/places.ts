/** Verdicts on where a key stands: shared, live-in-test, test-in-production, client-side. */
import { providers } from '@keyturn/providers';
import type { KeyFacts, Use } from '../facts.ts';
import type { Verdict } from '../verdict.ts';

/** Places that are named. */
const NAMED = 3;

const listed = (all: readonly string[]): string =>
  all.length > NAMED ? `${all.slice(0, NAMED).join(', ')} and ${all.length - NAMED} more` : all.join(', ');

const placesOf = (uses: readonly Use[]): string => listed([...new Set(uses.map(({ where }) => where))]);

function distinct(uses: readonly Use[], pick: (use: Use) => string | null): string[] {
  return [...new Set(uses.map(pick).filter((one) => one !== null))].toSorted((a, b) => (a < b ? -1 : 1));
}

export function places(facts: KeyFacts): Verdict[] {
  return facts.validity.state === 'inactive'
    ? []
    : [...clientSide(facts), ...liveInTest(facts), ...shared(facts), ...testInProduction(facts)];
}

function clientSide({ uses, environment }: KeyFacts): Verdict[] {
  const delivered = uses.filter((use) => use.clientSide !== null);
  const first = delivered.find((use) => use.clientSide?.certainty === 'certain') ?? delivered[0];
  if (!first?.clientSide) return [];
  const { evidence, certainty } = first.clientSide;
  const more = delivered.length > 1 ? ` ${delivered.length - 1} more of its places are like it.` : '';
  return [
    {
      code: 'client-side',
      message: `Everybody who uses the page or the app ${certainty === 'certain' ? 'gets' : 'probably gets'} this ${environment === 'test' ? 'test ' : ''}key: move the call to a server.`,
      evidence: `${first.where}: ${evidence}.${more}`,
      certainty: certainty === 'certain' ? 'exact' : 'likely',
      due: null,
    },
  ];
}

function liveInTest({ uses, environment, entry }: KeyFacts): Verdict[] {
  const isLive = environment === 'live' || (environment === 'unknown' && entry?.environment === 'production');
  const found = isLive ? uses.filter((use) => use.isTest || use.stage === 'test' || use.stage === 'development') : [];
  if (found.length === 0) return [];
  return [
    {
      code: 'live-in-test',
      message: 'A live key stands in files for tests or development: use a key of their own there.',
      evidence: `${placesOf(found)}; ${environment === 'live' ? 'the key’s own prefix says that it is live' : `the inventory says that ${entry?.name ?? 'it'} is for production`}.`,
      certainty: environment === 'live' ? 'exact' : 'likely',
      due: null,
    },
  ];
}

function testInProduction({ uses, environment }: KeyFacts): Verdict[] {
  const found = environment === 'test' ? uses.filter((use) => use.stage === 'production' && !use.isTest) : [];
  if (found.length === 0) return [];
  return [
    {
      code: 'test-in-production',
      message: 'A test key stands in files for production: whatever uses it there does not do what it should.',
      evidence: `${placesOf(found)}; the key’s own prefix says that it is for tests.`,
      certainty: 'exact',
      due: null,
    },
  ];
}

function shared({ uses, provider: id }: KeyFacts): Verdict[] {
  if (uses.length < 2) return [];
  const kinds: readonly (readonly [string, string[]])[] = [
    ['repositories', distinct(uses, ({ repository }) => repository)],
    // Services are told apart within one repository.
    [
      'services',
      distinct(uses, ({ repository, service }) => (service === null ? null : `${repository ?? ''}\0${service}`)),
    ],
    ['environments', distinct(uses, ({ stage }) => stage)],
  ];
  const several = kinds.filter(([, names]) => names.length > 1);
  if (several.length === 0) return [];
  const vendor = providers.find((one) => one.id === id)?.name;
  return [
    {
      code: 'shared',
      message: `One key serves ${several.map(([kind, names]) => `${names.length} ${kind}`).join(' and ')}: give each its own${vendor === undefined ? '' : ` ${vendor} key`}, so that one can be revoked without the others.`,
      evidence: `${several.map(([kind, names]) => `${kind}: ${listed(names.map((name) => name.slice(name.indexOf('\0') + 1)))}`).join('; ')}. It stands in ${placesOf(uses)}.`,
      // Found within what was looked at: there may be more.
      certainty: 'bound',
      due: null,
    },
  ];
}
