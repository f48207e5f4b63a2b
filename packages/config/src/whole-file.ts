import { chmodSync, closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { KeyturnError } from '@keyturn/scanner';

/** Bytes that are gathered before they are written. */
const GATHERED = 1 << 18;
/** A unit of a string takes no more bytes than that in UTF-8. */
const UNIT_BYTES = 3;

/**
 * Writes a file that is there whole or not at all: beside it first, and then in its place.
 *
 * @param write calls the sink with pieces, however small; all of them in order are the file
 * @param mode permissions that the file is to have, whatever the user's mask; by default as any file's
 * @throws KeyturnError `usage` where no file can be made there
 */
export function writeWholeFile(path: string, write: (sink: (text: string) => void) => void, mode?: number): void {
  const temporary = `${path}.${process.pid}.tmp`;
  let file: number;
  try {
    file = openSync(temporary, 'wx', mode ?? 0o644);
  } catch (error) {
    throw new KeyturnError(
      'usage',
      `${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'}). Check the folder and its permissions.`,
      { cause: error },
    );
  }
  try {
    try {
      writeGathered(file, write);
    } finally {
      closeSync(file);
    }
    if (mode !== undefined) chmodSync(temporary, mode);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function writeGathered(file: number, write: (sink: (text: string) => void) => void): void {
  const writeAll = (bytes: Buffer): void => {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
  };
  // Each piece is encoded where it goes: strings put together first would be copied twice more.
  const gathered = Buffer.allocUnsafe(GATHERED);
  let length = 0;
  write((text) => {
    const most = text.length * UNIT_BYTES;
    if (length + most > GATHERED) {
      writeAll(gathered.subarray(0, length));
      length = 0;
    }
    if (most > GATHERED) writeAll(Buffer.from(text));
    else length += gathered.write(text, length);
  });
  writeAll(gathered.subarray(0, length));
}
