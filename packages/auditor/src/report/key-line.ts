/** One key of a report: how it stands, what is wrong with it, by when it is to be dealt with, and what says so. */
import { dayOf, factsOfFinding, judgeKey, rotationDay } from '@keyturn/hygiene';
import type { KeyFacts, Known, Policy } from '@keyturn/hygiene';
import type { StandingKey, StandingPlace } from '@keyturn/ledger';
import { severityOf } from '@keyturn/scanner';
import type { Occurrence, Validity } from '@keyturn/scanner';
import type { AuditChange, AuditKey } from './schema.ts';

export interface KeySettings {
  readonly policy: Policy;
  /** Days from the day that a key was opened to the day by which it is to be dealt with. */
  readonly respond: { readonly activeDays: number; readonly otherDays: number };
  /** When the audit began: the clock of its verdicts. */
  readonly at: Date;
  readonly isVerified: boolean;
  /** Targets that this audit looked at completely. */
  readonly covered: ReadonlySet<string>;
}

const NOT_CHECKED: Validity = {
  state: 'not-checked',
  reason: 'No provider was asked.',
  checkedAt: null,
  endpoint: null,
};
const DAY = 86_400_000;

/**
 * Null for a key that was closed before the audit that this one is compared with, and still is.
 *
 * @param known what the inventory says of it; undefined: there is none
 */
export function keyLine(key: StandingKey, settings: KeySettings, known: Known | undefined): AuditKey | null {
  const change = changeOf(key);
  if (change === null) return null;
  const { covered } = settings;
  const facts = factsOf(key, settings, known);
  const suppressed = key.state === 'open' ? suppressionOf(key, facts) : null;
  const due = key.state === 'open' && suppressed === null ? dueOf(key, facts, settings) : null;
  const isSeen = key.targets.some(({ seen }) => seen > 0);
  const owner = known?.entry?.owner ?? key.owner;
  const lastEvent = key.events.at(-1);
  return {
    name: known?.entry?.name ?? null,
    provider: key.provider,
    fingerprint: key.fingerprint,
    owner,
    ownerSource: owner === null ? null : (known?.entry?.owner ?? null) === null ? key.ownerSource : 'inventory',
    environment: known?.entry?.environment ?? (key.environment === 'unknown' ? null : key.environment),
    scopes: known?.entry?.scopes === undefined || known.entry.scopes === null ? null : [...known.entry.scopes],
    created: facts.created && { ...facts.created },
    expires: known?.entry?.expires ?? null,
    rotateBy: rotationDay(facts, settings.policy),
    validity: { ...(key.lastCheck ?? NOT_CHECKED) },
    lastVerdict: key.lastVerdict && { ...key.lastVerdict },
    hygiene: key.state === 'closed' ? [] : verdictsOf(facts, settings, due),
    rule: key.rule,
    candidates: [...key.candidates],
    preview: key.preview,
    confidence: key.confidence,
    severity: severityOf(key, key.state === 'closed' ? 'inactive' : facts.validity.state),
    state: key.state,
    change,
    proof: key.state === 'closed' ? (lastEvent?.evidence['by'] === 'person' ? 'person' : 'provider') : null,
    suppressed,
    newlyActive: change === 'stillOpen' && key.lastVerdict?.state === 'active' && key.verdictBefore?.state !== 'active',
    notCovered: key.state === 'open' && !isSeen && key.targets.some(({ name }) => !covered.has(name)),
    due,
    events: key.events.map(({ kind, at, evidence }) => ({ kind, at, evidence: evidenceOf(kind, evidence) })),
    occurrences: key.targets.map((target) => ({
      target: target.name,
      total: target.known,
      seen: target.seen,
      standing: target.standing,
      places: target.places.map(placeOf),
    })),
  };
}

function changeOf({ state, events }: StandingKey): AuditChange | null {
  const recent = events.filter(({ isRecent }) => isRecent);
  if (state === 'closed') return recent.length > 0 ? 'closed' : null;
  if (recent.some(({ kind }) => kind === 'opened')) return 'new';
  return recent.some(({ kind }) => kind === 'reopened') ? 'reopened' : 'stillOpen';
}

/** A probe that failed takes back nothing: what worked when it was last told is taken to work. */
function effective({ lastCheck, lastVerdict }: StandingKey): Validity {
  if (lastCheck === null) return NOT_CHECKED;
  if (lastCheck.state !== 'unknown' || lastVerdict === null || lastVerdict.state !== 'active') return lastCheck;
  const when = (lastCheck.checkedAt ?? '').slice(0, 10);
  return { ...lastVerdict, reason: `${lastVerdict.reason} On ${when} it could not be told: ${lastCheck.reason}` };
}

