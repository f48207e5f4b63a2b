export type ErrorCode = 'usage' | 'config' | 'source' | 'verification' | 'store';

/**
 * A failure that is known: its message is a sentence that says what to do. Everything else is a defect and is re-thrown.
 * Messages never hold a key; paths in them are made printable by whoever shows them.
 */
export class KeyturnError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KeyturnError';
    this.code = code;
  }
}
