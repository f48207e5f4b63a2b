/** What an audit changed, for people who are told: a digest, and nothing where nothing changed. */
import type { AuditDocument, AuditKey } from '../report/schema.ts';
import { providerOf } from '../report/document.ts';

export type NoticeKind = 'reopened' | 'new' | 'active' | 'overdue' | 'closed';

export interface NoticeItem {
  readonly kind: NoticeKind;
  readonly severity: string;
  readonly provider: string;
  readonly preview: string;
  readonly fingerprint: string;
  readonly name: string | null;
  readonly owner: string | null;
  readonly due: string | null;
  /** Where it stands, the first first. */
  readonly targets: readonly string[];
  /** A sentence: what says so. */
  readonly evidence: string;
}

export interface Digest {
  readonly schema: 'keyturn/notice@1';
  readonly audit: string;
  readonly at: string;
  readonly open: number;
  /** How many there are of each kind, whether they are listed or not. */
  readonly counts: Readonly<Record<NoticeKind, number>>;
  readonly items: readonly NoticeItem[];
  /** Targets that could be looked at before, and now could not. */
  readonly lost: readonly { readonly target: string; readonly reason: string }[];
}

/** The order in which they are told. */
export const kinds: readonly (readonly [NoticeKind, string])[] = [
  ['reopened', 'back after it was proven dead'],
  ['new', 'new'],
  ['active', 'known before, and now known to work'],
  ['overdue', 'overdue since the last audit'],
  ['closed', 'closed with proof'],
];

/** Items of a digest that are written out. */
const LISTED = 40;
const TARGETS = 5;

/**
 * @param before what the audit before could look at completely, by target; undefined: there is none
 * @returns null where nothing changed that somebody has to know
 */
export function digestOf(
  audit: AuditDocument,
  previousDay: string | null,
  before: ReadonlyMap<string, boolean> | undefined,
): Digest | null {
  const items = audit.keys.flatMap((key): NoticeItem[] => {
    const kind = kindOf(key, audit.startedAt.slice(0, 10), previousDay);
    return kind === null ? [] : [itemOf(key, kind)];
  });
  const lost = audit.targets.flatMap(({ name, coverage }) =>
    coverage.complete || before?.get(name) === false
      ? []
      : [{ target: name, reason: coverage.failure ?? 'not all of it could be searched' }],
  );
  if (items.length === 0 && lost.length === 0) return null;
  const rank = (item: NoticeItem): number => kinds.findIndex(([kind]) => kind === item.kind);
  const count = (kind: NoticeKind): number => items.filter((item) => item.kind === kind).length;
  return {
    schema: 'keyturn/notice@1',
    audit: audit.id,
    at: audit.finishedAt,
    open: audit.keys.filter(({ state, suppressed }) => state === 'open' && suppressed === null).length,
    counts: {
      reopened: count('reopened'),
      new: count('new'),
      active: count('active'),
      overdue: count('overdue'),
      closed: count('closed'),
    },
    items: items.toSorted((a, b) => rank(a) - rank(b)).slice(0, LISTED),
    lost: lost.slice(0, LISTED),
  };
}

/** What became of a key that somebody has to know; null: nothing. A probe that failed is no change. */
export function kindOf(key: AuditKey, day: string, previousDay: string | null): NoticeKind | null {
  if (key.suppressed !== null) return null;
  if (key.change !== 'stillOpen') return key.change;
  if (key.newlyActive) return 'active';
  const isLate = key.due !== null && key.due < day;
  return isLate && (previousDay === null || (key.due ?? '') >= previousDay) ? 'overdue' : null;
}

function itemOf(key: AuditKey, kind: NoticeKind): NoticeItem {
  const { severity, preview, fingerprint, name, owner, due, occurrences, events, validity } = key;
  const evidence = kind === 'active' || kind === 'overdue' ? validity.reason : (events.at(-1)?.evidence ?? '');
  return {
    kind,
    severity,
    provider: providerOf(key),
    preview,
    fingerprint,
    name,
    owner,
    due,
    targets: occurrences.slice(0, TARGETS).map(({ target }) => target),
    evidence,
  };
}

/** `3 new, 1 closed with proof`. */
export function summaryOf({ counts, lost }: Digest): string {
  const parts = kinds.flatMap(([kind, words]) => (counts[kind] === 0 ? [] : [`${counts[kind]} ${words}`]));
  if (lost.length > 0) parts.push(`${lost.length} no longer covered`);
  return parts.join(', ');
}

export function lineOf({ kind, severity, provider, preview, owner, due, targets, evidence }: NoticeItem): string {
  const more = targets.length > 1 ? ` and ${targets.length - 1} more` : '';
  const task = kind === 'closed' ? '' : ` ${owner ?? 'Nobody yet'}, by ${due ?? 'no date'}.`;
  return `${provider} ${preview} (${severity}) in ${targets[0] ?? '?'}${more}.${task} ${evidence}`.trimEnd();
}
