/** CODEOWNERS of a mirror, kept beside it: a mirror into which nothing new was fetched is not asked again. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWholeFile } from '@keyturn/config/whole-file';
import { codeownersText, parseCodeowners, readCodeowners } from '@keyturn/inventory/owners';
import type { OwnersOf } from '@keyturn/inventory/owners';
import { z } from 'zod';
import { readSeen } from './seen.ts';

const KEPT = 'keyturn-codeowners';
/** By what the last fetch saw of the other side. */
const keptSchema = z.strictObject({ seen: z.string(), text: z.string().nullable() });

/** @param path a mirror, whose own files nobody else writes */
export async function mirroredCodeowners(path: string): Promise<OwnersOf | null> {
  const lastSeen = readSeen(path);
  // Nobody can tell whether what is kept is still so.
  if (lastSeen === undefined) return readCodeowners(path);
  const seen = createHash('sha256').update(lastSeen).digest('hex');
  let text = keptText(path, seen);
  if (text === undefined) {
    text = await codeownersText(path);
    keep(path, { seen, text });
  }
  return text === null ? null : parseCodeowners(text);
}

/** Undefined: it was not read since the other side looks like that. */
function keptText(path: string, seen: string): string | null | undefined {
  try {
    const kept = keptSchema.parse(JSON.parse(readFileSync(join(path, KEPT), 'utf8')));
    return kept.seen === seen ? kept.text : undefined;
  } catch {
    return undefined;
  }
}

function keep(path: string, read: z.infer<typeof keptSchema>): void {
  try {
    writeWholeFile(join(path, KEPT), (sink) => sink(JSON.stringify(read)));
  } catch {
    // It is read again the next time.
  }
}
