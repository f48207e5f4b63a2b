import { chmodSync, closeSync, constants, lstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { KeyturnError } from '@keyturn/scanner';

/** Bytes that are gathered before they are written. */
const GATHERED = 1 << 18;
/** A unit of a string takes no more bytes than that in UTF-8. */
const UNIT_BYTES = 3;

type Write = (sink: (text: string) => void) => void;

/**
 * Writes a file that is there whole or not at all: beside it first, and then in its place. A link in that place is replaced, since
 * whoever has put it there may not choose what is overwritten. A pipe and what stands in `/dev` are written into as it comes.
 *
 * @param write calls the sink with pieces, however small; all of them in order are the file
 * @param mode permissions that the file is to have, whatever the user's mask; by default as it has them, or as any file's
 * @throws KeyturnError `usage` where no file can be made there
 */
export function writeWholeFile(path: string, write: Write, mode?: number): void {
  const known = lstatSync(path, { throwIfNoEntry: false });
  if (isStream(path, known)) {
    const file = openFor(path, path, constants.O_WRONLY | constants.O_APPEND);
    try {
      writeGathered(file, write);
    } finally {
      closeSync(file);
    }
    return;
  }
  const temporary = `${path}.${process.pid}.tmp`;
  // Somebody with this process's number was ended while he wrote.
  rmSync(temporary, { force: true, recursive: true });
  const file = openFor(path, temporary, 'wx', mode);
  const permissions = mode ?? (known?.isFile() === true ? known.mode & 0o777 : undefined);
  try {
    try {
      writeGathered(file, write);
    } finally {
      closeSync(file);
    }
    if (permissions !== undefined) chmodSync(temporary, permissions);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Whether there is something that takes bytes and keeps no file of them: to put a file in its place would take it away. */
function isStream(path: string, known: Stats | undefined): boolean {
  if (/^\/(?:dev|proc)\//.test(path)) return true;
  return (
    known !== undefined && (known.isFIFO() || known.isCharacterDevice() || known.isBlockDevice() || known.isSocket())
  );
}

/** @param path as the user knows it */
function openFor(path: string, file: string, flags: string | number, mode = 0o644): number {
  try {
    return openSync(file, flags, mode);
  } catch (error) {
    throw new KeyturnError(
      'usage',
      `${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'}). Check the folder and its permissions.`,
      { cause: error },
    );
  }
}

function writeGathered(file: number, write: Write): void {
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
