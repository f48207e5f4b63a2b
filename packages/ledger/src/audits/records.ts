/** What audits were asked for, which of them can be gone on with, and what they know of repositories and owners. */
import { sql } from 'kysely';
import { KeyturnError } from '@keyturn/scanner';
import { integer, rowsOf, text } from '../database.ts';
import type { Database } from '../database.ts';

export interface AuditRequest {
  readonly audit: string;
  /** Of the targets and of what was asked about them: an audit that was cut off goes on where the same is asked again. */
  readonly digest: string;
  /** Whether providers were to be asked. */
  readonly isVerified: boolean;
  readonly startedAt: string;
  /** Null: it was cut off, or is under way. */
  readonly finishedAt: string | null;
  /** When its messages were put into the outbox; null: not yet. */
  readonly noticedAt: string | null;
}

export interface RepositoryRecord {
  readonly target: string;
  readonly visibility: 'public' | 'private' | 'internal' | 'unknown';
  /** `github`, and its name there; null elsewhere. */
  readonly forge: string | null;
  readonly forgeName: string | null;
}

export interface OwnedKey {
  readonly fingerprint: string;
  readonly owner: string;
  readonly source: 'inventory' | 'codeowners' | 'blame';
}

/** Which source of owners is believed before which, a user before all: what a person or an inventory says is not overwritten by a guess. */
const RANK = { inventory: 2, codeowners: 1, blame: 0 };
const OWNER_COLUMNS = {
  fingerprint: text((one: OwnedKey) => one.fingerprint),
  owner: text((one: OwnedKey) => one.owner),
  source: text((one: OwnedKey) => one.source),
  weight: integer((one: OwnedKey) => RANK[one.source]),
};
const OWNER_RANK = sql`(case key.owner_source when 'user' then 3 when 'inventory' then 2 when 'codeowners' then 1 else 0 end)`;

export class AuditRecords {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** All audits that were asked for, the first first. */
  async list(): Promise<AuditRequest[]> {
    const rows = await this.#database.db
      .selectFrom('audit_request')
      .innerJoin('audit', 'audit.id', 'audit_request.audit_id')
      .selectAll('audit_request')
      .select(['audit.name', 'audit.started_at', 'audit.finished_at'])
      .orderBy('audit.id')
      .execute();
    return rows.map((row) => ({
      audit: row.name,
      digest: row.digest,
      isVerified: row.is_verified === 1,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
      noticedAt: row.noticed_at,
    }));
  }

  /** What is known of a target's repository; the last word counts. */
  async putRepository({ target, visibility, forge, forgeName }: RepositoryRecord): Promise<void> {
    const { db } = this.#database;
    const row = await db
      .selectFrom('target')
      .leftJoin('repository', 'repository.target_id', 'target.id')
      .select(['target.id', 'repository.visibility', 'repository.forge', 'repository.forge_name'])
      .where('name', '=', target)
      .executeTakeFirst();
    if (row === undefined) throw new KeyturnError('usage', `The ledger has no target ${target}.`);
    // Nothing is written, and no disk waited for, where it is known: that is nearly always.
    if (row.visibility === visibility && row.forge === forge && row.forge_name === forgeName) return;
    const values = { visibility, forge, forge_name: forgeName };
    await db
      .insertInto('repository')
      .values({ target_id: row.id, ...values })
      .onConflict((conflict) => conflict.column('target_id').doUpdateSet(values))
      .execute();
  }

  /** By the target's name. */
  async repositories(): Promise<RepositoryRecord[]> {
    const rows = await this.#database.db
      .selectFrom('repository')
      .innerJoin('target', 'target.id', 'repository.target_id')
      .selectAll('repository')
      .select('target.name')
      .orderBy('target.name')
      .execute();
    return rows.map((row) => ({
      target: row.name,
      visibility: row.visibility as RepositoryRecord['visibility'],
      forge: row.forge,
      forgeName: row.forge_name,
    }));
  }

  /** Owners of keys, where nobody who is believed more has named one. Unknown keys are passed over. */
  async own(keys: readonly OwnedKey[]): Promise<void> {
    if (keys.length === 0) return;
    const { db, kind } = this.#database;
    const rows = rowsOf(kind, OWNER_COLUMNS, keys);
    await sql`update key set owner = r.owner, owner_source = r.source from ${rows}
      where key.fingerprint = r.fingerprint
        and (key.owner is null or r.weight > ${OWNER_RANK} or (r.weight = ${OWNER_RANK} and key.owner_source <> 'blame'))
        and (key.owner is distinct from r.owner or key.owner_source is distinct from r.source)`.execute(db);
  }

  /** The number of a key's issue in a tracker; null where it has none. */
  async issueOf(fingerprint: string, tracker: string): Promise<number | null> {
    const row = await this.#database.db
      .selectFrom('issue')
      .innerJoin('key', 'key.id', 'issue.key_id')
      .select('number')
      .where('fingerprint', '=', fingerprint)
      .where('tracker', '=', tracker)
      .executeTakeFirst();
    return row?.number ?? null;
  }

  /** Remembers a key's issue. */
  async putIssue(fingerprint: string, tracker: string, number: number): Promise<void> {
    const { db } = this.#database;
    const key = await db
      .selectFrom('key')
      .select('id')
      .where('fingerprint', '=', fingerprint)
      .executeTakeFirstOrThrow();
    await db
      .insertInto('issue')
      .values({ key_id: key.id, tracker, number })
      .onConflict((conflict) => conflict.columns(['key_id', 'tracker']).doUpdateSet({ number }))
      .execute();
  }
}
