/** A backup is a ledger in a file, whatever database it was taken from; restoring fills an empty ledger of either kind from one. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { sql } from 'kysely';
import type { ControlledTransaction, Kysely } from 'kysely';
import { KeyturnError } from '@keyturn/scanner';
import type { Database } from './database.ts';
import { isCurrent, migrate } from './migrate.ts';
import { tableNames } from './schema.ts';
import type { Tables } from './schema.ts';
import { openSqlite } from './sqlite.ts';

/** Rows a step; times the columns of the widest table it stays below SQLite's 32,766 parameters. */
const PAGE = 1_500;
const JOURNALS = ['', '-wal', '-shm', '-journal'];

/** The file is there whole or not at all. @throws KeyturnError `store` where it is there already */
export async function backup(database: Database, file: string): Promise<void> {
  if (existsSync(file)) {
    throw new KeyturnError('store', `${file} is there already, and is left as it is. Name a new file.`);
  }
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const copy = await openSqlite(temporary);
    try {
      await migrate(copy);
      const from = await snapshot(database);
      try {
        await copy.db.transaction().execute((tx) => copyAll(from, { ...copy, db: tx }));
      } finally {
        await from.rollback().execute();
      }
      // Takes the journal in, so that one file is all.
      await sql`pragma journal_mode = delete`.execute(copy.db);
    } finally {
      await copy.db.destroy();
    }
    renameSync(temporary, file);
  } finally {
    for (const suffix of JOURNALS) rmSync(temporary + suffix, { force: true });
  }
}

export async function restore(database: Database, file: string): Promise<void> {
  if (!existsSync(file)) throw new KeyturnError('store', `There is no backup ${file}.`);
  const { db, location } = database;
  for (const table of tableNames) {
    const row = await db
      .selectFrom(table)
      .select(sql<number>`1`.as('one'))
      .limit(1)
      .executeTakeFirst();
    if (row !== undefined) {
      throw new KeyturnError('store', `The ledger ${location} is not empty: a backup is restored into a new one.`);
    }
  }
  const source = await openSqlite(file);
  try {
    if (!(await isCurrent(source))) await migrate(source);
    await db.transaction().execute(async (tx) => {
      await copyAll(source.db, { ...database, db: tx });
    });
  } finally {
    await source.db.destroy();
  }
}

/** All that is read is as of one instant, whatever is written meanwhile. */
export async function snapshot({ db }: Database): Promise<ControlledTransaction<Tables>> {
  return db.startTransaction().setAccessMode('read only').setIsolationLevel('repeatable read').execute();
}

async function copyAll(from: Kysely<Tables>, { db, kind }: Pick<Database, 'db' | 'kind'>): Promise<void> {
  for (const table of tableNames) {
    const key = PRIMARY_KEYS[table];
    let last: Record<string, unknown> | undefined;
    do {
      const rows = await pageOf(from, table, key, last);
      if (rows.length > 0) {
        await db.insertInto(table).values(rows).execute();
      }
      last = rows.length < PAGE ? undefined : rows.at(-1);
    } while (last !== undefined);
    if (kind === 'postgres' && key.length === 1 && key[0] === 'id') await raiseSequence(db, table);
  }
}

const PRIMARY_KEYS: Readonly<Record<keyof Tables, readonly string[]>> = {
  audit: ['id'],
  target: ['id'],
  audit_target: ['audit_id', 'target_id'],
  coverage_gap: ['audit_id', 'target_id', 'ordinal'],
  key: ['id'],
  occurrence: ['id'],
  suppression: ['id'],
  sighting: ['audit_id', 'occurrence_id'],
  validity_check: ['key_id', 'checked_at', 'state'],
  key_event: ['id'],
  known_key: ['name'],
  audit_request: ['audit_id'],
  repository: ['target_id'],
  outbox: ['id'],
  issue: ['key_id', 'tracker'],
};

async function pageOf(
  db: Kysely<Tables>,
  table: keyof Tables,
  key: readonly string[],
  last: Record<string, unknown> | undefined,
): Promise<Record<string, unknown>[]> {
  const columns = sql.join(key.map((name) => sql.ref(name)));
  const after = last === undefined ? sql`` : sql`where (${columns}) > (${sql.join(key.map((name) => last[name]))})`;
  const { rows } = await sql<
    Record<string, unknown>
  >`select * from ${sql.table(table)} ${after} order by ${columns} limit ${PAGE}`.execute(db);
  return rows;
}

/** Rows were given their ids; the next one the database gives must be a new one. */
async function raiseSequence(db: Kysely<Tables>, table: keyof Tables): Promise<void> {
  await sql`select setval(pg_get_serial_sequence(${table}, 'id'), (select coalesce(max(id), 0) + 1 from ${sql.table(table)}), false)`.execute(
    db,
  );
}
