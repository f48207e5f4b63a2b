/** What the commands on keys share: where the inventory is, and what can be a key. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { addToKeysFile, readKeysFile, readKeysFileIfAny } from '@keyturn/inventory';
import type { KeyEntry } from '@keyturn/inventory';
import type { Ledger } from '@keyturn/ledger';
import { providers } from '@keyturn/providers';
import { isPlaceholder, KeyturnError, Secret } from '@keyturn/scanner';

/** The value as a secret, if it can be a key of the provider's. @throws KeyturnError `usage` */
export function secretOf(id: string, value: string): Secret {
  const provider = providers.find((one) => one.id === id);
  if (provider === undefined) {
    throw new KeyturnError('usage', `There is no provider ${id}. Known: ${providers.map((one) => one.id).join(', ')}.`);
  }
  const trimmed = value.trim();
  const shape = provider.shapes.find(({ prefix }) => trimmed.startsWith(prefix));
  const tail = trimmed.slice(shape?.prefix.length ?? 0);
  if (
    trimmed === '' ||
    (shape === undefined && provider.shapes.length > 0) ||
    !/^[\x21-\x7E]+$/.test(trimmed) ||
    isPlaceholder(tail)
  ) {
    throw new KeyturnError('usage', `That is no key of ${provider.name}’s. Nothing was written down.`);
  }
  return new Secret(trimmed, shape?.prefix.length ?? 0);
}

export interface InventoryFlags {
  readonly inventory?: string;
  readonly ledger?: string | true;
}

/** The keys one knows, wherever they are kept. */
export interface Inventory {
  /** For people. */
  readonly location: string;
  /** The file to which locators are relative; null where others write to it too, whose locators run nothing here. */
  readonly file: string | null;
  read(): Promise<readonly KeyEntry[]>;
  /** All or none. @throws KeyturnError `usage`, `store` */
  add(entries: readonly KeyEntry[]): Promise<void>;
  /** The ledger that it is part of, which also takes what providers say. */
  readonly ledger: Ledger | null;
  close(): Promise<void>;
}

/**
 * The inventory that was named; else that of the user's own configuration, `ledger` or a file; else the user's own file.
 *
 * @param configured what the user's own configuration says
 * @throws KeyturnError `usage` where two were named; `store`
 */
export async function openInventory(flags: InventoryFlags, configured: string | null): Promise<Inventory> {
  const { inventory, ledger } = flags;
  if (inventory !== undefined && ledger !== undefined) {
    throw new KeyturnError('usage', 'The inventory is either a file (--inventory) or the ledger (--ledger).');
  }
  if (inventory !== undefined) return inFile(inventory, () => readKeysFile(inventory));
  if (ledger !== undefined || configured === 'ledger') {
    const { openLedger } = await import('@keyturn/ledger');
    return inLedger(await openLedger(typeof ledger === 'string' ? ledger : null));
  }
  const file = configured ?? ownFile();
  return inFile(file, () => readKeysFileIfAny(file));
}

/**
 * The entries of the inventory that was named; else of the user's own configuration's, `ledger` or a file; else of the user's
 * own file, if it is there.
 *
 * @param ledger the one that `ledger` means here
 */
export async function inventoryEntries(
  named: string | undefined,
  ledger: Ledger,
  configured: string | null,
): Promise<readonly KeyEntry[]> {
  if (named !== undefined) return readKeysFile(named);
  return configured === 'ledger' ? ledger.knownKeys.list() : readKeysFileIfAny(configured ?? ownFile());
}

/** The inventory as part of a ledger that is open. Closing it closes the ledger. */
function inLedger(ledger: Ledger): Inventory {
  return {
    location: `the ledger ${ledger.location}`,
    file: ledger.isShared ? null : ledger.location,
    read: () => ledger.knownKeys.list(),
    add: (entries) => ledger.knownKeys.add(entries),
    ledger,
    close: () => ledger.close(),
  };
}

function inFile(file: string, read: () => readonly KeyEntry[]): Inventory {
  return {
    location: file,
    file,
    read: () => Promise.resolve(read()),
    add: (entries) => addToKeysFile(file, entries),
    ledger: null,
    close: () => Promise.resolve(),
  };
}

function ownFile(): string {
  const state = process.env['XDG_STATE_HOME'];
  return join(state === undefined || state === '' ? join(homedir(), '.local', 'state') : state, 'keyturn', 'keys.yaml');
}
