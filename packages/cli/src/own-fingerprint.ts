import { fingerprint, keyedFingerprinter } from '@keyturn/scanner';
import type { Secret } from '@keyturn/scanner';

/** A key's fingerprint as a scan makes it here, so that the two can be compared. */
export function fingerprintOf(secret: Secret): string {
  const key = process.env['KEYTURN_FINGERPRINT_KEY'];
  return (key === undefined ? fingerprint : keyedFingerprinter(key))(secret);
}
