import { closeSync, mkdtempSync, openSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CoverageMeter } from '../../coverage.ts';
import { KeyturnError } from '../../errors.ts';
import type { Sighting } from '../../model.ts';
import type { Scanner } from '../../scan.ts';
import { scanLarge } from './scan-large.ts';

/**
 * Scans a stream that is larger than what is held: it is written to a temporary file, readable by its owner alone and
 * removed whatever happens, because judging what is found takes a second reading.
 *
 * @param read what was read already
 * @throws KeyturnError `source` where the temporary folder is full
 */
export async function scanSpooled(
  read: readonly Buffer[],
  rest: AsyncIterator<Buffer>,
  name: string | null,
  scanner: Scanner,
  meter: CoverageMeter,
): Promise<Sighting[]> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-'));
  const path = join(folder, 'input');
  const file = openSync(path, 'wx+', 0o600);
  try {
    // Where the system allows it, the file has no name from here on, and is gone even if the process is killed.
    if (process.platform !== 'win32') unlinkSync(path);
    let length = 0;
    const write = (chunk: Buffer): void => {
      for (let at = 0; at < chunk.length;) at += writeSync(file, chunk, at);
      length += chunk.length;
    };
    for (const chunk of read) write(chunk);
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) write(Buffer.from(next.value));
    const scan = scanLarge(file, length, name ?? '', scanner, meter);
    for (;;) {
      const step = scan.next();
      if (step.done === true) return step.value;
      await new Promise((done) => setImmediate(done));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') {
      throw new KeyturnError(
        'source',
        `The temporary folder ${tmpdir()} is full: a large input is kept there while it is scanned. Make room, or set TMPDIR.`,
        { cause: error },
      );
    }
    throw error;
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  }
}
