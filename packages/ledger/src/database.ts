import { sql } from 'kysely';
import type { ColumnDefinitionBuilder, ColumnDefinitionBuilderCallback, Kysely, RawBuilder } from 'kysely';
import type { Tables } from './schema.ts';

export type DatabaseKind = 'sqlite' | 'postgres';

/** An open database. What differs between the two stands in this module and in those that open them. */
export interface Database {
  readonly kind: DatabaseKind;
  readonly db: Kysely<Tables>;
  /** For people: a path, or an address without its password. */
  readonly location: string;
}

/** A primary key that the database counts up by itself. */
export function identity(kind: DatabaseKind): {
  type: 'integer' | 'bigint';
  build: ColumnDefinitionBuilderCallback;
} {
  return kind === 'sqlite'
    ? { type: 'integer', build: (col: ColumnDefinitionBuilder) => col.primaryKey().autoIncrement() }
    : { type: 'bigint', build: (col: ColumnDefinitionBuilder) => col.primaryKey().generatedByDefaultAsIdentity() };
}

export type ColumnType = 'text' | 'integer';

/**
 * Rows as a table of a query, `r`: one parameter whatever their number, so that a statement is compiled once and no limit on
 * parameters is met.
 */
export function rowsOf(
  kind: DatabaseKind,
  columns: Readonly<Record<string, ColumnType>>,
  rows: readonly object[],
): RawBuilder<unknown> {
  const json = storable(JSON.stringify(rows));
  const names = Object.entries(columns);
  if (kind === 'sqlite') {
    const selected = names.map(([name]) => sql`value ->> ${sql.lit(`$.${name}`)} as ${sql.ref(name)}`);
    return sql`(select ${sql.join(selected)} from json_each(${json})) as r`;
  }
  const types = names.map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type === 'text' ? 'text' : 'bigint')}`);
  return sql`json_to_recordset(${json}::json) as r(${sql.join(types)})`;
}

/** Names of files and people may hold what a text column of PostgreSQL refuses: NUL and halves of surrogate pairs. */
function storable(json: string): string {
  if (!/\\u(?:0000|d[89a-f])/i.test(json)) return json;
  return JSON.stringify(JSON.parse(json), (_name, value: unknown) =>
    typeof value === 'string' ? value.replaceAll(/[\0\p{Cs}]/gu, '\uFFFD') : value,
  );
}
