/** Writes a batch of sightings, whole or not at all. Writing the same again changes nothing. */
import { hash } from 'node:crypto';
import { sql } from 'kysely';
import type { Suppressed } from '@keyturn/scanner';
import { rowsOf } from './database.ts';
import type { ColumnType } from './database.ts';
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
  const byDigest = places.toSorted((a, b) => (a.digest < b.digest ? -1 : 1));
  await insertOccurrences(write, scene, byDigest, idOf);
  await insertSightings(write, scene, byDigest);
  await recordVerdicts(
    write,
    sorted.map((key) => ({ key: idOf(key.fingerprint), validity: key.validity })),
    scene.auditId,
  );
}

const KEY_COLUMNS = {
  fingerprint: 'text',
  rule: 'text',
  provider: 'text',
  candidates: 'text',
  environment: 'text',
  confidence: 'text',
  preview: 'text',
} as const satisfies Record<string, ColumnType>;

function keyRow(key: SightedKey): Record<keyof typeof KEY_COLUMNS, string | null> {
  const { fingerprint, rule, provider, candidates, environment, confidence, preview } = key;
  return { fingerprint, rule, provider, candidates: JSON.stringify(candidates), environment, confidence, preview };
}

/** @returns the fingerprints that were not known before */
async function insertKeys({ tx, kind }: Write, scene: Scene, keys: readonly SightedKey[]): Promise<Set<string>> {
  const rows = rowsOf(kind, KEY_COLUMNS, keys.map(keyRow));
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
  const rows = rowsOf(kind, KEY_COLUMNS, keys.map(keyRow));
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

const OCCURRENCE_COLUMNS = {
  digest: 'text',
  key_id: 'integer',
  source: 'text',
  path: 'text',
  ordinal: 'integer',
  encoding: 'text',
  commit_id: 'text',
  blob: 'text',
  author: 'text',
  author_email: 'text',
  committed_at: 'text',
  refs: 'text',
  removed: 'text',
} as const satisfies Record<string, ColumnType>;

async function insertOccurrences(
  { tx, kind }: Write,
  { targetId }: Scene,
  places: readonly PlacedOccurrence[],
  idOf: (fingerprint: string) => Known,
): Promise<void> {
  if (places.length === 0) return;
  const rows = rowsOf(
    kind,
    OCCURRENCE_COLUMNS,
    places.map(({ key, occurrence: one, ordinal, digest }) => ({
      digest,
      key_id: idOf(key.fingerprint).id,
      source: one.source,
      path: one.path,
      ordinal,
      encoding: JSON.stringify(one.encoding),
      commit_id: one.commit ?? null,
      blob: one.blob ?? null,
      author: one.author ?? null,
      author_email: one.authorEmail ?? null,
      committed_at: one.date ?? null,
      refs: JSON.stringify(one.refs ?? []),
      removed: one.removed ?? null,
    })),
  );
  const names = Object.keys(OCCURRENCE_COLUMNS) as (keyof typeof OCCURRENCE_COLUMNS)[];
  await tx
    .insertInto('occurrence')
    .columns([...names, 'target_id'])
    .expression(
      sql`select ${sql.join(names.map((name) => sql.ref(`r.${name}`)))}, cast(${targetId} as bigint) from ${rows} where true`,
    )
    .onConflict((conflict) =>
      conflict
        .column('digest')
        .doUpdateSet((eb) => ({ refs: eb.ref('excluded.refs'), removed: eb.ref('excluded.removed') }))
        .where(sql<boolean>`occurrence.refs <> excluded.refs or occurrence.removed is distinct from excluded.removed`),
    )
    .execute();
}

const SIGHTING_COLUMNS = {
  digest: 'text',
  start_line: 'integer',
  start_column: 'integer',
  end_line: 'integer',
  end_column: 'integer',
  suppression: 'text',
} as const satisfies Record<string, ColumnType>;

async function insertSightings(write: Write, { auditId }: Scene, places: readonly PlacedOccurrence[]): Promise<void> {
  if (places.length === 0) return;
  const { tx, kind } = write;
  const suppressions = new Map<string, Suppressed>();
  const sightings = places.map(({ digest, occurrence: one }) => ({
    digest,
    start_line: one.startLine,
    start_column: one.startColumn,
    end_line: one.endLine,
    end_column: one.endColumn,
    suppression: noteSuppression(one.suppressed, suppressions),
  }));
  await insertSuppressions(write, suppressions);
  const rows = rowsOf(kind, SIGHTING_COLUMNS, sightings);
  await tx
    .insertInto('sighting')
    .columns(['audit_id', 'occurrence_id', 'start_line', 'start_column', 'end_line', 'end_column', 'suppression_id'])
    .expression(
      sql`select cast(${auditId} as bigint), o.id, r.start_line, r.start_column, r.end_line, r.end_column, s.id
        from ${rows} join occurrence o on o.digest = r.digest left join suppression s on s.digest = r.suppression
        where true order by o.id`,
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

function noteSuppression(suppressed: Suppressed | null, all: Map<string, Suppressed>): string | null {
  if (suppressed === null) return null;
  const { by, reason, owner, expires } = suppressed;
  const digest = digestOf([by, reason, owner, expires]);
  all.set(digest, suppressed);
  return digest;
}

async function insertSuppressions({ tx, kind }: Write, all: ReadonlyMap<string, Suppressed>): Promise<void> {
  if (all.size === 0) return;
  const rows = rowsOf(
    kind,
    { digest: 'text', by: 'text', reason: 'text', owner: 'text', expires: 'text' },
    [...all]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([digest, { by, reason, owner, expires }]) => ({ digest, by, reason, owner, expires })),
  );
  await tx
    .insertInto('suppression')
    .columns(['digest', 'by', 'reason', 'owner', 'expires'])
    .expression(sql`select r.digest, r.by, r.reason, r.owner, r.expires from ${rows} where true`)
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .execute();
}
