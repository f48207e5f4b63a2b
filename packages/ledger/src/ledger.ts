import type { Validity } from '@keyturn/scanner';
import { KeyturnError } from '@keyturn/scanner';
import { AuditWriter } from './audit-writer.ts';
import type { NewAudit } from './audit-writer.ts';
import { AuditRecords } from './audits/records.ts';
import { Outbox } from './audits/outbox.ts';
import { standingKeys } from './audits/standing.ts';
import type { Standing, StandingKey } from './audits/standing.ts';
import { backup, restore } from './backup.ts';
import type { Database } from './database.ts';
import { exportLines } from './export.ts';
import { told } from './failure.ts';
import { KnownKeys } from './known-keys.ts';
import { ledgerLocation } from './location.ts';
import type { LedgerLocation } from './location.ts';
import { migrate } from './migrate.ts';
import { openPostgres } from './postgres.ts';
import { changesBetween, listAudits, listTargets, pageKeys, pageOccurrences } from './read.ts';
import type { Audit, Changes, LedgerKey, LedgerOccurrence, LedgerTarget } from './read.ts';
import type { KeyVerdict } from './sighted.ts';
import { openSqlite } from './sqlite.ts';
import { lockKeys, recordEvents, recordVerdicts } from './transitions.ts';

/** Where a rotation stands. */
export type Rotation = 'none' | 'planned' | 'under-way' | 'done';

export interface KeyCare {
  readonly owner?: { readonly name: string; readonly source: 'user' | 'inventory' | 'codeowners' | 'blame' } | null;
  readonly rotation?: Rotation;
  /** `YYYY-MM-DD`. */
  readonly rotateBy?: string | null;
}