/** Who answers for a key by what its repository says. */
function ownerOf({ owner, ownerSource }: StandingKey): KeyFacts['owner'] {
  if (owner === null) return null;
  return ownerSource === 'codeowners' || ownerSource === 'blame' ? { name: owner, source: ownerSource } : 'not-asked';
}

function factsOf(key: StandingKey, { isVerified }: KeySettings, known: Known | undefined): KeyFacts {
  const occurrences = key.targets.flatMap(({ places }, root) => places.map((place) => occurrenceOf(place, root)));
  const facts = factsOfFinding(
    {
      fingerprint: key.fingerprint,
      provider: key.provider,
      environment: key.environment,
      validity: effective(key),
      occurrences,
      firstSeen: null,
    },
    {
      repositoryOf: ({ root }) => key.targets[root]?.name ?? null,
      textOf: () => '',
      ownerOf: () => ownerOf(key),
      isVerified,
    },
    known,
  );
  // Some places were read, and all were counted; the earliest may be one that was not read.
  const since = key.targets.map((target) => Date.parse(target.since ?? '')).filter((instant) => !Number.isNaN(instant));
  const first = since.length === 0 ? null : since.reduce((a, b) => Math.min(a, b));
  return {
    ...facts,
    leaks: key.targets.reduce((sum, target) => sum + target.known, 0),
    created:
      known?.created ??
      (first === null ? facts.created : { date: new Date(first).toISOString(), source: 'git', exact: false }),
  };
}

function occurrenceOf(place: StandingPlace, root: number): Occurrence {
  const isOfGit = place.commit !== null || place.source !== 'file';
  const { source, path, startLine, encoding, commit, author, date, removed } = place;
  const at = { startLine, startColumn: 1, endLine: startLine, endColumn: 1 };
  const git = { commit, blob: null, author, authorEmail: null, date, refs: place.stands ? ['HEAD'] : [], removed };
  return {
    source,
    root,
    path,
    encoding,
    ...at,
    git: isOfGit ? git : null,
    suppressed: null,
    allow: null,
    excerpt: null,
  };
}

/** Why it is hidden, where all that this audit saw of it is. What works is never hidden. */
function suppressionOf({ targets }: StandingKey, { validity }: KeyFacts): string | null {
  const seen = targets.reduce((sum, target) => sum + target.seen, 0);
  const hidden = targets.reduce((sum, target) => sum + target.suppressed, 0);
  if (seen === 0 || hidden < seen || validity.state === 'active') return null;
  const mark = targets.flatMap(({ places }) => places).find(({ suppressed }) => suppressed !== null)?.suppressed;
  return mark === undefined || mark === null
    ? 'suppressed'
    : `${mark.by}${mark.reason === null ? '' : `: ${mark.reason}`}`;
}

/** From the day it was opened last; an audit later it is the same day. */
function dueOf({ events }: StandingKey, { validity }: KeyFacts, { respond }: KeySettings): string | null {
  const opened = events.findLast(({ kind }) => kind !== 'closed');
  if (opened === undefined) return null;
  const days = validity.state === 'active' ? respond.activeDays : respond.otherDays;
  return dayOf(Date.parse(opened.at) + days * DAY);
}

function verdictsOf(facts: KeyFacts, { policy, at }: KeySettings, due: string | null): AuditKey['hygiene'] {
  return judgeKey(facts, policy, at).map((verdict) => ({
    ...verdict,
    due: verdict.code.startsWith('leaked-') ? due : verdict.due,
  }));
}

function evidenceOf(kind: string, evidence: Readonly<Record<string, unknown>>): string {
  const text = (name: string): string => (typeof evidence[name] === 'string' ? evidence[name] : '');
  if (evidence['by'] === 'provider') {
    const where = text('endpoint') === '' ? '' : ` (${text('endpoint')})`;
    return `${text('reason')} Asked on ${text('checkedAt').slice(0, 10)}${where}.`;
  }
  if (evidence['by'] === 'person') return `${text('name')} vouches for it: ${text('reason')}`;
  const path = text('path') === '' ? '' : `, at ${text('path')}`;
  return `${kind === 'opened' ? 'First' : 'Again'} found in ${text('target')}${path}.`;
}

function placeOf({
  source,
  path,
  startLine,
  commit,
  author,
  date,
  removed,
  encoding,
  stands,
  suppressed,
}: StandingPlace): AuditKey['occurrences'][number]['places'][number] {
  return {
    source,
    path,
    line: startLine,
    commit,
    author,
    date,
    removed,
    encoding: [...encoding],
    stands,
    suppressed: suppressed && { ...suppressed },
  };
}
