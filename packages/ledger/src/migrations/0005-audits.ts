import type { Kysely } from 'kysely';
import { identity } from '../database.ts';
import type { DatabaseKind } from '../database.ts';

/** What an audit was asked for, the repositories it knows, and the messages that it owes. */
export async function audits(db: Kysely<never>, kind: DatabaseKind): Promise<void> {
  const { schema } = db;
  const id = identity(kind);
  await schema
    .createTable('audit_request')
    .addColumn('audit_id', 'bigint', (col) => col.primaryKey().references('audit.id'))
    .addColumn('digest', 'text', (col) => col.notNull())
    .addColumn('is_verified', 'integer', (col) => col.notNull())
    .addColumn('noticed_at', 'text')
    .execute();
  await schema
    .createTable('repository')
    .addColumn('target_id', 'bigint', (col) => col.primaryKey().references('target.id'))
    .addColumn('visibility', 'text', (col) => col.notNull())
    .addColumn('forge', 'text')
    .addColumn('forge_name', 'text')
    .execute();
  await schema
    .createTable('outbox')
    .addColumn('id', id.type, id.build)
    .addColumn('dedupe', 'text', (col) => col.notNull().unique())
    .addColumn('channel', 'text', (col) => col.notNull())
    .addColumn('payload', 'text', (col) => col.notNull())
    .addColumn('created_at', 'text', (col) => col.notNull())
    .addColumn('attempts', 'integer', (col) => col.notNull().defaultTo(0))
    .addColumn('next_at', 'text', (col) => col.notNull())
    .addColumn('delivered_at', 'text')
    .addColumn('failure', 'text')
    .execute();
  await schema.createIndex('outbox_due').on('outbox').columns(['delivered_at', 'next_at']).execute();
  await schema
    .createTable('issue')
    .addColumn('key_id', 'bigint', (col) => col.notNull().references('key.id'))
    .addColumn('tracker', 'text', (col) => col.notNull())
    .addColumn('number', 'bigint', (col) => col.notNull())
    .addPrimaryKeyConstraint('issue_pk', ['key_id', 'tracker'])
    .execute();
}
