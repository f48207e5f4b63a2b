/** An audit as `keyturn/audit@1`, from the ledger and the inventory alone: the same ledger gives the same document. */
import type { Known, Policy } from '@keyturn/hygiene';
import { judgeKey, rankOf, rotationDay } from '@keyturn/hygiene';
import { factsOfEntry, knownKeys } from '@keyturn/inventory';
import type { KeyEntry } from '@keyturn/inventory';
import type { Ledger, LedgerTarget, RepositoryRecord } from '@keyturn/ledger';
import { vendorName } from '@keyturn/report';
import { KeyturnError } from '@keyturn/scanner';
import { keyLine } from './key-line.ts';
import type { KeySettings } from './key-line.ts';
import type { AuditDocument, AuditKey, AuditTarget, AuditTask } from './schema.ts';
import { tasksOf } from './tasks.ts';

/** Places of keys that a report reads in all, and of one key in one target. */
const PLACES = 60_000;
const MOST_PLACES = 200;
/** Audits that the trend goes back. */
const TREND = 12;

export interface DocumentSettings {
  readonly policy: Policy;
  readonly respond: KeySettings['respond'];
  /** Null: there is no inventory. */
  readonly inventory: readonly KeyEntry[] | null;
  readonly version: string;
}

const UNKNOWN: Known = { entry: null, created: null };
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];
const CHANGES = ['reopened', 'new', 'stillOpen', 'closed'];

/**
 * @param id an audit that is finished
 * @param compared the audit to compare it with; null: the one before it, if there is one
 * @throws KeyturnError `usage` where the ledger has no such audit, or it is the older one
 */
export async function auditDocument(
  ledger: Ledger,
  id: string,
  compared: string | null,
  settings: DocumentSettings,
): Promise<AuditDocument> {
  const audits = (await ledger.audits()).filter(({ kind }) => kind === 'audit');
  const position = audits.findIndex(({ name }) => name === id);
  const audit = audits[position];
  if (audit === undefined) throw new KeyturnError('usage', `The ledger has no audit ${id}. ${namesOf(audits)}`);
  if (audit.finishedAt === null) {
    throw new KeyturnError('usage', `The audit ${id} was cut off: run it again, and it goes on.`);
  }
  const earlier = audits.slice(0, position).filter(({ finishedAt }) => finishedAt !== null);
  const previous = compared ?? earlier.at(-1)?.name ?? null;
  if (previous !== null && !earlier.some(({ name }) => name === previous)) {
    const isThere = audits.some(({ name }) => name === previous);
    const why = isThere ? `The audit ${previous} is not older than ${id}.` : `The ledger has no audit ${previous}.`;
    throw new KeyturnError('usage', `${why} ${namesOf(audits)}`);
  }
  const request = (await ledger.records.list()).find((one) => one.audit === id);
  const looked = await ledger.targets(id);
  const inventory = settings.inventory === null ? undefined : knownKeys(settings.inventory);
  const lineSettings = {
    policy: settings.policy,
    respond: settings.respond,
    at: new Date(audit.startedAt),
    isVerified: request?.isVerified ?? false,
    covered: new Set(looked.filter(({ failure, complete }) => failure === null && complete).map(({ name }) => name)),
  };
  const places = Math.min(MOST_PLACES, Math.max(1, Math.floor(PLACES / Math.max(1, await ledger.keyCount()))));
  const trend = trendOf(earlier.slice(1 - TREND), audit);
  const keys: AuditKey[] = [];
  let closedBefore = 0;
  const found = new Set<string>();
  for await (const page of ledger.standing({ audit: id, previous, places })) {
    for (const key of page) {
      found.add(key.fingerprint);
      trend.count(key.events);
      const known = inventory && (inventory.get(key.fingerprint) ?? UNKNOWN);
      const line = keyLine(key, lineSettings, known);
      if (line === null) closedBefore++;
      else keys.push(line);
    }
  }
  keys.sort(byUrgency);
  const entries = (settings.inventory ?? []).filter(({ fingerprint }) => !found.has(fingerprint));
  const known = entries.map((entry) => knownLine(entry, inventory?.get(entry.fingerprint) ?? UNKNOWN, lineSettings));
  const day = audit.startedAt.slice(0, 10);
  const tasks = tasksOf(keys, known);
  return {
    schema: 'keyturn/audit@1',
    tool: { name: 'keyturn', version: settings.version },
    id,
    startedAt: audit.startedAt,
    finishedAt: audit.finishedAt,
    previous,
    verified: lineSettings.isVerified,
    targets: targetsOf(looked, await ledger.records.repositories(), keys),
    keys,
    closedBefore,
    inventory: known,
    changes: changesOf(keys, tasks, day, lineSettings.isVerified),
    tasks,
    trend: trend.points,
  };
}

