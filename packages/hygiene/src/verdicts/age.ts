/** Verdicts on a key's age and its end: rotation-overdue, rotation-due, expires-soon, expired-referenced, no-expiry. */
import { providers } from '@keyturn/providers';
import { dayOf, days, daysBetween, endOf, plusDays, startOf } from '../days.ts';
import type { KeyFacts } from '../facts.ts';
import type { Thresholds } from '../policy.ts';
import type { Verdict } from '../verdict.ts';

/** A key that lives for a short time is replaced when this part of it is over, and its end is told in the last part. */
const OF_LIFETIME = 0.8;

/** 9999-12-31: years of four digits. */
const LAST_INSTANT = 253_402_214_400_000;

/** How long it lives, in days, where creation and expiry are known exactly. */
function lifetimeOf({ created, entry }: KeyFacts): number | null {
  const expires = entry?.expires ?? null;
  if (created === null || !created.exact || expires === null || expires === 'never') return null;
  const lifetime = daysBetween(startOf(created.date), startOf(expires));
  return lifetime > 0 ? lifetime : null;
}

/** The instant by which a key is to be replaced; null where nothing tells its age. With a bound it is one at the latest. */
export function rotateBy(facts: KeyFacts, { rotateDays }: Thresholds): number | null {
  const { created } = facts;
  if (created === null) return null;
  const start = startOf(created.date);
  const lifetime = lifetimeOf(facts);
  const by = plusDays(
    start,
    lifetime === null ? rotateDays : Math.min(rotateDays, Math.max(1, Math.floor(lifetime * OF_LIFETIME))),
  );
  // Git's dates are whatever a committer wrote; a calendar has an end.
  return Math.abs(by) <= LAST_INSTANT ? by : null;
}

export function rotation(facts: KeyFacts, thresholds: Thresholds, now: number): Verdict[] {
  const { created } = facts;
  const by = rotateBy(facts, thresholds);
  if (created === null || by === null || facts.validity.state === 'inactive') return [];
  const start = startOf(created.date);
  const isOverdue = now >= by;
  const notice = Math.min(thresholds.warnDays * 86_400_000, (by - start) * (1 - OF_LIFETIME));
  if (!isOverdue && now < by - notice) return [];
  const { exact, source } = created;
  const age = `${exact ? '' : 'at least '}${days(Math.max(0, daysBetween(start, now)))} old`;
  const limit = days(Math.max(1, daysBetween(start, by)));
  return [
    {
      code: isOverdue ? 'rotation-overdue' : 'rotation-due',
      message: isOverdue
        ? `The key is ${age}, and is to be replaced after ${limit}: create a new one and revoke this one.`
        : `The key is ${age}: replace it by ${dayOf(by)}${exact ? '' : ' at the latest'}, when it is ${limit} old.`,
      evidence:
        source === 'inventory'
          ? `The inventory says that it was created on ${dayOf(start)}${exact ? '' : ' or before'}.`
          : `Git has it since ${dayOf(start)}. That is its first sighting: the key may be older.`,
      certainty: exact ? 'exact' : 'bound',
      due: dayOf(by),
    },
  ];
}

export function expiry(facts: KeyFacts, { expiresSoonDays }: Thresholds, now: number): Verdict[] {
  const { entry } = facts;
  if (entry === null) return [];
  const isDead = facts.validity.state === 'inactive';
  if (entry.expires === null || entry.expires === 'never') return isDead ? [] : noExpiry(facts);
  if (now >= endOf(entry.expires)) return expired(facts, entry.expires);
  if (isDead) return [];
  const start = startOf(entry.expires);
  const lifetime = lifetimeOf(facts);
  const notice = lifetime === null ? expiresSoonDays : Math.min(expiresSoonDays, lifetime * (1 - OF_LIFETIME));
  if (now < plusDays(start, -notice)) return [];
  const left = daysBetween(now, start);
  const when = now >= start ? 'today' : left === 0 ? 'within a day' : `in ${days(left)}`;
  return [
    {
      code: 'expires-soon',
      message: `The key expires ${when}, on ${dayOf(start)}: replace it before.`,
      evidence: `The inventory says that ${entry.name} expires on ${dayOf(start)}.`,
      certainty: 'exact',
      due: dayOf(start),
    },
  ];
}

function expired({ entry, uses }: KeyFacts, expires: string): Verdict[] {
  const first = uses[0];
  if (entry === null || first === undefined) return [];
  const on = dayOf(startOf(expires));
  return [
    {
      code: 'expired-referenced',
      message: `The key expired on ${on}, and is still used: whatever uses it fails.`,
      evidence: `The inventory says that ${entry.name} expired on ${on}; it stands in ${first.where}${uses.length > 1 ? ` and ${uses.length - 1} more` : ''}.`,
      certainty: 'exact',
      due: on,
    },
  ];
}

/** Told only of vendors whose keys can expire. */
function noExpiry({ provider: id, entry }: KeyFacts): Verdict[] {
  const provider = providers.find((one) => one.id === id);
  if (provider === undefined || provider.expiry === null) return [];
  const isKnown = entry?.expires === 'never';
  return [
    {
      code: 'no-expiry',
      message: `${isKnown ? 'The key never expires' : 'No expiry is recorded'}: ${provider.name} lets you set one.`,
      evidence: `The inventory says ${isKnown ? 'that it has none' : 'nothing of its expiry'}.`,
      certainty: isKnown ? 'exact' : 'likely',
      due: null,
    },
  ];
}
