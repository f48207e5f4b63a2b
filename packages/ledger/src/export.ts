import { snapshot } from './backup.ts';
import type { Database } from './database.ts';
import { listAudits, listTargets, pageKeys, pageOccurrences } from './read.ts';
import { KnownKeys } from './known-keys.ts';

/**
 * `keyturn/ledger@1`: a line for the schema, then one for each audit, target, key, known key and occurrence, and a last one with
 * their numbers, without which it was cut off.
 */
export async function* exportLines(database: Database): AsyncGenerator<string> {
  const db = await snapshot(database);
  try {
    yield* linesOf({ ...database, db });
  } finally {
    await db.rollback().execute();
  }
}

async function* linesOf(database: Database): AsyncGenerator<string> {
  const counts: Record<string, number> = {};
  const line = (kind: string, value: object): string => {
    counts[kind] = (counts[kind] ?? 0) + 1;
    return `${JSON.stringify({ [kind]: value })}\n`;
  };
  yield `${JSON.stringify({ schema: 'keyturn/ledger@1' })}\n`;
  const audits = await listAudits(database);
  for (const audit of audits) {
    yield line('audit', audit);
    for (const target of await listTargets(database, audit.name)) {
      yield line('target', { audit: audit.name, ...target });
    }
  }
  for await (const key of pageKeys(database, {})) yield line('key', key);
  for (const key of await new KnownKeys(database).list()) yield line('knownKey', key);
  for (const { name } of audits) {
    for await (const occurrence of pageOccurrences(database, name)) {
      yield line('occurrence', { audit: name, ...occurrence });
    }
  }
  yield `${JSON.stringify({ end: counts })}\n`;
}
