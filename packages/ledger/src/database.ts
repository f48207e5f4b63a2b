import { sql } from 'kysely';
import type {
  ColumnDefinitionBuilder,
  ColumnDefinitionBuilderCallback,
  Kysely,
  RawBuilder,
  SelectQueryBuilder,
} from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/sqlite';
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

type Value = string | number | null;

/** A column of rows that are written: its type, and what an item has for it. */
export interface Column<T> {
  readonly type: 'text' | 'bigint';
  readonly of: (item: T) => Value;
}

export const text = <T>(of: (item: T) => string | null): Column<T> => ({ type: 'text', of });
export const integer = <T>(of: (item: T) => number | null): Column<T> => ({ type: 'bigint', of });

/**
 * Items as a table of a query, `r`: so few parameters whatever their number that a statement is compiled once and no limit on
 * parameters is met. SQLite takes a list of rows, PostgreSQL a list for each column: each what it reads fastest.
 */
export function rowsOf<T>(
  kind: DatabaseKind,
  columns: Readonly<Record<string, Column<T>>>,
  items: readonly T[],
): RawBuilder<unknown> {
  const named = Object.entries(columns);
  if (kind === 'sqlite') {
    const rows = items.map((item) => named.map(([, { of }]) => of(item)));
    const selected = named.map(([name], index) => sql`value ->> ${sql.lit(index)} as ${sql.ref(name)}`);
    return sql`(select ${sql.join(selected)} from json_each(${storable(JSON.stringify(rows))})) as r`;
  }
  const lists = named.map(([, { type, of }]) => sql`${listOf(items, of)}::${sql.raw(type)}[]`);
  return sql`unnest(${sql.join(lists)}) as r(${sql.join(named.map(([name]) => sql.ref(name)))})`;
}

/** An array as PostgreSQL writes it: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
function listOf<T>(items: readonly T[], of: Column<T>['of']): string {
  const list = items.map((item) => {
    const value = of(item);
    if (value === null) return 'NULL';
    if (typeof value === 'number') return value;
    return `"${/["\\]/.test(value) ? value.replaceAll(/["\\]/g, String.raw`\$&`) : value}"`;
  });
  // Halves of surrogate pairs are replaced where the text turns into UTF-8.
  return `{${list.join(',')}}`.replaceAll('\0', '\uFFFD');
}

/**
 * The id of a place, for a row `r` with `key_id` and `digest`; null where it is not known. Each row asks the index: of a join PostgreSQL
 * thinks that it pays to read the whole table.
 */
export function occurrenceOf(targetId: number): RawBuilder<number | null> {
  return sql`(select o.id from occurrence o where o.key_id = r.key_id and o.target_id = cast(${targetId} as bigint) and o.digest = r.digest)`;
}

/** Names of files and people may hold what no text column holds: NUL and halves of surrogate pairs. */
function storable(json: string): string {
  if (!/\\u(?:0000|d[89a-f])/i.test(json)) return json;
  return JSON.stringify(JSON.parse(json), (_name, value: unknown) =>
    typeof value === 'string' ? value.replaceAll(/[\0\p{Cs}]/gu, '\uFFFD') : value,
  );
}

/**
 * All rows of a query that gives many, and names its columns. From SQLite they come as one JSON: its binding makes each cell by itself,
 * which takes three times as long and leaves as much garbage.
 */
export async function manyRows<Table extends keyof Tables, Row>(
  { db, kind }: Database,
  query: SelectQueryBuilder<Tables, Table, Row>,
): Promise<Row[]> {
  if (kind !== 'sqlite') return query.execute();
  const { rows } = await sql<{ rows: string }>`select ${jsonArrayFrom(query)} as rows`.execute(db);
  return JSON.parse(rows[0]?.rows ?? '[]') as Row[];
}
