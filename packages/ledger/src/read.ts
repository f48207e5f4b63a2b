import { KeyturnError, severityOf } from '@keyturn/scanner';
import type { GitPlace, OccurrenceSource, Place, Severity, Suppressed, ValidityState } from '@keyturn/scanner';
import type { Database } from './database.ts';
import { attributionOf, checksOf, eventsOf, grouped, rangeOf } from './key-rows.ts';
import type { KeyAttribution } from './sighted.ts';
import { stateAfter } from './transitions.ts';
import type { KeyEventKind } from './transitions.ts';

/** Rows in memory at once. */
const PAGE = 5_000;

export interface Audit {
  readonly name: string;
  readonly kind: string;
  readonly tool: string;
  readonly startedAt: string;
  /** Null while it is written, or where it was cut off. */
  readonly finishedAt: string | null;
}

export interface LedgerTarget {
  readonly name: string;
  readonly scope: string;
  readonly finishedAt: string | null;
  /** A sentence; null where it could be looked at. */
  readonly failure: string | null;
  readonly complete: boolean;
  readonly files: number;
  readonly bytes: number;
  readonly blobs: number;
  readonly commits: number;
  readonly skippedTotal: Readonly<Record<string, number>>;
  readonly narrowed: readonly string[];
  readonly gaps: readonly { readonly where: string; readonly reason: string }[];
}

export interface LedgerKey extends KeyAttribution {
  readonly severity: Severity;
  readonly state: 'open' | 'closed';
  /** The last answer of a provider; null where none was asked. */
  readonly validity: { readonly state: ValidityState; readonly checkedAt: string } | null;
  readonly firstAudit: string;
  readonly owner: string | null;
  readonly ownerSource: string | null;
  readonly rotation: string;
  readonly rotateBy: string | null;
  readonly events: readonly LedgerEvent[];
}

export interface LedgerEvent {
  readonly kind: KeyEventKind;
  readonly at: string;
  readonly audit: string | null;
  readonly evidence: Readonly<Record<string, unknown>>;
}

export interface LedgerOccurrence extends Place, GitPlace {
  readonly fingerprint: string;
  readonly target: string;
  readonly source: OccurrenceSource;
  readonly path: string | null;
  readonly encoding: readonly string[];
  readonly suppressed: Suppressed | null;
}

/** Fingerprints, each in one of the lists, sorted. Keys that were closed before and still are stand in none. */
export interface Changes {
  readonly new: readonly string[];
  readonly stillOpen: readonly string[];
  readonly closed: readonly string[];
  readonly reopened: readonly string[];
}

export async function listAudits({ db }: Database): Promise<Audit[]> {
  const rows = await db.selectFrom('audit').selectAll().orderBy('id').execute();
  return rows.map(({ name, kind, tool, started_at, finished_at }) => ({
    name,
    kind,
    tool,
    startedAt: started_at,
    finishedAt: finished_at,
  }));
}

async function auditOf({ db }: Database, name: string): Promise<{ id: number; until: string }> {
  const row = await db.selectFrom('audit').selectAll().where('name', '=', name).executeTakeFirst();
  if (row === undefined) throw new KeyturnError('usage', `The ledger has no audit ${name}.`);
  return { id: row.id, until: row.finished_at ?? row.started_at };
}

export async function listTargets(database: Database, audit: string): Promise<LedgerTarget[]> {
  const { db } = database;
  const { id } = await auditOf(database, audit);
  const gaps = await db
    .selectFrom('coverage_gap')
    .select(['target_id', 'place', 'reason'])
    .where('audit_id', '=', id)
    .orderBy('target_id')
    .orderBy('ordinal')
    .execute();
  const gapsOf = grouped(gaps, ({ target_id }) => target_id);
  const rows = await db
    .selectFrom('audit_target')
    .innerJoin('target', 'target.id', 'audit_target.target_id')
    .selectAll()
    .where('audit_id', '=', id)
    .orderBy('target.id')
    .execute();
  return rows.map((row) => ({
    name: row.name,
    scope: row.scope,
    finishedAt: row.finished_at,
    failure: row.failure,
    complete: row.complete === 1,
    files: row.files,
    bytes: row.bytes,
    blobs: row.blobs,
    commits: row.commits,
    skippedTotal: JSON.parse(row.skipped_total) as Record<string, number>,
    narrowed: JSON.parse(row.narrowed) as string[],
    gaps: (gapsOf.get(row.target_id) ?? []).map(({ place, reason }) => ({ where: place, reason })),
  }));
}

