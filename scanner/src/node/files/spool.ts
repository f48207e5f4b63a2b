import { tmpdir } from 'node:os';
import { KeyturnError } from '../../errors.ts';
import { Spool } from '../archive/content.ts';

/**
 * Takes in a stream that is larger than what is held: it is written to a temporary file, because judging what is found
 * takes a second reading. Whoever has it closes it.
 *
 * @param read what was read already
 * @throws KeyturnError `source` where the temporary folder is full
 */
export async function spoolStream(read: readonly Buffer[], rest: AsyncIterator<Buffer>): Promise<Spool> {
  const spool = new Spool();
  try {
    for (const chunk of read) spool.write(chunk);
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      spool.write(Buffer.from(next.value));
    }
    return spool;
  } catch (error) {
    spool.close();
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') {
      throw new KeyturnError(
        'source',
        `The temporary folder ${tmpdir()} is full: a large input is kept there while it is scanned. Make room, or set TMPDIR.`,
        { cause: error },
      );
    }
    throw error;
  }
}
