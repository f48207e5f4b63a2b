import type { Kysely } from 'kysely';
import { identity } from '../database.ts';
import type { DatabaseKind } from '../database.ts';

/** Audits, what they looked at, keys, their places, and what was learnt about them. */
export async function sightings(db: Kysely<never>, kind: DatabaseKind): Promise<void> {
  const { schema } = db;
  const id = identity(kind);
  await schema
    .createTable('audit')
    .addColumn('id', id.type, id.build)
    .addColumn('name', 'text', (col) => col.notNull().unique())
    .addColumn('kind', 'text', (col) => col.notNull())
    .addColumn('tool', 'text', (col) => col.notNull())
    .addColumn('started_at', 'text', (col) => col.notNull())
    .addColumn('finished_at', 'text')
    .execute();
  await schema
    .createTable('target')
    .addColumn('id', id.type, id.build)
    .addColumn('name', 'text', (col) => col.notNull().unique())
    .execute();
  await schema
    .createTable('audit_target')
    .addColumn('audit_id', 'bigint', (col) => col.notNull().references('audit.id'))
    .addColumn('target_id', 'bigint', (col) => col.notNull().references('target.id'))
    .addColumn('scope', 'text', (col) => col.notNull())
    .addColumn('started_at', 'text', (col) => col.notNull())
    .addColumn('finished_at', 'text')
    .addColumn('failure', 'text')
    .addColumn('complete', 'integer', (col) => col.notNull().defaultTo(0))
    .addColumn('files', 'bigint', (col) => col.notNull().defaultTo(0))
    .addColumn('bytes', 'bigint', (col) => col.notNull().defaultTo(0))
    .addColumn('blobs', 'bigint', (col) => col.notNull().defaultTo(0))
    .addColumn('commits', 'bigint', (col) => col.notNull().defaultTo(0))
    .addColumn('skipped_total', 'text', (col) => col.notNull().defaultTo('{}'))
    .addColumn('narrowed', 'text', (col) => col.notNull().defaultTo('[]'))
    .addPrimaryKeyConstraint('audit_target_pk', ['audit_id', 'target_id'])
    .execute();
  await schema
    .createTable('coverage_gap')
    .addColumn('audit_id', 'bigint', (col) => col.notNull().references('audit.id'))
    .addColumn('target_id', 'bigint', (col) => col.notNull().references('target.id'))
    .addColumn('ordinal', 'integer', (col) => col.notNull())
    .addColumn('place', 'text', (col) => col.notNull())
    .addColumn('reason', 'text', (col) => col.notNull())
    .addPrimaryKeyConstraint('coverage_gap_pk', ['audit_id', 'target_id', 'ordinal'])
    .execute();
  await schema
    .createTable('key')
    .addColumn('id', id.type, id.build)
    .addColumn('fingerprint', 'text', (col) => col.notNull().unique())
    .addColumn('rule', 'text', (col) => col.notNull())
    .addColumn('provider', 'text')
    .addColumn('candidates', 'text', (col) => col.notNull())
    .addColumn('environment', 'text', (col) => col.notNull())
    .addColumn('confidence', 'text', (col) => col.notNull())
    .addColumn('preview', 'text', (col) => col.notNull())
    .addColumn('state', 'text', (col) => col.notNull())
    .addColumn('first_audit_id', 'bigint', (col) => col.notNull().references('audit.id'))
    .execute();
  await schema
    .createTable('occurrence')
    .addColumn('id', id.type, id.build)
    .addColumn('digest', 'text', (col) => col.notNull().unique())
    .addColumn('key_id', 'bigint', (col) => col.notNull().references('key.id'))
    .addColumn('target_id', 'bigint', (col) => col.notNull().references('target.id'))
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
  await schema.createIndex('occurrence_key').on('occurrence').columns(['key_id', 'target_id']).execute();
  await schema
    .createTable('suppression')
    .addColumn('id', id.type, id.build)
    .addColumn('digest', 'text', (col) => col.notNull().unique())
    .addColumn('by', 'text', (col) => col.notNull())
    .addColumn('reason', 'text')
    .addColumn('owner', 'text')
    .addColumn('expires', 'text')
    .execute();
  await schema
    .createTable('sighting')
    .addColumn('audit_id', 'bigint', (col) => col.notNull().references('audit.id'))
    .addColumn('occurrence_id', 'bigint', (col) => col.notNull().references('occurrence.id'))
    .addColumn('start_line', 'integer', (col) => col.notNull())
    .addColumn('start_column', 'integer', (col) => col.notNull())
    .addColumn('end_line', 'integer', (col) => col.notNull())
    .addColumn('end_column', 'integer', (col) => col.notNull())
    .addColumn('suppression_id', 'bigint', (col) => col.references('suppression.id'))
    .addPrimaryKeyConstraint('sighting_pk', ['audit_id', 'occurrence_id'])
    .execute();
  await schema
    .createTable('validity_check')
    .addColumn('key_id', 'bigint', (col) => col.notNull().references('key.id'))
    .addColumn('checked_at', 'text', (col) => col.notNull())
    .addColumn('state', 'text', (col) => col.notNull())
    .addColumn('reason', 'text', (col) => col.notNull())
    .addColumn('endpoint', 'text')
    .addColumn('audit_id', 'bigint', (col) => col.references('audit.id'))
    .addPrimaryKeyConstraint('validity_check_pk', ['key_id', 'checked_at', 'state'])
    .execute();
  await schema
    .createTable('key_event')
    .addColumn('id', id.type, id.build)
    .addColumn('key_id', 'bigint', (col) => col.notNull().references('key.id'))
    .addColumn('at', 'text', (col) => col.notNull())
    .addColumn('kind', 'text', (col) => col.notNull())
    .addColumn('audit_id', 'bigint', (col) => col.references('audit.id'))
    .addColumn('evidence', 'text', (col) => col.notNull())
    .execute();
  await schema.createIndex('key_event_key').on('key_event').columns(['key_id', 'id']).execute();
  await schema.createIndex('key_event_audit').on('key_event').columns(['audit_id', 'kind']).execute();
}
