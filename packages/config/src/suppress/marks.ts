/** What all that marks shares. Marks are set on occurrences; a finding is suppressed when all its occurrences are. */
import { fingerprint } from '@keyturn/scanner';
import type { Finding, Occurrence, Suppressed } from '@keyturn/scanner';

/** What a step did, besides marking. */
export interface Marked {
  /** Places that were marked. */
  readonly marked: number;
  /** Sentences for whoever reads the result. */
  readonly notices: readonly string[];
}

/** The first mark stays: inline before configuration before baseline. */
export function mark(occurrence: Occurrence, suppressed: Suppressed): boolean {
  if (occurrence.suppressed !== null) return false;
  occurrence.suppressed = suppressed;
  return true;
}

/** Lifts the marks of a finding's places to the finding, where all have one. */
export function settle(finding: Finding): void {
  const all = finding.occurrences.every((one) => one.suppressed !== null);
  finding.suppressed = all ? (finding.occurrences[0]?.suppressed ?? null) : null;
}

/** The form without a key, which is what files hold: forks have no key. */
export function unkeyed(finding: Finding): string {
  return finding.fingerprint.startsWith('kt1h:') ? fingerprint(finding.secret) : finding.fingerprint;
}

/** `src/a.ts:3`, or what stands for it. */
export function nameOf({ path, startLine, source }: Occurrence): string {
  return `${path ?? source}:${startLine}`;
}

export type Expiry = 'none' | 'valid' | 'past' | 'wrong';

/** A suppression holds through the day on which it expires, in UTC. */
export function expiryOf(expires: string | null, now: Date): Expiry {
  if (expires === null) return 'none';
  const date = /^\d{4}-\d{2}-\d{2}$/.test(expires) ? new Date(`${expires}T00:00:00Z`) : null;
  if (date === null || Number.isNaN(date.valueOf()) || date.toISOString().slice(0, 10) !== expires) return 'wrong';
  return now.toISOString().slice(0, 10) > expires ? 'past' : 'valid';
}
