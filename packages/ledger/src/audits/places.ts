/**
 * Where a page of keys stands. Places are by far the most of what a ledger holds: the database counts them in one pass by the index
 * that they lie in, and only those that a report shows are read.
 */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { OccurrenceSource } from '@keyturn/scanner';
import { integer, manyRows, rowsOf } from '../database.ts';
import type { Database } from '../database.ts';
import { grouped } from '../key-rows.ts';
import type { FingerprintRange } from '../key-rows.ts';

export interface StandingPlace {
  readonly source: OccurrenceSource;
  readonly path: string | null;
  readonly startLine: number;
  readonly encoding: readonly string[];
  readonly commit: string | null;
  readonly author: string | null;
  readonly date: string | null;
  readonly removed: string | null;
  /** It stands in a file, or at a tip of a branch. */
  readonly stands: boolean;
  readonly suppressed: { readonly by: string; readonly reason: string | null } | null;
}

/** A key in a target. */
export interface StandingTarget {
  readonly name: string;
  /** Places that are known, that this audit saw, that stand now, that are suppressed. */
  readonly known: number;
  readonly seen: number;
  readonly standing: number;
  readonly suppressed: number;
  /** The earliest commit that brought it there, ISO 8601. */
  readonly since: string | null;
  readonly places: readonly StandingPlace[];
}

export interface PlacesWanted {
  readonly auditId: number;
  /** Of the targets that count, by id. */
  readonly names: ReadonlyMap<number, string>;
  /** Places to read of each key in each target. */
  readonly most: number;
}

/** A place that holds the key now: a file's, or one at a tip of a branch. */
const IS_STANDING = sql`(occurrence.refs <> '[]' or (occurrence.commit_id is null and occurrence.blob is null))`;
const STANDS = sql<number>`(case when ${IS_STANDING} then 1 else 0 end)`;
const STANDS_UNDATED = sql`(occurrence.committed_at is null and ${IS_STANDING})`;
/** Digits of an id in a rank: as many in each, so that ranks sort as text. */
const ID_DIGITS = 12;
/** A place among those of its key: what stands first, then the earliest. */
const RANK = sql<string>`case when sighting.audit_id is not null
  then (1 - ${STANDS}) || coalesce(occurrence.committed_at, '') || substr(cast(${sql.lit(10 ** ID_DIGITS)} + occurrence.id as text), 2) end`;

/** By key, each key's targets by name. */
export async function targetsOf(
  database: Database,
  { from, to }: FingerprintRange,
  { auditId, names, most }: PlacesWanted,
): Promise<ReadonlyMap<number, readonly StandingTarget[]>> {
  const query = database.db
    .selectFrom('occurrence')
    .leftJoin('sighting', (join) =>
      join.onRef('sighting.occurrence_id', '=', 'occurrence.id').on('sighting.audit_id', '=', auditId),
    )
    .select(['occurrence.key_id', 'occurrence.target_id'])
    .select((eb) => [
      eb.fn.countAll<number>().as('known'),
      eb.fn.count<number>('sighting.audit_id').as('seen'),
      eb.fn.count<number>('sighting.suppression_id').as('suppressed'),
      sql<number>`sum(case when sighting.audit_id is null then 0 else ${STANDS} end)`.as('standing'),
      eb.fn.min('occurrence.committed_at').as('since'),
      ranksOf(database, most).as('ranks'),
    ])
    .where('occurrence.key_id', 'in', (eb) =>
      eb.selectFrom('key').select('id').where('fingerprint', '>=', from).where('fingerprint', '<=', to),
    )
    .groupBy(['occurrence.key_id', 'occurrence.target_id']);
  const counted = await manyRows(database, query);
  const shown = counted.map(({ target_id, ranks }) => (names.has(target_id) ? idsOf(ranks, most) : []));
  const places = await placesOf(database, auditId, shown.flat());
  const targets = counted.flatMap(({ key_id, target_id, known, seen, standing, suppressed, since }, index) => {
    const name = names.get(target_id);
    if (name === undefined) return [];
    const inTarget = (shown[index] ?? []).flatMap((id) => places.get(id) ?? []);
    return [{ keyId: key_id, name, known, seen, standing, suppressed, since, places: inTarget }];
  });
  const byName = targets.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return grouped(byName, ({ keyId }) => keyId);
}

/**
 * The first rank where one is wanted, else all of them. Ranked by the database itself, by a window, a million places take three times
 * as long. SQLite sorts numbers before texts, so that what stands and has no date need not be written as one: most places do.
 */
function ranksOf({ kind }: Database, most: number): RawBuilder<string | number | null> {
  if (most > 1) return sql`string_agg(${RANK}, ',')`;
  if (kind === 'postgres') return sql`min((${RANK}) collate "C")`;
  return sql`min(case when ${STANDS_UNDATED} then case when sighting.audit_id is not null then occurrence.id end else ${RANK} end)`;
}

/** The places of the first ranks. */
function idsOf(ranks: string | number | null, most: number): number[] {
  if (typeof ranks === 'number') return [ranks];
  const all = ranks?.split(',') ?? [];
  const first = all.toSorted((a, b) => (a < b ? -1 : 1)).slice(0, most);
  return first.map((rank) => Number(rank.slice(-ID_DIGITS)));
}

async function placesOf(
  database: Database,
  auditId: number,
  ids: readonly number[],
): Promise<ReadonlyMap<number, StandingPlace>> {
  if (ids.length === 0) return new Map();
  const wanted = rowsOf(database.kind, { id: integer((id: number) => id) }, ids);
  const query = database.db
    .selectFrom('occurrence')
    .innerJoin('sighting', 'sighting.occurrence_id', 'occurrence.id')
    .leftJoin('suppression', 'suppression.id', 'sighting.suppression_id')
    .select(['occurrence.id', 'source', 'path', 'encoding', 'commit_id', 'author', 'committed_at', 'removed'])
    .select(['sighting.start_line', 'suppression.by', 'suppression.reason'])
    .select(STANDS.as('stands'))
    .where('sighting.audit_id', '=', auditId)
    .where('occurrence.id', 'in', sql<number>`(select r.id from ${wanted})`);
  const rows = await manyRows(database, query);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        source: row.source as OccurrenceSource,
        path: row.path,
        startLine: row.start_line,
        encoding: JSON.parse(row.encoding) as string[],
        commit: row.commit_id,
        author: row.author,
        date: row.committed_at,
        removed: row.removed,
        stands: row.stands === 1,
        suppressed: row.by === null ? null : { by: row.by, reason: row.reason },
      },
    ]),
  );
}
