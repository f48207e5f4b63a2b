/** What the last fetch into a mirror saw of the other side: where it sees the same again, nothing is new. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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

/** Whole or not at all; what a process that was killed has left is written over. */
export function writeSeen(mirror: string, seen: string): void {
  const file = join(mirror, SEEN);
  writeFileSync(`${file}.tmp`, seen);
  renameSync(`${file}.tmp`, file);
}
