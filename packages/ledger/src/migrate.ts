import { Migrator } from 'kysely';
import type { Kysely } from 'kysely';
import { KeyturnError } from '@keyturn/scanner';
import type { Database } from './database.ts';
import { migrations } from './migrations/index.ts';
import type { Tables } from './schema.ts';

/**
 * Brings a ledger to this version's schema, in one transaction; two that start at once do it once.
 *
 * @param last the migration to stop at, for tests of older versions; the newest by default
 * @throws KeyturnError `store` where the ledger is of a newer Keyturn
 */
export async function migrate({ db, kind }: Database, last?: string): Promise<void> {
  const names = Object.keys(migrations);
  const migrator = new Migrator({
    db,
    migrationTableName: 'ledger_migration',
    migrationLockTableName: 'ledger_migration_lock',
    provider: {
      getMigrations: () =>
        Promise.resolve(
          Object.fromEntries(
            Object.entries(migrations).map(([name, up]) => [name, { up: (one: Kysely<never>) => up(one, kind) }]),
          ),
        ),
    },
  });
  const applied = await appliedMigrations(db);
  const foreign = applied.filter((name) => !names.includes(name));
  if (foreign.length > 0) {
    throw new KeyturnError(
      'store',
      `The ledger was written by a newer Keyturn (it has ${foreign.join(', ')}). Update Keyturn to read it.`,
    );
  }
  if (last === undefined && applied.length === names.length) return;
  const { error } = last === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(last);
  if (error !== undefined) throw error;
}

/** Whether it holds what this version expects, without writing. */
export async function isCurrent(database: Database): Promise<boolean> {
  return (await appliedMigrations(database.db)).length === Object.keys(migrations).length;
}

async function appliedMigrations(db: Kysely<Tables>): Promise<string[]> {
  const tables = await db.introspection.getTables();
  if (!tables.some(({ name }) => name === 'ledger_migration')) return [];
  const rows = await (db as unknown as Kysely<{ ledger_migration: { name: string } }>)
    .selectFrom('ledger_migration')
    .select('name')
    .execute();
  return rows.map(({ name }) => name);
}