/** What was found, where and when, and what became of it. Never holds a key's value: nothing that is written knows one. */
export class Ledger {
  /** For people: a path, or an address without its password. */
  readonly location: string;
  /** On a server, where others may write to it too. */
  readonly isShared: boolean;
  readonly knownKeys: KnownKeys;
  /** What audits were asked for and what they know of repositories. */
  readonly records: AuditRecords;
  /** Messages that are owed. */
  readonly outbox: Outbox;
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    this.location = database.location;
    this.isShared = database.kind === 'postgres';
    this.knownKeys = new KnownKeys(database);
    this.records = new AuditRecords(database);
    this.outbox = new Outbox(database);
  }

  /** Begins an audit, or goes on with the unfinished one of this name. @throws KeyturnError `store` */
  beginAudit(audit: NewAudit): Promise<AuditWriter> {
    return this.#guarded(() => AuditWriter.begin(this.#database, audit));
  }

  /** All audits, the first first. */
  audits(): Promise<Audit[]> {
    return listAudits(this.#database);
  }

  /** What an audit looked at, and how completely. */
  targets(audit: string): Promise<LedgerTarget[]> {
    return listTargets(this.#database, audit);
  }

  /** All keys by fingerprint, a page in memory at a time. */
  keys(filter: { readonly state?: 'open' | 'closed' } = {}): AsyncGenerator<LedgerKey> {
    return pageKeys(this.#database, filter);
  }

  /** How many keys there are. */
  async keyCount(): Promise<number> {
    const { number } = await this.#database.db
      .selectFrom('key')
      .select((eb) => eb.fn.countAll<number>().as('number'))
      .executeTakeFirstOrThrow();
    return number;
  }

  /** What an audit saw, in the order in which places were first seen. */
  occurrences(audit: string): AsyncGenerator<LedgerOccurrence> {
    return pageOccurrences(this.#database, audit);
  }

  /** What became of the keys from the end of one audit to the end of a later one; null: from the beginning. */
  changes(from: string | null, to: string): Promise<Changes> {
    return changesBetween(this.#database, from, to);
  }

  /** The keys of all audits as they stood at the end of one of them, a page in memory at a time, by fingerprint. */
  standing(standing: Standing): AsyncGenerator<readonly StandingKey[]> {
    return standingKeys(this.#database, standing);
  }

  /** Keeps providers' answers about keys that are known, and closes or reopens by them. Unknown keys are passed over. */
  recordVerdicts(verdicts: readonly KeyVerdict[]): Promise<void> {
    const { db, kind } = this.#database;
    return this.#guarded(() =>
      db.transaction().execute(async (tx) => {
        const known = await lockKeys(
          { tx, kind },
          verdicts.map(({ fingerprint }) => fingerprint),
        );
        const fitting = verdicts.flatMap(({ fingerprint, validity }) => {
          const key = known.get(fingerprint);
          return key === undefined ? [] : [{ key, validity }];
        });
        await recordVerdicts({ tx, kind }, fitting, null);
      }),
    );
  }

  /**
   * Closes a key on a person's word, where no provider can be asked.
   *
   * @throws KeyturnError `usage` without a name and a reason, or for a key that is not open
   */
  async closeKey(fingerprint: string, attested: { by: string; reason: string; at: Date }): Promise<void> {
    const { by, reason, at } = attested;
    if (by.trim() === '' || reason.trim() === '') {
      throw new KeyturnError('usage', 'A key is closed by evidence: say who vouches for it, and why.');
    }
    const { db, kind } = this.#database;
    await this.#guarded(() =>
      db.transaction().execute(async (tx) => {
        const key = (await lockKeys({ tx, kind }, [fingerprint])).get(fingerprint);
        if (key === undefined || key.state !== 'open') {
          throw new KeyturnError('usage', `The ledger has no open key ${fingerprint}.`);
        }
        const evidence = { by: 'person', name: by, reason };
        await recordEvents({ tx, kind }, [{ key, kind: 'closed', at: at.toISOString(), evidence }], null);
      }),
    );
  }

  /** Sets who owns a key and where its rotation stands; what is left out stays. @returns whether the key is known */
  async care(fingerprint: string, { owner, rotation, rotateBy }: KeyCare): Promise<boolean> {
    const set = {
      ...(owner !== undefined && { owner: owner?.name ?? null, owner_source: owner?.source ?? null }),
      ...(rotation !== undefined && { rotation }),
      ...(rotateBy !== undefined && { rotate_by: rotateBy }),
    };
    if (Object.keys(set).length === 0) return false;
    const { numUpdatedRows } = await this.#guarded(() =>
      this.#database.db.updateTable('key').set(set).where('fingerprint', '=', fingerprint).executeTakeFirstOrThrow(),
    );
    return numUpdatedRows > 0n;
  }

  /** Every check of a key, the first first. */
  async checks(fingerprint: string): Promise<Validity[]> {
    const rows = await this.#database.db
      .selectFrom('validity_check')
      .innerJoin('key', 'key.id', 'validity_check.key_id')
      .select(['validity_check.state', 'reason', 'endpoint', 'checked_at'])
      .where('fingerprint', '=', fingerprint)
      .orderBy('checked_at')
      .execute();
    return rows.map(({ state, reason, endpoint, checked_at }) => ({
      state: state as Validity['state'],
      reason,
      endpoint,
      checkedAt: checked_at,
    }));
  }

  /** Writes a copy as of now into a new file, which is a ledger itself. @throws KeyturnError `store` */
  backup(file: string): Promise<void> {
    return this.#guarded(() => backup(this.#database, file));
  }

  /** Fills this ledger, which must be empty, from a backup. @throws KeyturnError `store` */
  restore(file: string): Promise<void> {
    return this.#guarded(() => restore(this.#database, file));
  }

  /** The ledger as lines of JSON, a page in memory at a time: docs/ledger.md. */
  exportLines(): AsyncGenerator<string> {
    return exportLines(this.#database);
  }

  async close(): Promise<void> {
    await this.#database.db.destroy();
  }

  async #guarded<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      throw told(error, this.location);
    }
  }
}

/**
 * Opens a ledger and brings it to this version's schema. Where there is none, it is made.
 *
 * @param file the file that is named; null: KEYTURN_DATABASE_URL, else the user's own file
 * @throws KeyturnError `store` with a sentence that says what to do
 */
export async function openLedger(file: string | null, env: NodeJS.ProcessEnv = process.env): Promise<Ledger> {
  const database = await openDatabase(ledgerLocation(file, env));
  try {
    await migrate(database);
  } catch (error) {
    await database.db.destroy();
    throw told(error, database.location);
  }
  return new Ledger(database);
}

/** A database, whatever its schema's version. */
export function openDatabase(location: LedgerLocation): Promise<Database> {
  return 'url' in location ? openPostgres(location.url) : openSqlite(location.file);
}
