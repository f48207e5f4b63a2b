import { sql } from 'kysely';
import { KeyturnError } from '@keyturn/scanner';
import type { AuditRequest } from './audits/records.ts';
import { placed, writeBatch } from './batch.ts';
import type { PlacedOccurrence, Scene } from './scene.ts';
import { integer, rowsOf, text } from './database.ts';
import type { Database } from './database.ts';
import { told } from './failure.ts';
import type { SightedKey, TargetCoverage } from './sighted.ts';

/** Places a transaction: its rows are in memory at once, and it costs one wait for the disk. */
const BATCH = 8_000;

export interface NewAudit {
  /** Its name for people and for resuming; every audit has its own. */
  readonly name: string;
  readonly kind: 'scan' | 'audit';
  /** `keyturn 1.2.3`. */
  readonly tool: string;
  readonly startedAt: Date;
  /** What it was asked for, where it may be gone on with by the same question; what was noted before stands. */
  readonly request?: Pick<AuditRequest, 'digest' | 'isVerified'>;
}

/** All files of a target, its whole history, or a part (a file, a range, a pipe), which can't tell what is gone. */
export type Scope = 'files' | 'history' | 'part';

/** One audit being written. Each step stands once it has returned; what was cut off is begun again by its name. */
export class AuditWriter {
  readonly name: string;
  readonly startedAt: string;
  readonly #database: Database;
  readonly #id: number;

  private constructor(database: Database, id: number, name: string, startedAt: string) {
    this.#database = database;
    this.#id = id;
    this.name = name;
    this.startedAt = startedAt;
  }

