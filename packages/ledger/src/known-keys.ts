import { sql } from 'kysely';
import { checkNewEntries } from '@keyturn/inventory';
import type { KeyEntry } from '@keyturn/inventory';
import type { Database } from './database.ts';
import { told } from './failure.ts';
import type { Tables } from './schema.ts';

type Row = Tables['known_key'];

/** The inventory, where it is kept in the ledger: the same entries as those of a `keys.yaml`. */
export class KnownKeys {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** By name. */
  async list(): Promise<KeyEntry[]> {
    return (await this.#database.db.selectFrom('known_key').selectAll().orderBy('name').execute()).map(entryOf);
  }

  /**
   * Adds keys, all or none; of several that add at once, each waits for the one before.
   *
   * @throws KeyturnError `usage` where a name or a key is there already, or one replaces a key that is not; `store`
   */
  async add(entries: readonly KeyEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const { db, kind, location } = this.#database;
    try {
      await db.transaction().execute(async (tx) => {
        // SQLite's transaction is alone from its beginning.
        if (kind === 'postgres') await sql`lock table known_key in share row exclusive mode`.execute(tx);
        const present = await tx.selectFrom('known_key').selectAll().execute();
        checkNewEntries(entries, present.map(entryOf), `The ledger ${location}`);
        for (const entry of entries) await tx.insertInto('known_key').values(rowOf(entry)).execute();
      });
    } catch (error) {
      throw told(error, location);
    }
  }

  /** @returns whether there was one */
  async remove(name: string): Promise<boolean> {
    const { numDeletedRows } = await this.#database.db
      .deleteFrom('known_key')
      .where('name', '=', name)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}

function rowOf(entry: KeyEntry): Row {
  const { name, fingerprint, provider, owner, environment, workspace, created, expires, lastUsed, replaces } = entry;
  return {
    name,
    fingerprint,
    provider,
    owner: owner ?? null,
    environment: environment ?? null,
    workspace: workspace ?? null,
    created: created ?? null,
    expires: expires ?? null,
    last_used: lastUsed ?? null,
    replaces: replaces ?? null,
    scopes: JSON.stringify(entry.scopes ?? null),
    needs: JSON.stringify(entry.needs ?? null),
    places: JSON.stringify(entry.where ?? null),
  };
}

/** What nobody said is left out, as in a file. */
function entryOf(row: Row): KeyEntry {
  const { name, provider, fingerprint, owner, environment, workspace, created, expires, replaces } = row;
  const list = (json: string | null): string[] | null => JSON.parse(json ?? 'null') as string[] | null;
  const said = {
    owner,
    environment,
    workspace,
    scopes: list(row.scopes),
    needs: list(row.needs),
    created,
    expires,
    lastUsed: row.last_used,
    where: list(row.places),
    replaces,
  };
  const known = Object.entries(said).filter(([, value]) => value !== null);
  return { name, provider, fingerprint, ...(Object.fromEntries(known) as Partial<KeyEntry>) };
}
