/** What is read of keys a page at a time: rows by fingerprint, their events, and what providers answered about them. */
import type { Confidence, Environment, ValidityState } from '@keyturn/scanner';
import { manyRows } from './database.ts';
import type { Database } from './database.ts';
import type { Tables } from './schema.ts';
import type { KeyAttribution } from './sighted.ts';
import type { KeyEventKind } from './transitions.ts';

/** Fingerprints, both ends included. */
export interface FingerprintRange {
  readonly from: string;
  readonly to: string;
}

export interface EventRow {
  readonly keyId: number;
  readonly kind: KeyEventKind;
  /** ISO 8601. */
  readonly at: string;
  readonly auditId: number | null;
  /** The audit's name. */
  readonly audit: string | null;
  readonly evidence: Readonly<Record<string, unknown>>;
}

export interface CheckRow {
  readonly keyId: number;
  readonly state: ValidityState;
  readonly reason: string;
  readonly endpoint: string | null;
  /** ISO 8601. */
  readonly checkedAt: string;
  readonly auditId: number | null;
}

/** What the ledger knows of whose a key is. */
export function attributionOf(
  row: Pick<
    Tables['key'],
    'fingerprint' | 'rule' | 'provider' | 'candidates' | 'environment' | 'confidence' | 'preview'
  >,
): KeyAttribution {
  return {
    fingerprint: row.fingerprint,
    rule: row.rule,
    provider: row.provider,
    candidates: JSON.parse(row.candidates) as string[],
    environment: row.environment as Environment,
    confidence: row.confidence as Confidence,
    preview: row.preview,
  };
}

/** The range that rows in the order of their fingerprints span; null for none. */
export function rangeOf(rows: readonly { readonly fingerprint: string }[]): FingerprintRange | null {
  const first = rows[0];
  const last = rows.at(-1);
  return first === undefined || last === undefined ? null : { from: first.fingerprint, to: last.fingerprint };
}

/** By key, the first first. */
export async function eventsOf(
  database: Database,
  { from, to }: FingerprintRange,
): Promise<ReadonlyMap<number, readonly EventRow[]>> {
  const query = database.db
    .selectFrom('key_event')
    .innerJoin('key', 'key.id', 'key_event.key_id')
    .leftJoin('audit', 'audit.id', 'key_event.audit_id')
    .select(['key_id', 'key_event.kind', 'at', 'evidence', 'audit_id', 'audit.name as audit'])
    .where('fingerprint', '>=', from)
    .where('fingerprint', '<=', to)
    .orderBy('key_event.id');
  const events = (await manyRows(database, query)).map(({ key_id, kind, at, audit_id, audit, evidence }) => ({
    keyId: key_id,
    kind: kind as KeyEventKind,
    at,
    auditId: audit_id,
    audit,
    evidence: JSON.parse(evidence) as Record<string, unknown>,
  }));
  return grouped(events, ({ keyId }) => keyId);
}

/** By key, the first first. */
export async function checksOf(
  database: Database,
  { from, to }: FingerprintRange,
): Promise<ReadonlyMap<number, readonly CheckRow[]>> {
  const query = database.db
    .selectFrom('validity_check')
    .innerJoin('key', 'key.id', 'validity_check.key_id')
    .select(['key_id', 'checked_at', 'validity_check.state', 'reason', 'endpoint', 'audit_id'])
    .where('fingerprint', '>=', from)
    .where('fingerprint', '<=', to)
    .orderBy('checked_at');
  const checks = (await manyRows(database, query)).map(({ key_id, checked_at, state, reason, endpoint, audit_id }) => ({
    keyId: key_id,
    state: state as ValidityState,
    reason,
    endpoint,
    checkedAt: checked_at,
    auditId: audit_id,
  }));
  return grouped(checks, ({ keyId }) => keyId);
}

/** Node 20 has no Map.groupBy. */
export function grouped<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
