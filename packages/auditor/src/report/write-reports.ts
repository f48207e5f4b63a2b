import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeWholeFile } from '@keyturn/config/whole-file';
import { KeyturnError } from '@keyturn/scanner';
import { loadReport, reportFiles } from './formats.ts';
import type { AuditDocument } from './schema.ts';

/** It says which keys work: for its owner alone. */
const MODE = 0o600;

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
      writeWholeFile(
        join(folder, name),
        (sink) => {
          for (const piece of write(audit)) sink(piece);
        },
        MODE,
      );
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof KeyturnError) throw error;
    throw new KeyturnError('usage', `The report can't be written to ${folder} (${code}). Check the folder.`, {
      cause: error,
    });
  }
}
