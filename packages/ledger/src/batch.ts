/** Writes a batch of sightings, whole or not at all. Writing the same again changes nothing. */
import { hash } from 'node:crypto';
import { sql } from 'kysely';
import type { Suppressed } from '@keyturn/scanner';
import { integer, occurrenceOf, rowsOf, text } from './database.ts';
import { reappeared } from './reappeared.ts';
import type { PlacedOccurrence, Scene } from './scene.ts';
import type { SightedKey } from './sighted.ts';
import { lockKeys, recordEvents, recordVerdicts } from './transitions.ts';
import type { Known, Write } from './transitions.ts';

/** A key's places, told apart where one path holds it more than once. */
export function* placed(key: SightedKey, targetName: string): Generator<PlacedOccurrence> {
  const counts = new Map<string, number>();
  for (const occurrence of key.occurrences) {
    const { source, path, commit = null, blob = null, encoding } = occurrence;
    const place = JSON.stringify([source, path, commit, blob, encoding]);
    const ordinal = counts.get(place) ?? 0;
    counts.set(place, ordinal + 1);
    yield { key, occurrence, ordinal, digest: digestOf([key.fingerprint, targetName, place, ordinal]) };
  }
}

/** 128 bits are enough to tell places apart, and half as long as a whole SHA-256 in an index. */
function digestOf(parts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32);
}

/** @param keys each key of the batch once, those without a place too */
export async function writeBatch(
  write: Write,
  scene: Scene,
  keys: readonly SightedKey[],
  places: readonly PlacedOccurrence[],
): Promise<void> {
  const sorted = keys.toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  const added = await insertKeys(write, scene, sorted);
  const known = await lockKeys(
    write,
    sorted.map(({ fingerprint }) => fingerprint),
  );
  const idOf = (fingerprint: string): Known => {
    const key = known.get(fingerprint);
    if (key === undefined) throw new Error('A key that was just written is not there.');
    return key;
  };
  const opened = [...added].map((fingerprint) => ({
    key: idOf(fingerprint),
    kind: 'opened' as const,
    at: scene.startedAt,
    evidence: { by: 'sighting', target: scene.targetName },
  }));
  await recordEvents(write, opened, scene.auditId);
  await updateAttribution(
    write,
    sorted.filter(({ fingerprint }) => !added.has(fingerprint)),
  );
  const back = await reappeared(write, scene, places, known);
  await recordEvents(write, back, scene.auditId);
  const rows = places
    .map((place) => ({ ...place, keyId: idOf(place.key.fingerprint).id }))
    // As the index has them: neighbours are written together, and two writers meet nowhere crosswise.
    .toSorted((a, b) => a.keyId - b.keyId || (a.digest < b.digest ? -1 : 1));
  await insertOccurrences(write, scene, rows);
  await insertSightings(write, scene, rows);
  await recordVerdicts(
    write,
    sorted.map((key) => ({ key: idOf(key.fingerprint), validity: key.validity })),
    scene.auditId,
  );
}

const KEY_COLUMNS = {
  fingerprint: text(({ fingerprint }: SightedKey) => fingerprint),
  rule: text(({ rule }: SightedKey) => rule),
  provider: text(({ provider }: SightedKey) => provider),
  candidates: text(({ candidates }: SightedKey) => JSON.stringify(candidates)),
  environment: text(({ environment }: SightedKey) => environment),
  confidence: text(({ confidence }: SightedKey) => confidence),
  preview: text(({ preview }: SightedKey) => preview),
};

/** @returns the fingerprints that were not known before */
async function insertKeys({ tx, kind }: Write, scene: Scene, keys: readonly SightedKey[]): Promise<Set<string>> {
  const rows = rowsOf(kind, KEY_COLUMNS, keys);
  const names = Object.keys(KEY_COLUMNS) as (keyof typeof KEY_COLUMNS)[];
  const inserted = await tx
    .insertInto('key')
    .columns([...names, 'state', 'first_audit_id'])
    .expression(
      sql`select ${sql.join(names.map((name) => sql.ref(`r.${name}`)))}, 'open', cast(${scene.auditId} as bigint) from ${rows} where true`,
    )
    .onConflict((conflict) => conflict.column('fingerprint').doNothing())
    .returning('fingerprint')
    .execute();
  return new Set(inserted.map(({ fingerprint }) => fingerprint));
}

/** What a place tells of a key's vendor counts where it tells at least as much as what is known. */
async function updateAttribution({ tx, kind }: Write, keys: readonly SightedKey[]): Promise<void> {
  if (keys.length === 0) return;
  const rows = rowsOf(kind, KEY_COLUMNS, keys);
  const weight = (table: string) =>
    sql`(case when ${sql.ref(`${table}.provider`)} is null then 0 else 10 end
      + case ${sql.ref(`${table}.confidence`)} when 'high' then 2 when 'medium' then 1 else 0 end)`;
  await sql`
    update key set rule = r.rule, provider = r.provider, candidates = r.candidates, environment = r.environment,
      confidence = r.confidence, preview = r.preview
    from ${rows}
    where key.fingerprint = r.fingerprint and ${weight('r')} >= ${weight('key')}
      and (key.rule <> r.rule or key.provider is distinct from r.provider or key.candidates <> r.candidates
        or key.environment <> r.environment or key.confidence <> r.confidence or key.preview <> r.preview)`.execute(tx);
}

