/** Whose the keys of one repository are, as far as it tells. */
import { RepositoryOwners } from '@keyturn/inventory/owners';
import type { OwnedKey } from '@keyturn/ledger';
import type { KeyMask } from '@keyturn/report';
import type { Finding } from '@keyturn/scanner';

/** @param path the repository on this machine */
export async function ownersIn(
  path: string,
  findings: readonly Finding[],
  { fingerprintKey, mask }: { readonly fingerprintKey: string | null; readonly mask: KeyMask },
): Promise<OwnedKey[]> {
  const repository = new RepositoryOwners(path, fingerprintKey);
  const owners: OwnedKey[] = [];
  for (const { fingerprint, occurrences, firstSeen } of findings) {
    const owner = await repository.of(fingerprint, occurrences, firstSeen?.author);
    if (owner === null || owner === 'not-asked') continue;
    owners.push({ fingerprint, owner: mask.text(owner.name), source: owner.source });
  }
  return owners;
}
