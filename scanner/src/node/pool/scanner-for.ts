import type { Scanner } from '../../scan.ts';
import { createScanner } from './create-scanner.ts';
import { compileCustomRules } from './custom-rules.ts';
import type { CustomRules } from './custom-rules.ts';

/** What a scan looks for. */
export interface ScannerOptions {
  /** The fingerprint's HMAC key, or null for the unkeyed form. */
  readonly fingerprintKey: string | null;
  /** What a configuration adds to our own rules. */
  readonly custom?: CustomRules | undefined;
}

/** The same where the scanner may be there already. */
export interface SharedScannerOptions extends ScannerOptions {
  /**
   * Made by `scannerFor` of the same key and rules; by default one is made. Whoever scans many places spares most of a small
   * scan by it. Two scans at once can't have the same.
   */
  readonly scanner?: Scanner;
}

/** The scanner of a scan: the one that is given, else one that is made. */
export async function scannerFor({ fingerprintKey, custom, scanner }: SharedScannerOptions): Promise<Scanner> {
  return scanner ?? createScanner(fingerprintKey, await compileCustomRules(custom));
}
