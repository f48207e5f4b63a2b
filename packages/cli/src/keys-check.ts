/** Verifies the keys of an inventory where they are kept. */
import type { OwnConfig } from '@keyturn/config';
import { locate } from '@keyturn/inventory';
import type { KeyEntry } from '@keyturn/inventory';
import { providers } from '@keyturn/providers';
import { findingOf, Secret } from '@keyturn/scanner';
import type { Attribution, Finding, Validity } from '@keyturn/scanner';
import { now } from './clock.ts';
import { fingerprintOf } from './own-fingerprint.ts';
import { verifierFor } from './verification.ts';

/**
 * What each key's provider says of it, by the key's name.
 *
 * @param inventory the file to which locators are relative; null: others write to it too, and only variables are read
 */
export async function checkEntries(
  entries: readonly KeyEntry[],
  inventory: string | null,
  own: OwnConfig | null,
): Promise<Map<string, Validity>> {
  const validities = new Map<string, Validity>();
  const findings = new Map<string, Finding>();
  for (const entry of entries) {
    const found = await secretAt(entry, inventory);
    if (found instanceof Secret) findings.set(entry.name, entryFinding(entry, found));
    else validities.set(entry.name, unknown(found));
  }
  const workspace = entries.flatMap((entry) => entry.workspace ?? []);
  const verifier = verifierFor({ workspace: [...new Set(workspace)] }, own);
  try {
    await verifier.verify([...findings.values()]);
  } finally {
    await verifier.close();
  }
  for (const [name, { validity }] of findings) validities.set(name, validity);
  return validities;
}

/** The value that has the entry's fingerprint, from the first place that gives it; else why there is none. */
async function secretAt(entry: KeyEntry, inventory: string | null): Promise<Secret | string> {
  const reasons: string[] = [];
  for (const locator of entry.where ?? []) {
    if (inventory === null && !/^(?:env|github):/.test(locator)) {
      reasons.push('A ledger on a server is others’ to write: its locators read no file and run no program here.');
      continue;
    }
    const located = await locate(locator, inventory ?? '.');
    if ('reason' in located) {
      reasons.push(located.reason);
      continue;
    }
    const secret = new Secret(located.value, prefixOf(entry, located.value));
    if (fingerprintOf(secret) === entry.fingerprint) return secret;
    reasons.push(`${locator.split(/\s/)[0] ?? ''} holds another key.`);
  }
  return reasons.length === 0
    ? 'The inventory does not say where it is kept: keyturn keys add --where.'
    : reasons.join(' ');
}

function prefixOf({ provider: id }: KeyEntry, value: string): number {
  const shapes = providers.find((one) => one.id === id)?.shapes ?? [];
  return shapes.find(({ prefix }) => value.startsWith(prefix))?.prefix.length ?? 0;
}

const unknown = (reason: string): Validity => ({
  state: 'unknown',
  reason,
  checkedAt: now().toISOString(),
  endpoint: null,
});

/** The owner says whose key it is: nothing about it has to be guessed. */
function entryFinding({ provider, fingerprint, workspace }: KeyEntry, secret: Secret): Finding {
  const attribution: Attribution = {
    rule: providers.find(({ id }) => id === provider)?.probe?.checks[0] ?? '',
    provider,
    candidates: [provider],
    environment: 'unknown',
    confidence: 'high',
    evidence: [],
    rivalClear: false,
    workspaces: workspace === undefined ? [] : [workspace],
  };
  return findingOf(attribution, fingerprint, secret);
}
