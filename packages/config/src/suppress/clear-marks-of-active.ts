import { severityOf } from '@keyturn/scanner';
import type { Finding } from '@keyturn/scanner';

/** A key that verifies active is reported, whatever suppresses it: takes every mark off, and says where. */
export function clearMarksOfActive(findings: readonly Finding[]): string[] {
  const notices: string[] = [];
  for (const finding of findings) {
    if (finding.validity.state !== 'active') continue;
    const hidden = finding.occurrences.filter((one) => one.suppressed !== null);
    if (hidden.length === 0) continue;
    for (const occurrence of hidden) occurrence.suppressed = null;
    finding.suppressed = null;
    finding.severity = severityOf(finding, 'active');
    notices.push(
      `${finding.preview} is active: what suppressed it in ${hidden.length === 1 ? 'a place' : `${hidden.length} places`} no longer counts.`,
    );
  }
  return notices;
}
