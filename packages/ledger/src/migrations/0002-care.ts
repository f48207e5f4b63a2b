import type { Kysely } from 'kysely';
import type { DatabaseKind } from '../database.ts';

/** Who looks after a key, where its rotation stands, and the keys that one knows. */
export async function care(db: Kysely<never>, _kind: DatabaseKind): Promise<void> {
  const { schema } = db;
  await schema.alterTable('key').addColumn('owner', 'text').execute();
  await schema.alterTable('key').addColumn('owner_source', 'text').execute();
  await schema
    .alterTable('key')
    .addColumn('rotation', 'text', (col) => col.notNull().defaultTo('none'))
    .execute();
  await schema.alterTable('key').addColumn('rotate_by', 'text').execute();
  await schema
    .createTable('known_key')
    .addColumn('name', 'text', (col) => col.primaryKey())
    .addColumn('fingerprint', 'text', (col) => col.notNull())
    .addColumn('provider', 'text', (col) => col.notNull())
    .addColumn('owner', 'text')
    .addColumn('environment', 'text')
    .addColumn('scopes', 'text', (col) => col.notNull())
    .addColumn('workspace', 'text')
    .addColumn('created', 'text')
    .addColumn('expires', 'text')
    .addColumn('locator', 'text')
    .addColumn('replaces', 'text')
    .execute();
  await schema.createIndex('known_key_fingerprint').on('known_key').column('fingerprint').execute();
}
