/** What the last fetch into a mirror saw of the other side: where it sees the same again, nothing is new. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWholeFile } from '@keyturn/config/whole-file';

/** Beside the mirror's own files. */
const SEEN = 'keyturn-seen';

/** Undefined where it was not written down, or can't be read. */
export function readSeen(mirror: string): string | undefined {
  try {
    return readFileSync(join(mirror, SEEN), 'utf8');
  } catch {
    return undefined;
  }
}

/** Whole or not at all. @throws KeyturnError `usage` where it can't be written */
export function writeSeen(mirror: string, seen: string): void {
  writeWholeFile(join(mirror, SEEN), (sink) => sink(seen));
}
