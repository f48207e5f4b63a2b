import type { HygieneVerdict } from '@keyturn/scanner';

/** Every verdict's code, the worst first: the order in which they are told. */
export const codes = [
  'leaked-active',
  'rotated-but-active',
  'client-side',
  'leaked-unknown',
  'rotation-overdue',
  'expired-referenced',
  'live-in-test',
  'shared',
  'over-scoped',
  'expires-soon',
  'rotation-due',
  'no-expiry',
  'not-in-inventory',
  'test-in-production',
  'unused',
  'unowned',
] as const;

export type HygieneCode = (typeof codes)[number];

/** What is wrong with a key, what says so and how surely, and by when it is to be done (`2026-03-01`; null: no date). */
export interface Verdict extends HygieneVerdict {
  readonly code: HygieneCode;
}
