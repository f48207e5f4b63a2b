import { sql } from 'kysely';
import type { PlacedOccurrence, Scene } from './scene.ts';
import { integer, occurrenceOf, rowsOf, text } from './database.ts';
import type { KeyEvent, Known, Write } from './transitions.ts';

/**
 * Closed keys that come back: at a place that is new, or one where the last complete look at this target did not see them.
 * Not where this very audit has proven them dead, and not where a known target is looked at in a new way: its history shows
 * places that its files did not, and none of them is news.
 */
export async function reappeared(
  write: Write,
  scene: Scene,
  places: readonly PlacedOccurrence[],
  known: ReadonlyMap<string, Known>,
): Promise<KeyEvent[]> {
  const candidates = places.filter(
    ({ key }) => known.get(key.fingerprint)?.state === 'closed' && key.validity.state !== 'inactive',
  );
  if (candidates.length === 0) return [];
  const closedSince = await closedDuring(write, scene, candidates, known);
  const looks = await earlierLooks(write, scene);
  if (looks.length > 0 && !looks.some(({ scope }) => scope === scene.scope)) return [];
  const lastWhole =
    scene.scope === 'part' ? undefined : looks.findLast((one) => one.scope === scene.scope && one.complete === 1);
  const standing = await stillStanding(write, scene, { candidates, known }, lastWhole?.audit_id ?? null);
  const events = new Map<string, KeyEvent>();
  for (const { key, occurrence, digest } of candidates) {
    const closed = known.get(key.fingerprint);
    if (closed === undefined || standing.has(digest) || closedSince.has(closed.id)) continue;
    if (events.has(key.fingerprint)) continue;
    events.set(key.fingerprint, {
      key: closed,
      kind: 'reopened',
      at: scene.startedAt,
      evidence: { by: 'sighting', target: scene.targetName, path: occurrence.path },
    });
  }
  return [...events.values()];
}

/** Keys that were closed after the audit began: what it sees may be older than the proof. */
async function closedDuring(
  { tx, kind }: Write,
  { startedAt }: Scene,
  candidates: readonly PlacedOccurrence[],
  known: ReadonlyMap<string, Known>,
): Promise<Set<number>> {
  const ids = new Set(candidates.map(({ key }) => known.get(key.fingerprint)?.id ?? 0));
  const rows = rowsOf(kind, { id: integer((id: number) => id) }, [...ids]);
  const events = await tx
    .selectFrom('key_event')
    .select('key_id')
    .where('key_id', 'in', sql<number>`(select r.id from ${rows})`)
    .where('kind', '=', 'closed')
    .where('at', '>=', startedAt)
    .execute();
  return new Set(events.map(({ key_id }) => key_id));
}

function earlierLooks(
  { tx }: Write,
  { auditId, targetId }: Scene,
): Promise<{ audit_id: number; scope: string; complete: number }[]> {
  return tx
    .selectFrom('audit_target')
    .select(['audit_id', 'scope', 'complete'])
    .where('target_id', '=', targetId)
    .where('finished_at', 'is not', null)
    .where('audit_id', '<>', auditId)
    .orderBy('audit_id')
    .execute();
}

/**
 * Digests of places that are known; where there was a complete look, of those that it saw or that this audit has written before.
 */
async function stillStanding(
  { tx, kind }: Write,
  { auditId, targetId }: Scene,
  { candidates, known }: { candidates: readonly PlacedOccurrence[]; known: ReadonlyMap<string, Known> },
  lastWhole: number | null,
): Promise<Set<string>> {
  const rows = rowsOf(
    kind,
    {
      key_id: integer(({ key }: PlacedOccurrence) => known.get(key.fingerprint)?.id ?? 0),
      digest: text(({ digest }: PlacedOccurrence) => digest),
    },
    candidates,
  );
  const counts =
    lastWhole === null
      ? sql`f.id is not null`
      : sql`exists (select 1 from sighting s where s.occurrence_id = f.id and s.audit_id in (${lastWhole}, ${auditId}))`;
  const found = await sql<{
    digest: string;
  }>`select f.digest from (select r.digest, ${occurrenceOf(targetId)} as id from ${rows}) as f where ${counts}`.execute(
    tx,
  );
  return new Set(found.rows.map(({ digest }) => digest));
}
