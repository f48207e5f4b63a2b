/**
 * How the keys of all audits stood at the end of one of them: read for its report, also years later. Places are many; of each key
 * and target some are read, and all are counted.
 */
import { sql } from 'kysely';
import { KeyturnError } from '@keyturn/scanner';
import type { Confidence, Environment, OccurrenceSource, Validity, ValidityState } from '@keyturn/scanner';
import type { Database } from '../database.ts';
import { stateAfter } from '../transitions.ts';
import type { KeyEventKind } from '../transitions.ts';

/** Keys in memory at once. */
const PAGE = 2_000;

export interface Standing {
  /** The audit's name. */
  readonly audit: string;
  /** The audit that it is compared with; null: there is none. */
  readonly previous: string | null;
  /** Places to read of each key in each target. */
  readonly places: number;
}

export interface StandingEvent {
  readonly kind: KeyEventKind;
  readonly at: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  /** After the audit that it is compared with. */
  readonly isRecent: boolean;
}

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

export interface StandingKey {
  readonly fingerprint: string;
  readonly rule: string;
  readonly provider: string | null;
  readonly candidates: readonly string[];
  readonly environment: Environment;
  readonly confidence: Confidence;
  readonly preview: string;
  readonly state: 'open' | 'closed';
  readonly owner: string | null;
  readonly ownerSource: string | null;
  /** The first first, up to the end of the audit. */
  readonly events: readonly StandingEvent[];
  /** The last answer, whatever it was, and the last that told something. */
  readonly lastCheck: Validity | null;
  readonly lastVerdict: Validity | null;
  /** The last that told something when the audit ended that this one is compared with. */
  readonly verdictBefore: Validity | null;
  /** By name; only targets of audits. */
  readonly targets: readonly StandingTarget[];
}

interface Span {
  readonly id: number;
  readonly until: string;
  readonly since: { readonly id: number; readonly until: string } | null;
}

export async function* standingKeys(
  { db }: Database,
  { audit, previous, places: most }: Standing,
): AsyncGenerator<StandingKey> {
  const to = await auditOf(db, audit);
  const span: Span = { ...to, since: previous === null ? null : await auditOf(db, previous) };
  const inTargets = await targetsOf(db, span, await auditedTargets(db, span), most);
  for (let after = ''; ;) {
    const rows = await db
      .selectFrom('key')
      .selectAll()
      .where('fingerprint', '>', after)
      .orderBy('fingerprint')
      .limit(PAGE)
      .execute();
    const first = rows[0];
    const last = rows.at(-1);
    if (first === undefined || last === undefined) return;
    const range = { from: first.fingerprint, to: last.fingerprint };
    const events = await eventsOf(db, span, range);
    const checks = await checksOf(db, span, range);
    for (const row of rows) {
      const own = inTargets.get(row.id);
      const lastEvent = events.get(row.id)?.at(-1);
      // What only scans have seen is no audit's, and what came later was not there yet.
      if (own === undefined || lastEvent === undefined) continue;
      const answers = checks.get(row.id) ?? [];
      yield {
        fingerprint: row.fingerprint,
        rule: row.rule,
        provider: row.provider,
        candidates: JSON.parse(row.candidates) as string[],
        environment: row.environment as Environment,
        confidence: row.confidence as Confidence,
        preview: row.preview,
        state: stateAfter(lastEvent.kind),
        owner: row.owner,
        ownerSource: row.owner_source,
        events: events.get(row.id) ?? [],
        lastCheck: validityOf(answers.at(-1)),
        lastVerdict: validityOf(answers.findLast(tells)),
        verdictBefore: validityOf(answers.findLast((one) => tells(one) && !one.isRecent)),
        targets: own,
      };
    }
    after = last.fingerprint;
  }
}

function validityOf(answer: Answer | undefined): Validity | null {
  if (answer === undefined) return null;
  const { isRecent: _, ...validity } = answer;
  return validity;
}

const tells = ({ state }: Validity): boolean => state === 'active' || state === 'inactive';

