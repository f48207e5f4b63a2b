/** Verdicts on keys that were found where they do not belong: leaked-active, leaked-unknown. */
import { providers } from '@keyturn/providers';
import { dayOf } from '../days.ts';
import type { KeyFacts } from '../facts.ts';
import type { Verdict } from '../verdict.ts';

type LeakFacts = Pick<KeyFacts, 'leaks' | 'validity' | 'isVerified' | 'provider'>;

export function leak({ leaks, validity, isVerified, provider: id }: LeakFacts, now: number): Verdict[] {
  if (leaks === 0) return [];
  const { state, reason, checkedAt } = validity;
  const places = leaks === 1 ? 'one place' : `${leaks} places`;
  const due = dayOf(now);
  if (state === 'active') {
    const exposed = providers.find((one) => one.id === id)?.rotation.whenExposed ?? 'Revoke it, then replace it.';
    return [
      {
        code: 'leaked-active',
        message: `The key works, and stands in ${places}. ${exposed}`,
        evidence: `${reason}${checkedAt === null ? '' : ` Checked on ${checkedAt.slice(0, 10)}.`}`,
        certainty: 'exact',
        due,
      },
    ];
  }
  if (state === 'inactive' || !isVerified) return [];
  return [
    {
      code: 'leaked-unknown',
      message: `The key stands in ${places}, and whether it works could not be told: treat it as one that works.`,
      evidence: reason,
      certainty: 'exact',
      due,
    },
  ];
}
