import type { Database } from './database.ts';

/** A key that somebody knows of, without its value. Dates are `YYYY-MM-DD` or instants, as they were given. */
export interface KnownKey {
  readonly name: string;
  readonly fingerprint: string;
  readonly provider: string;
  readonly owner: string | null;
  readonly environment: string | null;
  readonly scopes: readonly string[];
  readonly workspace: string | null;
  readonly created: string | null;
  readonly expires: string | null;
  /** Where it is kept: `env:NAME`, `file:PATH`, … */
  readonly locator: string | null;
  /** The name of the key that it succeeds. */
  readonly replaces: string | null;
}

/** The inventory, where it is kept in the ledger. */
export class KnownKeys {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** By name. */
  async list(): Promise<KnownKey[]> {
    const rows = await this.#database.db.selectFrom('known_key').selectAll().orderBy('name').execute();
    return rows.map((row) => ({ ...row, scopes: JSON.parse(row.scopes) as string[] }));
  }

  /** Adds a key, or replaces the one of its name. */
  async put(key: KnownKey): Promise<void> {
    const { name, ...rest } = key;
    const values = { ...rest, scopes: JSON.stringify(key.scopes) };
    await this.#database.db
      .insertInto('known_key')
      .values({ name, ...values })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
      .execute();
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
