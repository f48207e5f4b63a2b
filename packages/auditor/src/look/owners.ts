/** Whose a key is, as far as its repository tells: CODEOWNERS for the place where it stands, else who brought it there. */
import type { OwnedKey } from '@keyturn/ledger';
import type { KeyMask } from '@keyturn/report';
import { printable } from '@keyturn/scanner';
import type { Finding } from '@keyturn/scanner';
import { readCodeowners } from '@keyturn/inventory/owners';

/** @param path the repository on this machine */
export async function ownersIn(path: string, findings: readonly Finding[], mask: KeyMask): Promise<OwnedKey[]> {
  if (findings.length === 0) return [];
  const ownersOf = await readCodeowners(path).catch(() => null);
  return findings.flatMap((finding): OwnedKey[] => {
    const { fingerprint, occurrences, firstSeen } = finding;
    const paths = occurrences.flatMap((one) =>
      one.path !== null && (one.git === null || one.git.refs.length > 0) ? [one.path] : [],
    );
    for (const one of ownersOf === null ? [] : paths) {
      const owner = ownersOf?.(one) ?? null;
      if (owner !== null) return [{ fingerprint, owner: mask.text(owner), source: 'codeowners' }];
    }
    const author = firstSeen?.author ?? occurrences.find(({ git }) => (git?.author ?? null) !== null)?.git?.author;
    if (author === undefined || author === null || author === '') return [];
    return [{ fingerprint, owner: printable(mask.text(author)), source: 'blame' }];
  });
}
