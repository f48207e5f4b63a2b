import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { DatabaseKind } from '../database.ts';
import { identity } from '../database.ts';

/**
 * Places lie by key and target, so that what an audit writes lands side by side: an index over digests alone took each row at another
 * page, and a million of them did not fit into memory. Both tables grow by one row a place and are written by statements that take their
 * ids from the rows themselves, so they do without a look into another table for each row.
 */
export async function places(db: Kysely<never>, kind: DatabaseKind): Promise<void> {
  await (kind === 'sqlite' ? rebuild(db) : alter(db));
  await db.schema
    .createIndex('occurrence_place')
    .unique()
    .on('occurrence')
    .columns(['key_id', 'target_id', 'digest'])
    .execute();
}

async function alter(db: Kysely<never>): Promise<void> {
  for (const [table, columns] of [
    ['occurrence', ['key_id', 'target_id']],
    ['sighting', ['audit_id', 'occurrence_id', 'suppression_id']],
  ] as const) {
    for (const column of columns) {
      await db.schema.alterTable(table).dropConstraint(`${table}_${column}_fkey`).execute();
    }
  }
  await db.schema.alterTable('occurrence').dropConstraint('occurrence_digest_key').execute();
  await db.schema.dropIndex('occurrence_key').execute();
}

/** SQLite takes no constraint from a table: new ones take the old ones' rows and names. */
async function rebuild(db: Kysely<never>): Promise<void> {
  const id = identity('sqlite');
  await db.schema
    .createTable('occurrence_new')
    .addColumn('id', id.type, id.build)
    .addColumn('digest', 'text', (col) => col.notNull())
    .addColumn('key_id', 'bigint', (col) => col.notNull())
    .addColumn('target_id', 'bigint', (col) => col.notNull())
    .addColumn('source', 'text', (col) => col.notNull())
    .addColumn('path', 'text')
    .addColumn('ordinal', 'integer', (col) => col.notNull())
    .addColumn('encoding', 'text', (col) => col.notNull())
    .addColumn('commit_id', 'text')
    .addColumn('blob', 'text')
    .addColumn('author', 'text')
    .addColumn('author_email', 'text')
    .addColumn('committed_at', 'text')
    .addColumn('refs', 'text', (col) => col.notNull())
    .addColumn('removed', 'text')
    .execute();
  await sql`insert into occurrence_new select id, digest, key_id, target_id, source, path, ordinal, encoding, commit_id, blob, author,
    author_email, committed_at, refs, removed from occurrence order by id`.execute(db);
  await db.schema
    .createTable('sighting_new')
    .addColumn('audit_id', 'bigint', (col) => col.notNull())
    .addColumn('occurrence_id', 'bigint', (col) => col.notNull())
    .addColumn('start_line', 'integer', (col) => col.notNull())
    .addColumn('start_column', 'integer', (col) => col.notNull())
    .addColumn('end_line', 'integer', (col) => col.notNull())
    .addColumn('end_column', 'integer', (col) => col.notNull())
    .addColumn('suppression_id', 'bigint')
    .addPrimaryKeyConstraint('sighting_pk', ['audit_id', 'occurrence_id'])
    // One tree in place of a table and its index.
    .modifyEnd(sql`without rowid`)
    .execute();
  await sql`insert into sighting_new select audit_id, occurrence_id, start_line, start_column, end_line, end_column, suppression_id
    from sighting order by audit_id, occurrence_id`.execute(db);
  for (const name of ['sighting', 'occurrence']) {
    await db.schema.dropTable(name).execute();
    await db.schema.alterTable(`${name}_new`).renameTo(name).execute();
  }
}
