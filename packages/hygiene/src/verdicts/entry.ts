/** Verdicts that an inventory allows: over-scoped, rotated-but-active, not-in-inventory, unused, unowned. */
import { providers } from '@keyturn/providers';
import { dayOf, days, daysBetween, endOf, plusDays, startOf } from '../days.ts';
import type { Entry, KeyFacts } from '../facts.ts';
import type { Thresholds } from '../policy.ts';
import type { Verdict } from '../verdict.ts';

export function entry(facts: KeyFacts, thresholds: Thresholds, now: number): Verdict[] {
  const { entry: one, hasInventory, validity } = facts;
  if (one === null) {
    return hasInventory && validity.state !== 'inactive' ? [unknownToInventory(facts)] : [];
  }
  if (validity.state === 'inactive') return [];
  return [
    ...rotatedButActive(facts, one, thresholds),
    ...overScoped(facts, one),
    ...unused(one, thresholds, now),
    ...unowned(facts, one),
  ];
}

function unknownToInventory({ owner }: KeyFacts): Verdict {
  const named = owner === null || owner === 'not-asked' ? '' : ` ${SOURCES[owner.source]} names ${owner.name}.`;
  return {
    code: 'not-in-inventory',
    message: 'No inventory knows this key: find out whose it is, and add it with keyturn keys add.',
    evidence: `Its fingerprint is not in the inventory.${named}`,
    certainty: 'exact',
    due: null,
  };
}

const SOURCES = { codeowners: 'CODEOWNERS', blame: 'Git’s blame of its line' } as const;

function rotatedButActive({ validity }: KeyFacts, one: Entry, { overlapDays }: Thresholds): Verdict[] {
  const { successor } = one;
  if (successor === null || validity.state !== 'active') return [];
  const since = successor.created === null ? null : startOf(successor.created);
  const when = since === null ? '' : ` since ${dayOf(since)}`;
  return [
    {
      code: 'rotated-but-active',
      message: `The key was replaced by ${successor.name}, and still works: revoke it.`,
      evidence: `The inventory has ${successor.name} in its place${when}. ${validity.reason}`,
      certainty: 'exact',
      due: since === null ? null : dayOf(plusDays(since, overlapDays)),
    },
  ];
}

function overScoped({ provider: id }: KeyFacts, { name, scopes, needs }: Entry): Verdict[] {
  if (scopes === null) return [];
  const provider = providers.find((one) => one.id === id);
  const broad = scopes.filter((scope) => provider?.scopes.some((one) => one.name === scope && one.isAll === true));
  const isEnough = needs !== null && broad.some((scope) => needs.includes(scope));
  if (needs === null && broad.length === 0) return [];
  const tooMany = needs === null ? broad : isEnough ? [] : scopes.filter((scope) => !needs.includes(scope));
  if (tooMany.length === 0) return [];
  return [
    {
      code: 'over-scoped',
      message:
        needs === null
          ? `The key may do everything (${tooMany.join(', ')}): say what it needs, and give it no more.`
          : `The key may do more than it needs (${tooMany.join(', ')}): replace it by one that may ${needs.join(', ') || 'do nothing'}.`,
      evidence: `The inventory says that ${name} has ${scopes.join(', ')}${needs === null ? '' : ` and needs ${needs.join(', ') || 'none'}`}.`,
      certainty: needs === null ? 'likely' : 'exact',
      due: null,
    },
  ];
}

function unused({ name, lastUsed }: Entry, { unusedDays }: Thresholds, now: number): Verdict[] {
  if (lastUsed === null || now < plusDays(endOf(lastUsed), unusedDays)) return [];
  const since = startOf(lastUsed);
  return [
    {
      code: 'unused',
      message: `The key has not been used for ${days(daysBetween(since, now))}: revoke it.`,
      evidence: `The inventory says that ${name} was last used on ${dayOf(since)}.`,
      certainty: 'exact',
      due: dayOf(plusDays(since, unusedDays)),
    },
  ];
}

/** Whom the inventory, else CODEOWNERS, else blame names, owns it. */
function unowned({ owner }: KeyFacts, { name, owner: inInventory }: Entry): Verdict[] {
  if (inInventory !== null || (owner !== null && owner !== 'not-asked')) return [];
  const elsewhere = owner === null ? ', and neither CODEOWNERS nor git’s blame names one where it stands' : '';
  return [
    {
      code: 'unowned',
      message: 'Nobody owns the key: name who replaces it.',
      evidence: `The inventory names no owner of ${name}${elsewhere}.`,
      certainty: 'exact',
      due: null,
    },
  ];
}
