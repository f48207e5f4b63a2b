import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { KeyturnError } from '@keyturn/scanner';
import { loadReport, reportFiles } from './formats.ts';
import type { AuditDocument } from './schema.ts';

/** Bytes that are gathered before they are written. */
const GATHERED = 1 << 20;
/** A character of a string takes no more bytes than that in UTF-8. */
const BYTES = 3;

/**
 * Writes a report in all formats into a folder, which is made. Each file is there whole or not at all.
 *
 * @throws KeyturnError `usage` where it can't be written
 */
export async function writeReports(audit: AuditDocument, folder: string): Promise<void> {
  try {
    mkdirSync(folder, { recursive: true });
    for (const [format, name] of reportFiles) {
      const write = await loadReport(format);
      writeWhole(join(folder, name), write(audit));
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new KeyturnError('usage', `The report can't be written to ${folder} (${code}). Check the folder.`, {
      cause: error,
    });
  }
}

function writeWhole(path: string, pieces: Iterable<string>): void {
  const temporary = `${path}.${process.pid}.tmp`;
  // It says where keys are that work: for its owner alone.
  const file = openSync(temporary, 'w', 0o600);
  try {
    // Each piece is written where it goes: strings put together first would be copied twice more.
    const gathered = Buffer.allocUnsafe(GATHERED);
    let length = 0;
    for (const piece of pieces) {
      const most = piece.length * BYTES;
      if (length + most > GATHERED) {
        writeAll(file, gathered.subarray(0, length));
        length = 0;
      }
      if (most > GATHERED) writeAll(file, Buffer.from(piece));
      else length += gathered.write(piece, length);
    }
    writeAll(file, gathered.subarray(0, length));
    closeSync(file);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}
