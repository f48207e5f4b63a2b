/** What providers have said of keys since the editor was started: by fingerprint, in memory, and nowhere else. */
import { clearMarksOfActive } from '@keyturn/config';
import { severityOf } from '@keyturn/scanner';
import type { Finding, Validity } from '@keyturn/scanner';

export class Verdicts {
  readonly #known = new Map<string, Validity>();

  /** @param verdicts by fingerprint */
  add(verdicts: Readonly<Record<string, Validity>>): void {
    for (const [fingerprint, validity] of Object.entries(verdicts)) this.#known.set(fingerprint, validity);
  }

  of(fingerprint: string): Validity | null {
    return this.#known.get(fingerprint) ?? null;
  }

  /** Puts the verdicts on findings; what suppresses a key no longer counts where it is active. */
  apply(findings: readonly Finding[]): void {
    for (const finding of findings) {
      const validity = this.#known.get(finding.fingerprint);
      if (validity === undefined) continue;
      finding.validity = validity;
      finding.severity = severityOf(finding, validity.state);
    }
    clearMarksOfActive(findings);
  }
}