const namesOf = (audits: readonly { readonly name: string }[]): string =>
  audits.length === 0
    ? 'There is none yet.'
    : `It has ${audits
        .slice(-5)
        .map(({ name }) => name)
        .join(', ')}.`;

function byUrgency(a: AuditKey, b: AuditKey): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    CHANGES.indexOf(a.change) - CHANGES.indexOf(b.change) ||
    compare(a.due ?? '~', b.due ?? '~') ||
    compare(a.fingerprint, b.fingerprint)
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function knownLine(
  entry: KeyEntry,
  known: Known,
  { policy, at }: Pick<KeySettings, 'policy' | 'at'>,
): AuditDocument['inventory'][number] {
  const facts = factsOfEntry(entry, known, { state: 'not-checked', reason: '', checkedAt: null });
  return {
    name: entry.name,
    provider: entry.provider,
    fingerprint: entry.fingerprint,
    owner: entry.owner ?? null,
    created: facts.created && { ...facts.created },
    expires: entry.expires ?? null,
    rotateBy: rotationDay(facts, policy),
    hygiene: judgeKey(facts, policy, at).toSorted((a, b) => rankOf(a.code) - rankOf(b.code)),
  };
}

function changesOf(
  keys: readonly AuditKey[],
  tasks: readonly AuditTask[],
  day: string,
  isVerified: boolean,
): AuditDocument['changes'] {
  const which = (fits: (key: AuditKey) => boolean): string[] =>
    keys
      .filter(fits)
      .map(({ fingerprint }) => fingerprint)
      .toSorted(compare);
  const late = new Set(tasks.filter(({ due }) => due !== null && due < day).map(({ fingerprint }) => fingerprint));
  const isUntold = ({ state, validity }: AuditKey): boolean =>
    state === 'open' && (validity.state === 'unknown' || (isVerified && validity.state === 'not-checked'));
  return {
    new: which(({ change }) => change === 'new'),
    stillOpen: which(({ change }) => change === 'stillOpen'),
    closed: which(({ change }) => change === 'closed'),
    reopened: which(({ change }) => change === 'reopened'),
    overdue: [...late].toSorted(compare),
    notVerifiable: which(isUntold),
    notCovered: which(({ notCovered }) => notCovered),
  };
}

function targetsOf(
  looked: readonly LedgerTarget[],
  repositories: readonly RepositoryRecord[],
  keys: readonly AuditKey[],
): AuditTarget[] {
  const visibility = new Map(repositories.map((one) => [one.target, one.visibility]));
  const open = new Map<string, number>();
  for (const { state, suppressed, occurrences } of keys) {
    if (state === 'closed' || suppressed !== null) continue;
    for (const { target } of occurrences) open.set(target, (open.get(target) ?? 0) + 1);
  }
  return looked
    .map(({ name, complete, failure, scope, files, bytes, blobs, commits, gaps, skippedTotal, narrowed }) => ({
      name,
      visibility: visibility.get(name) ?? 'unknown',
      coverage: {
        complete,
        failure,
        scope,
        files,
        bytes,
        blobs,
        commits,
        skipped: gaps.map((gap) => ({ ...gap })),
        skippedTotal: { ...skippedTotal },
        narrowed: [...narrowed],
      },
      open: open.get(name) ?? 0,
    }))
    .toSorted((a, b) => compare(a.name, b.name));
}

/** How many keys were open and closed at the end of each audit. */
function trendOf(
  earlier: readonly { name: string; finishedAt: string | null }[],
  audit: { name: string; finishedAt: string | null },
): {
  points: AuditDocument['trend'];
  count(events: readonly { kind: string; at: string }[]): void;
} {
  const points = [...earlier, audit].map(({ name, finishedAt }) => ({
    audit: name,
    at: finishedAt ?? '',
    open: 0,
    closed: 0,
  }));
  return {
    points,
    count: (events) => {
      for (const point of points) {
        const last = point.audit === audit.name ? events.at(-1) : events.findLast(({ at }) => at <= point.at);
        if (last === undefined) continue;
        if (last.kind === 'closed') point.closed++;
        else point.open++;
      }
    },
  };
}

/** Whose key it is, for people. */
export const providerOf = ({ provider, candidates }: Pick<AuditKey, 'provider' | 'candidates'>): string =>
  provider === null ? `unclear (${candidates.slice(0, 3).map(vendorName).join(', ')})` : vendorName(provider);
