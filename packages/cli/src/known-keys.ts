/** What an inventory says of the keys that a scan finds, and whom their repositories name. Loaded only where there is an inventory or a ledger. */
import { join, relative } from 'node:path';
import type { KeyFacts, Known } from '@keyturn/hygiene';
import { knownKeys, readKeysFile } from '@keyturn/inventory';
import { RepositoryOwners } from '@keyturn/inventory/owners';
import type { OwnedPlace } from '@keyturn/inventory/owners';
import type { Occurrence, ScanResult } from '@keyturn/scanner';
import { Repositories } from './hygiene.ts';
import type { Owners } from './hygiene.ts';
import type { ScanLedger } from './scan-ledger.ts';

export type KnownKeys = ReadonlyMap<string, Known>;

/**
 * The inventory of a scan: the file that was named, else that of the ledger which the scan is written into, else that of the user's
 * own configuration. A ledger that knows no key is none.
 *
 * @throws KeyturnError `config`, `usage` where a file is not there or is none
 */
export async function knownKeysOf(
  named: string | undefined,
  ledger: ScanLedger | undefined,
  configured: string | null,
): Promise<KnownKeys | undefined> {
  if (named !== undefined) return knownKeys(readKeysFile(named));
  if (ledger === undefined) {
    return configured === null || configured === 'ledger' ? undefined : knownKeys(readKeysFile(configured));
  }
  const entries = await ledger.inventory();
  return entries.length === 0 ? undefined : knownKeys(entries);
}

/**
 * Whom CODEOWNERS, else blame, names for each key that the inventory knows no owner of.
 *
 * @param known undefined: there is no inventory
 */
export async function ownersOf(
  { findings, roots }: Pick<ScanResult, 'findings' | 'roots'>,
  paths: readonly string[],
  known: KnownKeys | undefined,
): Promise<Owners> {
  const fingerprintKey = process.env['KEYTURN_FINGERPRINT_KEY'] ?? null;
  const repositories = new Repositories(roots, paths);
  const asked = new Map<string, RepositoryOwners>();
  const owners = new Map<string, KeyFacts['owner']>();
  for (const { fingerprint, occurrences, firstSeen } of findings) {
    if ((known?.get(fingerprint)?.entry?.owner ?? null) !== null) continue;
    let owner: KeyFacts['owner'] = null;
    for (const [top, places] of byRepository(occurrences, roots, repositories)) {
      const repository = asked.get(top) ?? new RepositoryOwners(top, fingerprintKey);
      asked.set(top, repository);
      owner = await repository.of(fingerprint, places, firstSeen?.author);
      if (owner !== null) break;
    }
    owners.set(fingerprint, owner);
  }
  return owners;
}

function byRepository(
  occurrences: readonly Occurrence[],
  roots: readonly string[],
  repositories: Repositories,
): Map<string, OwnedPlace[]> {
  const places = new Map<string, OwnedPlace[]>();
  for (const one of occurrences) {
    const top = repositories.of(one);
    if (top === null) continue;
    const path = one.path === null ? null : relative(top, join(roots[one.root] ?? top, one.path)).replaceAll('\\', '/');
    const known = places.get(top);
    if (known === undefined) places.set(top, [{ ...one, path }]);
    else known.push({ ...one, path });
  }
  return places;
}
