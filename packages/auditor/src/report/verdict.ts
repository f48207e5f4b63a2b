/** What an audit comes to in one word, for exit codes. */
import { failsOn } from '@keyturn/config';
import type { AuditDocument } from './schema.ts';

/** `open`: keys to be dealt with; `incomplete`: none that is known, and not all was looked at. */
export type AuditVerdict = 'open' | 'incomplete' | 'clean';

/** @param failOn which open keys count, as for a scan */
export function verdictOf({ keys, targets }: AuditDocument, failOn: string): AuditVerdict {
  const counts = keys.filter(({ state }) => state === 'open');
  const isOpen = counts.some(({ severity, confidence, validity, suppressed }) => {
    const hidden =
      suppressed === null ? null : ({ by: 'config', reason: suppressed, owner: null, expires: null } as const);
    return failsOn({ severity, confidence, validity, suppressed: hidden }, failOn);
  });
  if (isOpen) return 'open';
  const isWhole = targets.every(({ coverage }) => coverage.complete && coverage.failure === null);
  return isWhole && !keys.some(({ notCovered }) => notCovered) ? 'clean' : 'incomplete';
}