interface PlaceRow extends PlacedOccurrence {
  readonly keyId: number;
}

const OCCURRENCE_COLUMNS = {
  digest: text(({ digest }: PlaceRow) => digest),
  key_id: integer(({ keyId }: PlaceRow) => keyId),
  source: text(({ occurrence }: PlaceRow) => occurrence.source),
  path: text(({ occurrence }: PlaceRow) => occurrence.path),
  ordinal: integer(({ ordinal }: PlaceRow) => ordinal),
  encoding: text(({ occurrence }: PlaceRow) => JSON.stringify(occurrence.encoding)),
  commit_id: text(({ occurrence }: PlaceRow) => occurrence.commit ?? null),
  blob: text(({ occurrence }: PlaceRow) => occurrence.blob ?? null),
  author: text(({ occurrence }: PlaceRow) => occurrence.author ?? null),
  author_email: text(({ occurrence }: PlaceRow) => occurrence.authorEmail ?? null),
  committed_at: text(({ occurrence }: PlaceRow) => occurrence.date ?? null),
  refs: text(({ occurrence }: PlaceRow) => JSON.stringify(occurrence.refs ?? [])),
  removed: text(({ occurrence }: PlaceRow) => occurrence.removed ?? null),
};

async function insertOccurrences({ tx, kind }: Write, { targetId }: Scene, places: readonly PlaceRow[]): Promise<void> {
  if (places.length === 0) return;
  const rows = rowsOf(kind, OCCURRENCE_COLUMNS, places);
  const names = Object.keys(OCCURRENCE_COLUMNS) as (keyof typeof OCCURRENCE_COLUMNS)[];
  await tx
    .insertInto('occurrence')
    .columns([...names, 'target_id'])
    .expression(
      sql`select ${sql.join(names.map((name) => sql.ref(`r.${name}`)))}, cast(${targetId} as bigint) from ${rows} where true`,
    )
    .onConflict((conflict) =>
      conflict
        .columns(['key_id', 'target_id', 'digest'])
        .doUpdateSet((eb) => ({ refs: eb.ref('excluded.refs'), removed: eb.ref('excluded.removed') }))
        .where(sql<boolean>`occurrence.refs <> excluded.refs or occurrence.removed is distinct from excluded.removed`),
    )
    .execute();
}

const SIGHTING_COLUMNS = {
  key_id: integer(({ keyId }: PlaceRow) => keyId),
  digest: text(({ digest }: PlaceRow) => digest),
  start_line: integer(({ occurrence }: PlaceRow) => occurrence.startLine),
  start_column: integer(({ occurrence }: PlaceRow) => occurrence.startColumn),
  end_line: integer(({ occurrence }: PlaceRow) => occurrence.endLine),
  end_column: integer(({ occurrence }: PlaceRow) => occurrence.endColumn),
  suppression: text(({ occurrence }: PlaceRow) => suppressionDigest(occurrence.suppressed)),
};

async function insertSightings(write: Write, { auditId, targetId }: Scene, places: readonly PlaceRow[]): Promise<void> {
  if (places.length === 0) return;
  const { tx, kind } = write;
  await insertSuppressions(write, places);
  const rows = rowsOf(kind, SIGHTING_COLUMNS, places);
  await tx
    .insertInto('sighting')
    .columns(['audit_id', 'occurrence_id', 'start_line', 'start_column', 'end_line', 'end_column', 'suppression_id'])
    .expression(
      sql`select cast(${auditId} as bigint), ${occurrenceOf(targetId)}, r.start_line, r.start_column, r.end_line, r.end_column,
        (select s.id from suppression s where s.digest = r.suppression) from ${rows} where true`,
    )
    .onConflict((conflict) =>
      conflict.columns(['audit_id', 'occurrence_id']).doUpdateSet((eb) => ({
        start_line: eb.ref('excluded.start_line'),
        start_column: eb.ref('excluded.start_column'),
        end_line: eb.ref('excluded.end_line'),
        end_column: eb.ref('excluded.end_column'),
        suppression_id: eb.ref('excluded.suppression_id'),
      })),
    )
    .execute();
}

function suppressionDigest(suppressed: Suppressed | null): string | null {
  if (suppressed === null) return null;
  const { by, reason, owner, expires } = suppressed;
  return digestOf([by, reason, owner, expires]);
}

const SUPPRESSION_COLUMNS = {
  digest: text(([digest]: [string, Suppressed]) => digest),
  by: text(([, { by }]: [string, Suppressed]) => by),
  reason: text(([, { reason }]: [string, Suppressed]) => reason),
  owner: text(([, { owner }]: [string, Suppressed]) => owner),
  expires: text(([, { expires }]: [string, Suppressed]) => expires),
};

async function insertSuppressions({ tx, kind }: Write, places: readonly PlaceRow[]): Promise<void> {
  const all = new Map<string, Suppressed>();
  for (const { occurrence } of places) {
    const digest = suppressionDigest(occurrence.suppressed);
    if (digest !== null && occurrence.suppressed !== null) all.set(digest, occurrence.suppressed);
  }
  if (all.size === 0) return;
  const rows = rowsOf(
    kind,
    SUPPRESSION_COLUMNS,
    [...all].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  await tx
    .insertInto('suppression')
    .columns(['digest', 'by', 'reason', 'owner', 'expires'])
    .expression(sql`select r.digest, r.by, r.reason, r.owner, r.expires from ${rows} where true`)
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .execute();
}
