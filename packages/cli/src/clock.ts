import { KeyturnError } from '@keyturn/scanner';

/** The clock of verdicts: KEYTURN_NOW stands in for it. @throws KeyturnError `usage` where that is no instant */
export function now(): Date {
  const given = process.env['KEYTURN_NOW'];
  if (given === undefined || given === '') return new Date();
  const instant = new Date(given);
  if (Number.isNaN(instant.getTime())) {
    throw new KeyturnError('usage', `KEYTURN_NOW is no instant: ${given}. Write it as 2026-03-01T00:00:00Z.`);
  }
  return instant;
}
