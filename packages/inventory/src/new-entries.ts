import { KeyturnError } from '@keyturn/scanner';
import { entrySchema } from './schema.ts';
import type { KeyEntry } from './schema.ts';

/**
 * What holds for every inventory, wherever it is kept: each name once, each key once, and successors of keys that are there.
 *
 * @param location what the inventory is called in messages
 * @throws KeyturnError `usage`
 */
export function checkNewEntries(entries: readonly KeyEntry[], present: readonly KeyEntry[], location: string): void {
  const names = new Map(present.map(({ name, fingerprint }) => [name, fingerprint]));
  const keys = new Map(present.map(({ name, fingerprint }) => [fingerprint, name]));
  for (const entry of entries) {
    const { name, fingerprint, replaces } = entry;
    const [issue] = entrySchema.safeParse(entry).error?.issues ?? [];
    if (issue !== undefined) {
      throw new KeyturnError('usage', `${name}: ${issue.path.join('.')} takes ${issue.message}.`);
    }
    if (names.has(name)) {
      throw new KeyturnError('usage', `${location} has a key named ${name} already. Choose another name.`);
    }
    const same = keys.get(fingerprint);
    if (same !== undefined) throw new KeyturnError('usage', `This key is in ${location} already, as ${same}.`);
    if (replaces !== undefined && !names.has(replaces)) {
      throw new KeyturnError('usage', `There is no key named ${replaces} to be replaced. keyturn keys list shows all.`);
    }
    names.set(name, fingerprint);
    keys.set(fingerprint, name);
  }
}
