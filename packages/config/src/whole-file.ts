import { chmodSync, closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { KeyturnError } from '@keyturn/scanner';

/**
 * Writes a file that is there whole or not at all: beside it first, and then in its place.
 *
 * @param write calls the sink with pieces; all of them in order are the file
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
      write((text) => {
        const bytes = Buffer.from(text);
        for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      });
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
