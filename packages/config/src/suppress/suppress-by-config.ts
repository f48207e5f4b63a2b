import type { Finding, PathMatcher } from '@keyturn/scanner';
import { expiryOf, mark, settle, unkeyed } from './marks.ts';
import type { Marked } from './marks.ts';

/** A suppression of a configuration: every condition that it names has to hold. */
export interface ConfigSuppression {
  readonly fingerprint: string | null;
  readonly path: PathMatcher | null;
  readonly rule: string | null;
  readonly reason: string;
  readonly owner: string | null;
  readonly expires: string | null;
  /** Where it stands: `keyturn.yaml:12`. */
  readonly where: string;
}

/** Marks what a configuration suppresses. What is past its date marks nothing, and is told. */
export function suppressByConfig(
  findings: readonly Finding[],
  suppressions: readonly ConfigSuppression[],
  now: Date,
): Marked {
  const past = suppressions.filter(({ expires }) => expiryOf(expires, now) === 'past');
  const valid = suppressions.filter((one) => !past.includes(one));
  let marked = 0;
  for (const finding of findings) {
    const print = unkeyed(finding);
    const fitting = valid.filter(
      ({ fingerprint, rule }) =>
        (fingerprint === null || fingerprint === print) && (rule === null || rule === finding.rule),
    );
    for (const occurrence of fitting.length === 0 ? [] : finding.occurrences) {
      const { path } = occurrence;
      const by = fitting.find((one) => one.path === null || (path !== null && one.path(path)));
      if (by === undefined) continue;
      const { reason, owner, expires } = by;
      if (mark(occurrence, { by: 'config', reason, owner, expires })) marked++;
    }
    settle(finding);
  }
  return {
    marked,
    notices: past.map(
      ({ where, expires }) => `${where}: the suppression has expired on ${expires ?? ''}, so it suppresses nothing.`,
    ),
  };
}
