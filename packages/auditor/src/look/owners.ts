/** Whose the keys of one repository are, as far as it tells. */
import { readCodeowners, RepositoryOwners } from '@keyturn/inventory/owners';
import type { OwnedKey } from '@keyturn/ledger';
import type { KeyMask } from '@keyturn/report';
import type { Finding } from '@keyturn/scanner';

interface OwnersSettings {
  readonly fingerprintKey: string | null;
  readonly mask: KeyMask;
  /** A mirror is ours, and what was read of it is kept beside it. */
  readonly isMirror: boolean;
}

/** @param path the repository on this machine */
export async function ownersIn(
  path: string,
  findings: readonly Finding[],
  { fingerprintKey, mask, isMirror }: OwnersSettings,
): Promise<OwnedKey[]> {
  // Loaded for mirrors alone: with it comes zod, a twentieth of the time that a small audit takes.
  const readOwners = isMirror ? (await import('../mirrors/codeowners.ts')).mirroredCodeowners : readCodeowners;
  const repository = new RepositoryOwners(path, fingerprintKey, readOwners);
  const owners: OwnedKey[] = [];
  for (const { fingerprint, occurrences, firstSeen } of findings) {
    const owner = await repository.of(fingerprint, occurrences, firstSeen?.author);
    if (owner === null || owner === 'not-asked') continue;
    owners.push({ fingerprint, owner: mask.text(owner.name), source: owner.source });
  }
  return owners;
}
