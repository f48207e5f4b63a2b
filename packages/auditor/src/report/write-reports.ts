import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { KeyturnError } from '@keyturn/scanner';
import { loadReport, reportFiles } from './formats.ts';
import type { AuditDocument } from './schema.ts';

/** Characters that are gathered before they are written. */
const PIECE = 1 << 18;

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
    let text = '';
    const flush = (): void => {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      text = '';
    };
    for (const piece of pieces) {
      text += piece;
      if (text.length >= PIECE) flush();
    }
    flush();
    closeSync(file);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
