/**
 * How the keys of all audits stood at the end of one of them: read for its report, also years later. Places are many; of each key
 * and target some are read, and all are counted.
 */
import { sql } from 'kysely';
import { KeyturnError } from '@keyturn/scanner';
import type { Validity } from '@keyturn/scanner';
import { manyRows } from '../database.ts';
import type { Database } from '../database.ts';
import { attributionOf, checksOf, eventsOf } from '../key-rows.ts';
import type { CheckRow, EventRow, FingerprintRange } from '../key-rows.ts';
import type { KeyAttribution } from '../sighted.ts';
import { stateAfter } from '../transitions.ts';
import type { KeyEventKind } from '../transitions.ts';
import type { Tables } from '../schema.ts';
import { targetsOf } from './places.ts';
import type { PlacesWanted, StandingTarget } from './places.ts';

/** Keys that are read at once; as many are read ahead. */
const PAGE = 1_000;

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

export interface StandingKey extends KeyAttribution {
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

/** The end of an audit, and that of the one it is compared with. */
interface Span {
  readonly id: number;
  /** ISO 8601. */
  readonly until: string;
  readonly since: { readonly id: number; readonly until: string } | null;
}

/** What a key's line is made of. */
const KEY_COLUMNS = [
  'id',
  'fingerprint',
  'rule',
  'provider',
  'candidates',
  'environment',
  'confidence',
  'preview',
  'owner',
  'owner_source',
] as const;
type KeyRow = Pick<Tables['key'], Exclude<(typeof KEY_COLUMNS)[number], 'id' | 'owner' | 'owner_source'>> & {
  readonly id: number;
  readonly owner: string | null;
  readonly owner_source: string | null;
};

/** A page of keys at a time. */
export async function* standingKeys(
  database: Database,
  { audit, previous, places: most }: Standing,
): AsyncGenerator<readonly StandingKey[]> {
  const { db } = database;
  const to = await auditOf(db, audit);
  const span: Span = { ...to, since: previous === null ? null : await auditOf(db, previous) };
  const wanted = { auditId: span.id, names: await auditedTargets(db, span), most };
  const [first, ...others] = await pagesOf(db);
  if (first === undefined) return;
  let next = readPage(database, first, wanted, span);
  for (const range of others) {
    const page = await next;
    // A server reads it meanwhile, once it has been asked, which takes a turn.
    next = readPage(database, range, wanted, span);
    next.catch(() => undefined);
    await new Promise((done) => setImmediate(done));
    yield page;
  }
  yield await next;
}

/** Known before the first is read: so no page waits for the end of another. */
async function pagesOf(db: Database['db']): Promise<FingerprintRange[]> {
  const page = sql<number>`(row_number() over (order by fingerprint) - 1) / ${sql.lit(PAGE)}`.as('page');
  return db
    .selectFrom(db.selectFrom('key').select(['fingerprint', page]).as('numbered'))
    .select((eb) => [eb.fn.min('fingerprint').as('from'), eb.fn.max('fingerprint').as('to')])
    .groupBy('page')
    .orderBy('page')
    .execute();
}

async function readPage(
  database: Database,
  range: FingerprintRange,
  wanted: PlacesWanted,
  span: Span,
): Promise<StandingKey[]> {
  const keys = database.db
    .selectFrom('key')
    .select(KEY_COLUMNS)
    .where('fingerprint', '>=', range.from)
    .where('fingerprint', '<=', range.to)
    .orderBy('fingerprint');
  const [rows, targets, events, checks] = await Promise.all([
    manyRows(database, keys),
    targetsOf(database, range, wanted),
    eventsOf(database, range),
    checksOf(database, range),
  ]);
  return rows.flatMap((row: KeyRow) => {
    const [happened, answers] = [events.get(row.id) ?? [], checks.get(row.id) ?? []];
    return standingKey(row, targets.get(row.id), happened, answers, span) ?? [];
  });
}

/** Null: what only scans have seen is no audit's, and what came later was not there yet. */
function standingKey(
  row: KeyRow,
  targets: readonly StandingTarget[] | undefined,
  allEvents: readonly EventRow[],
  allAnswers: readonly CheckRow[],
  span: Span,
): StandingKey | null {
  const events = allEvents.filter(({ auditId, at }) => isKnown(auditId, at, span));
  const lastEvent = events.at(-1);
  if (targets === undefined || lastEvent === undefined) return null;
  const answers = allAnswers.filter(({ auditId, checkedAt }) => isKnown(auditId, checkedAt, span));
  const isOld = ({ auditId, checkedAt }: CheckRow): boolean => !isRecent(auditId, checkedAt, span.since);
  const { rule, provider, candidates, environment, confidence, preview } = attributionOf(row);
  // Named one by one: an object that is spread and added to is made ten times as slowly.
  return {
    fingerprint: row.fingerprint,
    rule,
    provider,
    candidates,
    environment,
    confidence,
    preview,
    state: stateAfter(lastEvent.kind),
    owner: row.owner,
    ownerSource: row.owner_source,
    events: events.map((one) => eventOf(one, span)),
    lastCheck: validityOf(answers.at(-1)),
    lastVerdict: validityOf(answers.findLast(tells)),
    verdictBefore: validityOf(answers.findLast((one) => tells(one) && isOld(one))),
    targets,
  };
}

/** It was there when the audit ended: what an audit did is told apart by the audit; what was done between audits, by its time. */
function isKnown(auditId: number | null, at: string, { id, until }: Pick<Span, 'id' | 'until'>): boolean {
  return auditId === null ? at <= until : auditId <= id;
}

function isRecent(auditId: number | null, at: string, since: Span['since']): boolean {
  return since === null || !isKnown(auditId, at, since);
}

function eventOf({ kind, at, evidence, auditId }: EventRow, { since }: Span): StandingEvent {
  return { kind, at, evidence, isRecent: isRecent(auditId, at, since) };
}

function validityOf(answer: CheckRow | undefined): Validity | null {
  if (answer === undefined) return null;
  const { state, reason, endpoint, checkedAt } = answer;
  return { state, reason, endpoint, checkedAt };
}

const tells = ({ state }: CheckRow): boolean => state === 'active' || state === 'inactive';

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