async function auditOf(db: Database['db'], name: string): Promise<{ id: number; until: string }> {
  const row = await db.selectFrom('audit').selectAll().where('name', '=', name).executeTakeFirst();
  if (row === undefined || row.kind !== 'audit') throw new KeyturnError('usage', `The ledger has no audit ${name}.`);
  if (row.finished_at === null) {
    throw new KeyturnError('usage', `The audit ${name} was cut off: run it again, and it goes on.`);
  }
  return { id: row.id, until: row.finished_at };
}

/** Names of the targets of all audits up to this one, by id. */
async function auditedTargets(db: Database['db'], { id }: Span): Promise<Map<number, string>> {
  const rows = await db
    .selectFrom('audit_target')
    .innerJoin('audit', 'audit.id', 'audit_target.audit_id')
    .innerJoin('target', 'target.id', 'audit_target.target_id')
    .select(['target.id', 'target.name'])
    .distinct()
    .where('audit.kind', '=', 'audit')
    .where('audit.id', '<=', id)
    .execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}

interface Range {
  readonly from: string;
  readonly to: string;
}

/** A place that holds the key now: a file's, or one at a tip of a branch. */
const STANDS = sql<number>`(case when occurrence.refs <> '[]' or (occurrence.commit_id is null and occurrence.blob is null) then 1 else 0 end)`;

/**
 * Every key's targets, all at once: read by the order of what the audit saw, which is that of the rows, and not key by key, a million
 * places take a second.
 */
async function targetsOf(
  db: Database['db'],
  { id }: Span,
  names: ReadonlyMap<number, string>,
  most: number,
): Promise<Map<number, StandingTarget[]>> {
  const known = await db
    .selectFrom('occurrence')
    .select(['key_id', 'target_id'])
    .select((eb) => eb.fn.countAll<number>().as('known'))
    .groupBy(['key_id', 'target_id'])
    .execute();
  const seen = await db
    .selectFrom('sighting')
    .innerJoin('occurrence', 'occurrence.id', 'sighting.occurrence_id')
    .select(['occurrence.key_id', 'occurrence.target_id'])
    .select((eb) => [
      eb.fn.countAll<number>().as('seen'),
      eb.fn.count<number>('sighting.suppression_id').as('suppressed'),
      sql<number>`sum(${STANDS})`.as('standing'),
      eb.fn.min('occurrence.committed_at').as('since'),
    ])
    .where('sighting.audit_id', '=', id)
    .groupBy(['occurrence.key_id', 'occurrence.target_id'])
    .execute();
  const counts = new Map(seen.map((row) => [`${row.key_id} ${row.target_id}`, row]));
  const unseen = known.filter((row) => !counts.has(`${row.key_id} ${row.target_id}`));
  const dates = await datesOf(db, unseen);
  const places = await placesOf(db, id, most);
  const all = new Map<number, StandingTarget[]>();
  for (const row of known) {
    const name = names.get(row.target_id);
    if (name === undefined) continue;
    const place = `${row.key_id} ${row.target_id}`;
    const one = counts.get(place);
    const target: StandingTarget = {
      name,
      known: row.known,
      seen: one?.seen ?? 0,
      standing: one?.standing ?? 0,
      suppressed: one?.suppressed ?? 0,
      since: one === undefined ? (dates.get(row.key_id) ?? null) : one.since,
      places: places.get(place) ?? [],
    };
    const list = all.get(row.key_id);
    if (list === undefined) all.set(row.key_id, [target]);
    else list.push(target);
  }
  for (const list of all.values()) list.sort((a, b) => (a.name < b.name ? -1 : 1));
  return all;
}

/** The earliest commits of keys that were not seen this time. */
async function datesOf(
  db: Database['db'],
  unseen: readonly { readonly key_id: number }[],
): Promise<Map<number, string | null>> {
  if (unseen.length === 0) return new Map();
  const rows = await db
    .selectFrom('occurrence')
    .select('key_id')
    .select((eb) => eb.fn.min('committed_at').as('since'))
    .groupBy('key_id')
    .execute();
  return new Map(rows.map((row) => [row.key_id, row.since]));
}

