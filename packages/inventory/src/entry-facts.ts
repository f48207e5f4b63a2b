/** What an inventory says of its keys, as facts for the verdicts. */
import type { Entry, KeyFacts, Known, Stage } from '@keyturn/hygiene';
import type { KeyEntry } from './schema.ts';

const STAGES: readonly (readonly [RegExp, Stage])[] = [
  [/^(?:live|prod|production)$/i, 'production'],
  [/^(?:stage|staging|preprod|preview|uat)$/i, 'staging'],
  [/^(?:test|testing|ci)$/i, 'test'],
  [/^(?:dev|develop|development|local)$/i, 'development'],
];

function factsOf(entry: KeyEntry, successor: KeyEntry | undefined): Entry {
  return {
    name: entry.name,
    owner: entry.owner ?? null,
    environment: STAGES.find(([word]) => word.test(entry.environment ?? ''))?.[1] ?? null,
    scopes: entry.scopes ?? null,
    needs: entry.needs ?? null,
    expires: entry.expires ?? null,
    lastUsed: entry.lastUsed ?? null,
    successor: successor === undefined ? null : { name: successor.name, created: successor.created ?? null },
  };
}

/** What the inventory knows, by fingerprint. */
export function knownKeys(entries: readonly KeyEntry[]): ReadonlyMap<string, Known> {
  const successors = new Map(
    entries.flatMap((one) => (one.replaces === undefined ? [] : [[one.replaces, one] as const])),
  );
  return new Map(
    entries.map((entry) => [
      entry.fingerprint,
      {
        entry: factsOf(entry, successors.get(entry.name)),
        created: entry.created === undefined ? null : { date: entry.created, source: 'inventory', exact: true },
      },
    ]),
  );
}

/** A key of the inventory by itself: nothing was scanned; where it is kept are its uses. */
export function factsOfEntry(entry: KeyEntry, known: Known, validity: KeyFacts['validity']): KeyFacts {
  return {
    provider: entry.provider,
    environment: 'unknown',
    validity,
    isVerified: validity.state !== 'not-checked',
    leaks: 0,
    uses: (entry.where ?? []).map((where) => ({
      repository: null,
      service: null,
      stage: null,
      isTest: false,
      clientSide: null,
      where,
    })),
    created: known.created,
    entry: known.entry,
    owner: 'not-asked',
    hasInventory: true,
  };
}
