/**
 * When a key is open and when it is closed. It opens when it is first sighted. It closes by evidence alone: a provider's answer
 * that it is dead, or a person's word with a reason; that it is no longer seen closes nothing. It opens again when a provider
 * says that it lives, or when it turns up where it was not.
 */
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Validity } from '@keyturn/scanner';
import { integer, rowsOf, text } from './database.ts';
import type { DatabaseKind } from './database.ts';
import type { Tables } from './schema.ts';

export interface Known {
  readonly id: number;
  readonly fingerprint: string;
  state: string;
}

/** A transaction, and which database's it is. */
export interface Write {
  readonly tx: Transaction<Tables>;
  readonly kind: DatabaseKind;
}

export type KeyEventKind = 'opened' | 'closed' | 'reopened';

export interface KeyEvent {
  readonly key: Known;
  readonly kind: KeyEventKind;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly evidence: Readonly<Record<string, unknown>>;
}

const EVENT_COLUMNS = {
  key_id: integer(({ key }: KeyEvent) => key.id),
  at: text(({ at }: KeyEvent) => at),
  kind: text(({ kind }: KeyEvent) => kind),
  evidence: text(({ evidence }: KeyEvent) => JSON.stringify(evidence)),
};
const KEY_ID = { id: integer(({ key }: { readonly key: Known }) => key.id) };

/** Writes events down and sets the states that they lead to. */
export async function recordEvents(
  { tx, kind }: Write,
  events: readonly KeyEvent[],
  auditId: number | null,
): Promise<void> {
  if (events.length === 0) return;
  const table = rowsOf(kind, EVENT_COLUMNS, events);
  await tx
    .insertInto('key_event')
    .columns(['key_id', 'at', 'kind', 'audit_id', 'evidence'])
    .expression(sql`select r.key_id, r.at, r.kind, cast(${auditId} as bigint), r.evidence from ${table}`)
    .execute();
  for (const state of ['open', 'closed'] as const) {
    const changed = events.filter((one) => one.key.state !== state && stateAfter(one.kind) === state);
    if (changed.length === 0) continue;
    const ids = rowsOf(kind, KEY_ID, changed);
    await tx
      .updateTable('key')
      .set({ state })
      .where('id', 'in', sql<number>`(select r.id from ${ids})`)
      .execute();
    for (const { key } of changed) key.state = state;
  }
}

export function stateAfter(kind: KeyEventKind): 'open' | 'closed' {
  return kind === 'closed' ? 'closed' : 'open';
}

interface Check extends Validity {
  readonly key: Known;
  readonly checkedAt: string;
}

const CHECK_COLUMNS = {
  key_id: integer(({ key }: Check) => key.id),
  checked_at: text(({ checkedAt }: Check) => checkedAt),
  state: text(({ state }: Check) => state),
  reason: text(({ reason }: Check) => reason),
  endpoint: text(({ endpoint }: Check) => endpoint),
};

/** Keeps providers' answers, each once, and what follows from them. An answer that is older than a known one changes nothing. */
export async function recordVerdicts(
  write: Write,
  verdicts: readonly { readonly key: Known; readonly validity: Validity }[],
  auditId: number | null,
): Promise<void> {
  const { tx, kind } = write;
  const checks = verdicts.flatMap(({ key, validity }): Check[] =>
    validity.checkedAt === null || validity.state === 'not-checked'
      ? []
      : [{ key, ...validity, checkedAt: new Date(validity.checkedAt).toISOString() }],
  );
  if (checks.length === 0) return;
  const keyIds = rowsOf(kind, KEY_ID, checks);
  const latest = new Map(
    (
      await tx
        .selectFrom('validity_check')
        .select(['key_id', (eb) => eb.fn.max('checked_at').as('at')])
        .where('key_id', 'in', sql<number>`(select r.id from ${keyIds})`)
        .where('state', 'in', ['active', 'inactive'])
        .groupBy('key_id')
        .execute()
    ).map(({ key_id, at }) => [key_id, at]),
  );
  const table = rowsOf(kind, CHECK_COLUMNS, checks);
  await tx
    .insertInto('validity_check')
    .columns(['key_id', 'checked_at', 'state', 'reason', 'endpoint', 'audit_id'])
    .expression(
      sql`select r.key_id, r.checked_at, r.state, r.reason, r.endpoint, cast(${auditId} as bigint) from ${table} where true`,
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const events: KeyEvent[] = [];
  for (const { key, checkedAt, state, reason, endpoint } of checks) {
    if (checkedAt < (latest.get(key.id) ?? '')) continue;
    const evidence = { by: 'provider', state, reason, endpoint, checkedAt };
    if (state === 'inactive' && key.state === 'open') events.push({ key, kind: 'closed', at: checkedAt, evidence });
    if (state === 'active' && key.state === 'closed') events.push({ key, kind: 'reopened', at: checkedAt, evidence });
  }
  await recordEvents(write, events, auditId);
}

/** Locks the keys that are known, so that two writers judge one after the other. In the fingerprints' order: no deadlock. */
export async function lockKeys({ tx, kind }: Write, fingerprints: readonly string[]): Promise<Map<string, Known>> {
  const table = rowsOf(kind, { fingerprint: text((fingerprint: string) => fingerprint) }, fingerprints);
  const rows = await tx
    .selectFrom('key')
    .select(['id', 'fingerprint', 'state'])
    .where('fingerprint', 'in', sql<string>`(select r.fingerprint from ${table})`)
    .orderBy('fingerprint')
    .$if(kind === 'postgres', (query) => query.forUpdate())
    .execute();
  return new Map(rows.map((row) => [row.fingerprint, row]));
}
