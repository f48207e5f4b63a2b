import { KeyturnError } from '@keyturn/scanner';

/** What a database says when it can't go on, as a sentence. What is not known is a defect and stays as it is. */
export function told(error: unknown, location: string): unknown {
  if (error instanceof KeyturnError) return error;
  const { code = '', message = '' } = error as { code?: string; message?: string };
  const sentence = sentenceFor(code, message, location);
  return sentence === undefined ? error : new KeyturnError('store', sentence, { cause: error });
}

function sentenceFor(code: string, message: string, location: string): string | undefined {
  // Classes of PostgreSQL's SQLSTATE: 53100 disk full, 57P0x shutdown, 08xxx connection.
  if (/^SQLITE_(?:FULL|IOERR)/.test(code) || code === '53100' || /disk is full/.test(message)) {
    return `There is no room left where the ledger ${location} is written, or its disk fails. What was written before stands; make room and run it again.`;
  }
  if (/^SQLITE_(?:BUSY|LOCKED)/.test(code)) {
    return `Another process has been writing to the ledger ${location} for a minute. Try again when it is done.`;
  }
  if (/^SQLITE_(?:READONLY|CANTOPEN|PERM)/.test(code)) {
    return `The ledger ${location} can't be written (${code}). Check its permissions and those of its folder.`;
  }
  if (/^SQLITE_(?:CORRUPT|NOTADB)/.test(code)) {
    return `The ledger ${location} is damaged or no ledger (${code}). Restore a backup: keyturn ledger restore FILE.`;
  }
  if (/^(?:08|57P|ECONN|EPIPE|ETIMEDOUT)/.test(code) || message === 'Connection terminated unexpectedly') {
    return `The connection to the ledger ${location} broke (${code === '' ? message : code}). What was written before stands; run it again.`;
  }
  return undefined;
}
