/**
 * Messages that are owed. They are put here in the same transaction that notes that their audit has been told of, so none is
 * lost and none is put twice; whoever delivers one holds it for a while, so no two deliver it at once.
 */
import { KeyturnError } from '@keyturn/scanner';
import type { Database } from '../database.ts';

export interface Letter {
  readonly id: number;
  /** Unlike any other letter's: what is put again under the same is not put at all. */
  readonly dedupe: string;
  readonly channel: string;
  readonly payload: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** How often it was tried in vain. */
  readonly attempts: number;
}

export interface OutboxCounts {
  readonly pending: number;
  readonly delivered: number;
  /** Tried in vain at least once, and still owed. */
  readonly failing: number;
  /** Why the oldest of these failed last. */
  readonly failure: string | null;
}

export class Outbox {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Puts an audit's letters in, and notes that it has been told of; a second time it does nothing. @returns whether it did */
  put(audit: string, letters: readonly Pick<Letter, 'dedupe' | 'channel' | 'payload'>[], at: Date): Promise<boolean> {
    const now = at.toISOString();
    return this.#database.db.transaction().execute(async (tx) => {
      const row = await tx.selectFrom('audit').select('id').where('name', '=', audit).executeTakeFirst();
      if (row === undefined) throw new KeyturnError('usage', `The ledger has no audit ${audit}.`);
      const { numUpdatedRows } = await tx
        .updateTable('audit_request')
        .set({ noticed_at: now })
        .where('audit_id', '=', row.id)
        .where('noticed_at', 'is', null)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return false;
      for (const { dedupe, channel, payload } of letters) {
        await tx
          .insertInto('outbox')
          .values({
            dedupe,
            channel,
            payload,
            created_at: now,
            attempts: 0,
            next_at: now,
            delivered_at: null,
            failure: null,
          })
          .onConflict((conflict) => conflict.column('dedupe').doNothing())
          .execute();
      }
      return true;
    });
  }

  /**
   * The next letter to deliver, the oldest first, held until an instant: nobody else takes it before that, also where the one
   * who holds it dies.
   *
   * @param after only letters with a greater id, so that one pass tries each of them once
   */
  take(now: Date, until: Date, after = 0): Promise<Letter | null> {
    return this.#database.db.transaction().execute(async (tx) => {
      const row = await tx
        .selectFrom('outbox')
        .selectAll()
        .where('delivered_at', 'is', null)
        .where('next_at', '<=', now.toISOString())
        .where('id', '>', after)
        // In order within a channel: what closes must not overtake what opens.
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('outbox as older')
                .select('older.id')
                .whereRef('older.channel', '=', 'outbox.channel')
                .whereRef('older.id', '<', 'outbox.id')
                .where('older.delivered_at', 'is', null),
            ),
          ),
        )
        .orderBy('id')
        .limit(1)
        .$if(this.#database.kind === 'postgres', (query) => query.forUpdate().skipLocked())
        .executeTakeFirst();
      if (row === undefined) return null;
      await tx.updateTable('outbox').set({ next_at: until.toISOString() }).where('id', '=', row.id).execute();
      const { id, dedupe, channel, payload, created_at, attempts } = row;
      return { id, dedupe, channel, payload, createdAt: created_at, attempts };
    });
  }

  async delivered(id: number, at: Date): Promise<void> {
    await this.#database.db
      .updateTable('outbox')
      .set({ delivered_at: at.toISOString(), failure: null })
      .where('id', '=', id)
      .execute();
  }

  /** @param failure a sentence, without a secret @param next when it is to be tried again */
  async failed(id: number, failure: string, next: Date): Promise<void> {
    await this.#database.db
      .updateTable('outbox')
      .set((eb) => ({ failure, next_at: next.toISOString(), attempts: eb('attempts', '+', 1) }))
      .where('id', '=', id)
      .where('delivered_at', 'is', null)
      .execute();
  }

  async counts(): Promise<OutboxCounts> {
    const { db } = this.#database;
    const count = async (isDelivered: boolean, isFailing: boolean): Promise<number> => {
      const { number } = await db
        .selectFrom('outbox')
        .select((eb) => eb.fn.countAll<number>().as('number'))
        .where('delivered_at', isDelivered ? 'is not' : 'is', null)
        .$if(isFailing, (query) => query.where('attempts', '>', 0))
        .executeTakeFirstOrThrow();
      return number;
    };
    const oldest = await db
      .selectFrom('outbox')
      .select('failure')
      .where('delivered_at', 'is', null)
      .where('attempts', '>', 0)
      .orderBy('id')
      .executeTakeFirst();
    return {
      pending: await count(false, false),
      delivered: await count(true, false),
      failing: await count(false, true),
      failure: oldest?.failure ?? null,
    };
  }
}
