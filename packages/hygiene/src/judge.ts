/** All verdicts on a key. Pure: the same facts, policy and instant give the same verdicts. */
import type { KeyFacts } from './facts.ts';
import { thresholdsFor } from './policy.ts';
import type { Policy } from './policy.ts';
import { codes } from './verdict.ts';
import type { Verdict } from './verdict.ts';
import { expiry, rotateBy, rotation } from './verdicts/age.ts';
import { dayOf } from './days.ts';
import { entry } from './verdicts/entry.ts';
import { leak } from './verdicts/leak.ts';
import { places } from './verdicts/places.ts';

const RANK: ReadonlyMap<string, number> = new Map(codes.map((code, rank) => [code, rank]));

/** The worst first. */
export function judgeKey(facts: KeyFacts, policy: Policy, now: Date): Verdict[] {
  const at = now.getTime();
  const thresholds = thresholdsFor(facts, policy);
  return [
    ...leak(facts, at),
    ...places(facts),
    ...rotation(facts, thresholds, at),
    ...expiry(facts, thresholds, at),
    ...entry(facts, thresholds, at),
  ].sort((a, b) => rankOf(a.code) - rankOf(b.code));
}

/** The verdicts that rest on a verification alone. */
export function judgeLeak(
  facts: Pick<KeyFacts, 'leaks' | 'validity' | 'isVerified' | 'provider'>,
  now: Date,
): Verdict[] {
  return leak(facts, now.getTime());
}

/** The day by which a key is to be replaced, at the latest; null where nothing tells its age. */
export function rotationDay(facts: KeyFacts, policy: Policy): string | null {
  const by = rotateBy(facts, thresholdsFor(facts, policy));
  return by === null ? null : dayOf(by);
}

/** 0 is the worst; what is no code comes last. */
export function rankOf(code: string): number {
  return RANK.get(code) ?? codes.length;
}