/** Some places of each key in each target as the audit saw them: those that stand first, then the earliest. */
async function placesOf(db: Database['db'], auditId: number, most: number): Promise<Map<string, StandingPlace[]>> {
  const rows = await db
    .with('numbered', (cte) =>
      cte
        .selectFrom('sighting')
        .innerJoin('occurrence', 'occurrence.id', 'sighting.occurrence_id')
        .select(['occurrence.id', 'sighting.start_line', 'sighting.suppression_id'])
        .select(STANDS.as('stands'))
        .select(
          sql<number>`row_number() over (partition by occurrence.key_id, occurrence.target_id order by ${STANDS} desc, occurrence.committed_at, occurrence.path, occurrence.id)`.as(
            'number',
          ),
        )
        .where('sighting.audit_id', '=', auditId),
    )
    .selectFrom('numbered')
    .innerJoin('occurrence', 'occurrence.id', 'numbered.id')
    .leftJoin('suppression', 'suppression.id', 'numbered.suppression_id')
    .selectAll('occurrence')
    .select(['numbered.start_line', 'numbered.stands', 'suppression.by', 'suppression.reason'])
    .where('numbered.number', '<=', most)
    .orderBy('occurrence.key_id')
    .orderBy('occurrence.target_id')
    .orderBy('numbered.number')
    .execute();
  const all = new Map<string, StandingPlace[]>();
  for (const row of rows) {
    const place: StandingPlace = {
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
    };
    const name = `${row.key_id} ${row.target_id}`;
    const list = all.get(name);
    if (list === undefined) all.set(name, [place]);
    else list.push(place);
  }
  return all;
}

async function eventsOf(
  db: Database['db'],
  { id, until, since }: Span,
  { from, to }: Range,
): Promise<Map<number, StandingEvent[]>> {
  const rows = await db
    .selectFrom('key_event')
    .innerJoin('key', 'key.id', 'key_event.key_id')
    .select(['key_id', 'kind', 'at', 'evidence', 'audit_id'])
    .where('fingerprint', '>=', from)
    .where('fingerprint', '<=', to)
    .orderBy('key_event.id')
    .execute();
  const all = new Map<number, StandingEvent[]>();
  for (const row of rows) {
    if (row.audit_id === null ? row.at > until : row.audit_id > id) continue;
    const event: StandingEvent = {
      kind: row.kind as KeyEventKind,
      at: row.at,
      evidence: JSON.parse(row.evidence) as Record<string, unknown>,
      isRecent: isRecent(row.audit_id, row.at, since),
    };
    const list = all.get(row.key_id);
    if (list === undefined) all.set(row.key_id, [event]);
    else list.push(event);
  }
  return all;
}

interface Answer extends Validity {
  readonly isRecent: boolean;
}

/** What an audit did is told apart by the audit; what was done between audits, by its time. */
function isRecent(audit: number | null, at: string, since: Span['since']): boolean {
  return since === null || (audit === null ? at > since.until : audit > since.id);
}

async function checksOf(
  db: Database['db'],
  { id, until, since }: Span,
  { from, to }: Range,
): Promise<Map<number, Answer[]>> {
  const rows = await db
    .selectFrom('validity_check')
    .innerJoin('key', 'key.id', 'validity_check.key_id')
    .select(['key_id', 'checked_at', 'validity_check.state', 'reason', 'endpoint', 'audit_id'])
    .where('fingerprint', '>=', from)
    .where('fingerprint', '<=', to)
    .orderBy('checked_at')
    .execute();
  const all = new Map<number, Answer[]>();
  for (const row of rows) {
    if (row.audit_id === null ? row.checked_at > until : row.audit_id > id) continue;
    const check: Answer = {
      isRecent: isRecent(row.audit_id, row.checked_at, since),
      state: row.state as ValidityState,
      reason: row.reason,
      endpoint: row.endpoint,
      checkedAt: row.checked_at,
    };
    const list = all.get(row.key_id);
    if (list === undefined) all.set(row.key_id, [check]);
    else list.push(check);
  }
  return all;
}
