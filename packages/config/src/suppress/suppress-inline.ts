import type { AllowComment, AllowTool, Finding } from '@keyturn/scanner';
import { expiryOf, mark, nameOf, settle } from './marks.ts';
import type { Marked } from './marks.ts';

export interface InlineOptions {
  readonly now: Date;
  /** Other tools whose comments count; ours always does. */
  readonly honour: readonly AllowTool[];
}

/** Marks what a comment allows. One without a reason, or past its date, marks nothing, and is told. */
export function suppressInline(findings: readonly Finding[], { now, honour }: InlineOptions): Marked {
  const notices = new Set<string>();
  let marked = 0;
  for (const finding of findings) {
    for (const occurrence of finding.occurrences) {
      const { allow } = occurrence;
      if (allow === null || (allow.tool !== 'keyturn' && !honour.includes(allow.tool))) continue;
      const problem = problemOf(allow, now);
      if (problem !== null) {
        notices.add(`${nameOf(occurrence)}: keyturn:allow ${problem}, so it suppresses nothing.`);
      } else if (mark(occurrence, { by: 'inline', reason: allow.reason, owner: allow.owner, expires: allow.expires })) {
        marked++;
      }
    }
    settle(finding);
  }
  return { marked, notices: [...notices] };
}

function problemOf({ reason, expires }: AllowComment, now: Date): string | null {
  if (reason === null) return 'gives no reason (reason="…")';
  const expiry = expiryOf(expires, now);
  if (expiry === 'past') return `has expired on ${expires ?? ''}`;
  return expiry === 'wrong' ? `has a date that is none (expires=YYYY-MM-DD)` : null;
}