export async function* pageKeys(
  database: Database,
  { state }: { readonly state?: 'open' | 'closed' },
): AsyncGenerator<LedgerKey> {
  for (let after = ''; ;) {
    const rows = await database.db
      .selectFrom('key')
      .innerJoin('audit', 'audit.id', 'key.first_audit_id')
      .selectAll('key')
      .select('audit.name as audit')
      .where('fingerprint', '>', after)
      .$if(state !== undefined, (query) => query.where('state', '=', state ?? ''))
      .orderBy('fingerprint')
      .limit(PAGE)
      .execute();
    const range = rangeOf(rows);
    if (range === null) return;
    const events = await eventsOf(database, range);
    const checks = await checksOf(database, range);
    for (const row of rows) {
      const attribution = attributionOf(row);
      const last = checks.get(row.id)?.at(-1);
      yield {
        ...attribution,
        severity: severityOf(attribution, last?.state ?? 'not-checked'),
        state: row.state as 'open' | 'closed',
        validity: last === undefined ? null : { state: last.state, checkedAt: last.checkedAt },
        firstAudit: row.audit,
        owner: row.owner,
        ownerSource: row.owner_source,
        rotation: row.rotation,
        rotateBy: row.rotate_by,
        events: (events.get(row.id) ?? []).map(({ kind, at, audit, evidence }) => ({ kind, at, audit, evidence })),
      };
    }
    after = range.to;
  }
}

export async function* pageOccurrences(database: Database, audit: string): AsyncGenerator<LedgerOccurrence> {
  const { id } = await auditOf(database, audit);
  for (let after = 0; ;) {
    const rows = await database.db
      .selectFrom('sighting')
      .innerJoin('occurrence', 'occurrence.id', 'sighting.occurrence_id')
      .innerJoin('key', 'key.id', 'occurrence.key_id')
      .innerJoin('target', 'target.id', 'occurrence.target_id')
      .leftJoin('suppression', 'suppression.id', 'sighting.suppression_id')
      .selectAll('sighting')
      .selectAll('occurrence')
      .select(['key.fingerprint', 'target.name as target'])
      .select(['suppression.by', 'suppression.reason', 'suppression.owner', 'suppression.expires'])
      .where('sighting.audit_id', '=', id)
      .where('sighting.occurrence_id', '>', after)
      .orderBy('sighting.occurrence_id')
      .limit(PAGE)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    for (const row of rows) {
      yield {
        fingerprint: row.fingerprint,
        target: row.target,
        source: row.source as OccurrenceSource,
        path: row.path,
        startLine: row.start_line,
        startColumn: row.start_column,
        endLine: row.end_line,
        endColumn: row.end_column,
        encoding: JSON.parse(row.encoding) as string[],
        commit: row.commit_id,
        blob: row.blob,
        author: row.author,
        authorEmail: row.author_email,
        date: row.committed_at,
        refs: JSON.parse(row.refs) as string[],
        removed: row.removed,
        suppressed:
          row.by === null
            ? null
            : { by: row.by as Suppressed['by'], reason: row.reason, owner: row.owner, expires: row.expires },
      };
    }
    after = last.occurrence_id;
  }
}

export async function changesBetween(database: Database, from: string | null, to: string): Promise<Changes> {
  const since = from === null ? '' : (await auditOf(database, from)).until;
  const { until } = await auditOf(database, to);
  if (since > until) {
    throw new KeyturnError('usage', `The audit ${to} is older than ${from ?? ''}: name the older one first.`);
  }
  const rows = await database.db
    .selectFrom('key_event')
    .innerJoin('key', 'key.id', 'key_event.key_id')
    .select(['fingerprint', 'kind', 'at'])
    .where('at', '<=', until)
    .orderBy('fingerprint')
    .orderBy('key_event.id')
    .execute();
  const changes = { new: [] as string[], stillOpen: [] as string[], closed: [] as string[], reopened: [] as string[] };
  for (const [fingerprint, events] of grouped(rows, (row) => row.fingerprint)) {
    const list = changeOf(events, since);
    if (list !== null) changes[list].push(fingerprint);
  }
  return changes;
}

/** @param events of one key, at least one, in order */
function changeOf(events: readonly { kind: string; at: string }[], since: string): keyof Changes | null {
  const recent = events.filter(({ at }) => at > since);
  const last = events.at(-1);
  if (last === undefined) return null;
  const isOpen = stateAfter(last.kind as KeyEventKind) === 'open';
  if (!isOpen) return recent.length > 0 ? 'closed' : null;
  if (recent.some(({ kind }) => kind === 'opened')) return 'new';
  return recent.some(({ kind }) => kind === 'reopened') ? 'reopened' : 'stillOpen';
}