  /** @throws KeyturnError `store` where an audit of this name is finished */
  static async begin(database: Database, audit: NewAudit): Promise<AuditWriter> {
    const { name, kind, tool, request } = audit;
    // At once: one that was begun and does not say by whose question could never be gone on with.
    const row = await database.db.transaction().execute(async (tx) => {
      await tx
        .insertInto('audit')
        .values({ name, kind, tool, started_at: audit.startedAt.toISOString(), finished_at: null })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute();
      const begun = await tx.selectFrom('audit').selectAll().where('name', '=', name).executeTakeFirstOrThrow();
      if (request !== undefined && begun.finished_at === null) {
        const { digest, isVerified } = request;
        await tx
          .insertInto('audit_request')
          .values({ audit_id: begun.id, digest, is_verified: isVerified ? 1 : 0, noticed_at: null })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
      return begun;
    });
    if (row.finished_at !== null) {
      throw new KeyturnError('store', `The audit ${name} is finished. Give a new one a name of its own.`);
    }
    return new AuditWriter(database, row.id, name, row.started_at);
  }

  /**
   * Begins a target, or goes on with it.
   *
   * @param name what it is called in every audit: a path, an address
   * @param scope what is looked at: only looks of the same scope are compared
   */
  async target(name: string, scope: Scope): Promise<TargetWriter> {
    const { db } = this.#database;
    await db
      .insertInto('target')
      .values({ name })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    const { id } = await db.selectFrom('target').select('id').where('name', '=', name).executeTakeFirstOrThrow();
    await db
      .insertInto('audit_target')
      .values({
        audit_id: this.#id,
        target_id: id,
        scope,
        started_at: this.startedAt,
        finished_at: null,
        failure: null,
        complete: 0,
        files: 0,
        bytes: 0,
        blobs: 0,
        commits: 0,
        skipped_total: '{}',
        narrowed: '[]',
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const row = await db
      .selectFrom('audit_target')
      .select(['finished_at', 'scope'])
      .where('audit_id', '=', this.#id)
      .where('target_id', '=', id)
      .executeTakeFirstOrThrow();
    if (row.scope !== scope) {
      throw new KeyturnError('store', `The audit ${this.name} has looked at the ${row.scope} of ${name} already.`);
    }
    const scene = { auditId: this.#id, startedAt: this.startedAt, targetId: id, targetName: name, scope };
    return new TargetWriter(this.#database, scene, row.finished_at !== null);
  }

  async finish(at: Date): Promise<void> {
    await this.#database.db
      .updateTable('audit')
      .set({ finished_at: at.toISOString() })
      .where('id', '=', this.#id)
      .where('finished_at', 'is', null)
      .execute();
  }
}

export class TargetWriter {
  /** An earlier run of this audit has finished it: nothing is left to do. */
  readonly isFinished: boolean;
  readonly #database: Database;
  readonly #scene: Scene;

  constructor(database: Database, scene: Scene, isFinished: boolean) {
    this.#database = database;
    this.#scene = scene;
    this.isFinished = isFinished;
  }

  /**
   * Writes keys, each with all its places in this target, in transactions of a few thousand places.
   *
   * @throws KeyturnError `store` where the database can't go on; what was written before stands
   */
  async write(keys: Iterable<SightedKey> | AsyncIterable<SightedKey>): Promise<void> {
    let batchKeys: SightedKey[] = [];
    let places: PlacedOccurrence[] = [];
    let writing: Promise<void> = Promise.resolve();
    const flush = async (): Promise<void> => {
      const before = writing;
      const batch = [batchKeys, places] as const;
      // One after the other: what was killed and begun again has its rows in the order of what was not.
      writing = before.then(() => this.#writeBatch(...batch));
      // Who awaits it next is told.
      writing.catch(() => undefined);
      batchKeys = [];
      places = [];
      // A server works on one batch while the next is made.
      await before;
    };
    try {
      for await (const key of keys) {
        // A key's places go together, as far as they fit.
        const isFull = places.length + key.occurrences.length > BATCH || batchKeys.length >= BATCH;
        if (isFull && batchKeys.length > 0) await flush();
        batchKeys.push(key);
        for (const place of placed(key, this.#scene.targetName)) {
          if (places.length >= BATCH) {
            await flush();
            batchKeys.push(key);
          }
          places.push(place);
        }
      }
      if (batchKeys.length > 0) await flush();
      await writing;
    } finally {
      // Nothing of it goes on after the ledger is closed.
      await Promise.allSettled([writing]);
    }
  }

  async #writeBatch(keys: readonly SightedKey[], places: readonly PlacedOccurrence[]): Promise<void> {
    const { db, kind, location } = this.#database;
    try {
      await db.transaction().execute((tx) => writeBatch({ tx, kind }, this.#scene, keys, places));
    } catch (error) {
      throw told(error, location);
    }
  }

  /** How completely it was looked at. From here on the target counts as covered by this audit. */
  async finish(coverage: TargetCoverage, at: Date): Promise<void> {
    const { auditId, targetId } = this.#scene;
    const { kind, db } = this.#database;
    await db.transaction().execute(async (tx) => {
      await tx.deleteFrom('coverage_gap').where('audit_id', '=', auditId).where('target_id', '=', targetId).execute();
      if (coverage.skipped.length > 0) {
        const gaps = coverage.skipped.map((gap, ordinal) => ({ ...gap, ordinal }));
        const columns = {
          ordinal: integer(({ ordinal }: (typeof gaps)[number]) => ordinal),
          place: text(({ where }: (typeof gaps)[number]) => where),
          reason: text(({ reason }: (typeof gaps)[number]) => reason),
        };
        const rows = rowsOf(kind, columns, gaps);
        await tx
          .insertInto('coverage_gap')
          .columns(['audit_id', 'target_id', 'ordinal', 'place', 'reason'])
          .expression(
            sql`select cast(${auditId} as bigint), cast(${targetId} as bigint), r.ordinal, r.place, r.reason from ${rows}`,
          )
          .execute();
      }
      await tx
        .updateTable('audit_target')
        .set({
          finished_at: at.toISOString(),
          failure: null,
          complete: coverage.complete ? 1 : 0,
          files: coverage.files,
          bytes: coverage.bytes,
          blobs: coverage.blobs,
          commits: coverage.commits,
          skipped_total: JSON.stringify(coverage.skippedTotal),
          narrowed: JSON.stringify(coverage.narrowed ?? []),
        })
        .where('audit_id', '=', auditId)
        .where('target_id', '=', targetId)
        .execute();
    });
  }

  /** It could not be looked at. @param reason a sentence */
  async fail(reason: string, at: Date): Promise<void> {
    const { auditId, targetId } = this.#scene;
    await this.#database.db
      .updateTable('audit_target')
      .set({ finished_at: at.toISOString(), failure: reason, complete: 0 })
      .where('audit_id', '=', auditId)
      .where('target_id', '=', targetId)
      .execute();
  }
}
