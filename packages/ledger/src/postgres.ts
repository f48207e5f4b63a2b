import { Kysely, PostgresDialect } from 'kysely';
import { KeyturnError } from '@keyturn/scanner';
import type { Database } from './database.ts';
import type { Tables } from './schema.ts';

const INT8 = 20;

/**
 * Connects to a PostgreSQL by its URL.
 *
 * @throws KeyturnError `store` where it is no URL of a PostgreSQL, or nobody answers there
 */
export async function openPostgres(url: string): Promise<Database> {
  const location = withoutPassword(url);
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: url,
    max: 4,
    // A command that failed elsewhere ends at once.
    allowExitOnIdle: true,
    application_name: 'keyturn',
    connectionTimeoutMillis: 15_000,
    types: {
      // Counts and ids fit into a number by far.
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 ? Number : (pg.types.getTypeParser(oid, format) as (value: string) => unknown),
    },
  });
  // A connection that breaks while nobody uses it; who uses one is told by the query.
  pool.on('error', () => undefined);
  try {
    (await pool.connect()).release();
  } catch (error) {
    await pool.end();
    const { code, message } = error as NodeJS.ErrnoException;
    throw new KeyturnError(
      'store',
      `The ledger's PostgreSQL at ${location} can't be reached (${code ?? message}). Check KEYTURN_DATABASE_URL and that the server runs.`,
      { cause: error },
    );
  }
  return { kind: 'postgres', db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }), location };
}

function withoutPassword(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^postgres(?:ql)?:$/.test(parsed.protocol)) {
    throw new KeyturnError('store', 'KEYTURN_DATABASE_URL is no URL of a PostgreSQL: postgres://USER@HOST/DATABASE.');
  }
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
}
