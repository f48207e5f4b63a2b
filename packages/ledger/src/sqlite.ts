import { closeSync, mkdirSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CompiledQuery, Kysely, SqliteAdapter, SqliteDialect, SqliteDriver } from 'kysely';
import type {
  DatabaseConnection,
  DialectAdapter,
  Driver,
  SqliteDatabase,
  SqliteStatement,
  TransactionSettings,
} from 'kysely';
import { KeyturnError } from '@keyturn/scanner';
import type { Database } from './database.ts';
import type { Tables } from './schema.ts';

/**
 * How long a statement waits for another process that writes, in milliseconds. SQLite waits by itself: a statement that libsql gives
 * up keeps its old view of the file, and no later one could write.
 */
const PATIENCE = 60_000;
const PAUSE = 10;
/** Bytes that a journal keeps once it was taken in. */
const JOURNAL_LIMIT = 64 * 1024 * 1024;
/** Pages in memory, in KiB. */
const CACHE = 64 * 1024;
const MOST_STATEMENTS = 100;
const HEADER = 'SQLite format 3\0';

interface LibsqlDatabase extends SqliteDatabase {
  pragma(source: string): unknown;
  exec(source: string): unknown;
}
type LibsqlConstructor = new (path: string) => LibsqlDatabase;

/**
 * Opens a file as a ledger's database; makes it and its folder where they are not there, unreadable for others.
 *
 * @throws KeyturnError `store` where libsql can't be loaded, or the file is no database or can't be opened
 */
export async function openSqlite(file: string): Promise<Database> {
  const Libsql = await loadLibsql();
  refuseOtherFiles(file);
  let database: LibsqlDatabase;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // The database's mode is that of the file it finds, and its journals take it over.
    closeSync(openSync(file, 'a', 0o600));
    database = await connect(Libsql, file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new KeyturnError(
      'store',
      `The ledger ${file} can't be opened (${code ?? message}). Check the folder, its permissions and the room on its disk.`,
      { cause: error },
    );
  }
  const db = new Kysely<Tables>({ dialect: new LibsqlDialect({ database: withStatements(database) }) });
  return { kind: 'sqlite', db, location: file };
}

/** Two that make the same file collide where SQLite does not wait: the later one begins again. */
async function connect(Libsql: LibsqlConstructor, file: string): Promise<LibsqlDatabase> {
  for (const deadline = performance.now() + PATIENCE; ;) {
    const database = new Libsql(file);
    try {
      database.pragma(`busy_timeout = ${PATIENCE}`);
      database.pragma('journal_mode = WAL');
      // What was committed outlasts a power cut too.
      database.pragma('synchronous = FULL');
      database.pragma('foreign_keys = ON');
      database.pragma(`cache_size = -${CACHE}`);
      // Sorting large results would else write to files of the system's temporary folder.
      database.pragma('temp_store = MEMORY');
      database.pragma(`journal_size_limit = ${JOURNAL_LIMIT}`);
      return database;
    } catch (error) {
      database.close();
      if ((error as { code?: string }).code !== 'SQLITE_BUSY' || performance.now() > deadline) throw error;
    }
    await setTimeout(PAUSE);
  }
}

/**
 * Keeps what was prepared. A statement holds what was last bound to it, megabytes of rows, in memory that Node does not count, and each
 * left behind would hold its own until the garbage collector happens to come by.
 */
function withStatements(database: LibsqlDatabase): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare(query) {
      const known = statements.get(query);
      if (known !== undefined) return known;
      if (statements.size >= MOST_STATEMENTS) statements.clear();
      const statement = database.prepare(query);
      statements.set(query, statement);
      return statement;
    },
  };
}

async function loadLibsql(): Promise<LibsqlConstructor> {
  try {
    const { default: Libsql } = await import('libsql');
    return Libsql;
  } catch (error) {
    throw new KeyturnError(
      'store',
      `The embedded database (the package libsql) can't be loaded on this system (${process.platform}-${process.arch}). ` +
        'Install Keyturn with its dependencies (npm install keyturn, without --omit=optional), or set KEYTURN_DATABASE_URL to a PostgreSQL.',
      { cause: error },
    );
  }
}

/** A slip of the hand must not turn somebody's file into a ledger. */
function refuseOtherFiles(file: string): void {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new KeyturnError(
      'store',
      `The ledger ${file} can't be read (${(error as NodeJS.ErrnoException).code ?? ''}).`,
      {
        cause: error,
      },
    );
  }
  const header = Buffer.alloc(HEADER.length);
  let length = 0;
  let isFolder = false;
  try {
    length = readSync(handle, header, 0, header.length, 0);
  } catch {
    isFolder = true;
  } finally {
    closeSync(handle);
  }
  if (isFolder || (length > 0 && header.toString('latin1') !== HEADER)) {
    throw new KeyturnError(
      'store',
      `${file} is ${isFolder ? 'a folder' : 'no ledger'}, and is left as it is. Name another file for the ledger.`,
    );
  }
}

/** SQLite's schema changes are transactional, and a transaction that is going to write says so when it begins. */
class LibsqlDialect extends SqliteDialect {
  readonly #config: { database: SqliteDatabase };

  constructor(config: { database: SqliteDatabase }) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new ImmediateDriver(this.#config);
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalAdapter();
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection, settings?: TransactionSettings): Promise<void> {
    // A transaction that turns from reading to writing can't wait for another writer: it would fail at once.
    const begin = settings?.accessMode === 'read only' ? 'begin' : 'begin immediate';
    await connection.executeQuery(CompiledQuery.raw(begin));
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await super.rollbackTransaction(connection);
    } catch (error) {
      // A full disk makes SQLite roll back by itself; the error to tell is the one before.
      if (!/no transaction is active/.test((error as Error).message)) throw error;
    }
  }

  /** Takes the journal in, so that the file alone is the ledger; another process that uses it may keep us from that. */
  override async destroy(): Promise<void> {
    const connection = await this.acquireConnection();
    try {
      await connection.executeQuery(CompiledQuery.raw('pragma wal_checkpoint(truncate)'));
    } catch {
      // Nothing is lost: the journal stays beside the file.
    } finally {
      await this.releaseConnection();
    }
    await super.destroy();
  }
}
