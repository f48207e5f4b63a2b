/**
 * A key as the page's script gets it: texts that are shown as they are. Names are short, because there may be many thousands. What is
 * shown of a key that somebody opens stands apart: more than half of it all, and read when it is wanted.
 */
import { providers } from '@keyturn/providers';
import { ruleName } from '@keyturn/report';
import { printable } from '@keyturn/scanner';
import { providerOf } from '../document.ts';
import type { AuditKey } from '../schema.ts';
import { ageOf, exposedFrom, stateOf } from './charts.ts';

export interface AuditRow {
  readonly severity: string;
  readonly change: string;
  readonly status: string;
  readonly kind: string;
  readonly vendor: string;
  readonly preview: string;
  readonly print: string;
  readonly owner: string;
  readonly due: string;
  readonly late: boolean;
  readonly untold: boolean;
  readonly uncovered: boolean;
  /** In days; -1: not known. */
  readonly age: number;
  readonly hidden: string;
  readonly targets: readonly RowTarget[];
}

export interface AuditDetails {
  readonly ageNote: string;
  /** Milliseconds since 1970 of the first sighting, and of the proof that it is dead; 0: none. */
  readonly from: number;
  readonly until: number;
  readonly why: string;
  readonly events: readonly (readonly [at: string, kind: string, evidence: string])[];
  readonly verdicts: readonly (readonly [code: string, message: string, evidence: string])[];
  readonly provider: string;
}

export type RowTarget = readonly [name: string, total: number, standing: number, places: readonly string[]];

const UNKNOWN_AGE = -1;

/** @param places of one key in one target that stand in the page */
export function rowOf(
  key: AuditKey,
  at: string,
  places: number,
  late: ReadonlySet<string>,
  untold: ReadonlySet<string>,
): AuditRow {
  return {
    severity: key.severity,
    change: key.change,
    status: stateOf(key),
    kind: printable(
      `${key.name === null ? '' : `${key.name}: `}${ruleName(key.rule)}${key.environment === null ? '' : `, ${key.environment}`}`,
    ),
    vendor: providerOf(key),
    preview: key.preview,
    print: key.fingerprint,
    owner: printable(key.owner ?? ''),
    due: key.due ?? '',
    late: late.has(key.fingerprint),
    untold: untold.has(key.fingerprint),
    uncovered: key.notCovered,
    age: ageOf(key, at) ?? UNKNOWN_AGE,
    hidden: printable(key.suppressed ?? ''),
    targets: key.occurrences.map(({ target, total, standing, places: all }): RowTarget => [
      printable(target),
      total,
      standing,
      all.slice(0, places).map((place) => printable(placeText(place))),
    ]),
  };
}

export function detailsOf(key: AuditKey): AuditDetails {
  const { created, validity, lastVerdict, events } = key;
  const closed = key.state === 'closed' ? Date.parse(events.at(-1)?.at ?? '') : 0;
  const checked = validity.checkedAt === null ? '' : ` Asked on ${validity.checkedAt.slice(0, 10)}.`;
  const before =
    validity.state === 'unknown' && lastVerdict !== null
      ? ` Before that it was ${lastVerdict.state} (${(lastVerdict.checkedAt ?? '').slice(0, 10)}).`
      : '';
  return {
    ageNote:
      created === null
        ? 'Its age is not known.'
        : created.exact
          ? `Created on ${created.date.slice(0, 10)}, by the inventory.`
          : `In git since ${created.date.slice(0, 10)}: it is at least that old.`,
    from: exposedFrom(key) ?? 0,
    until: Number.isNaN(closed) ? 0 : closed,
    why: printable(`${validity.reason}${checked}${before}`),
    events: events.map(({ at: when, kind, evidence }) => [when, kind, printable(evidence)] as const),
    verdicts: key.hygiene.map(
      ({ code, message, evidence }) => [code, printable(message), printable(evidence)] as const,
    ),
    provider: providers.some(({ id }) => id === key.provider) ? (key.provider ?? '') : '',
  };
}

function placeText({
  source,
  path,
  line,
  commit,
  date,
  author,
  removed,
  stands,
  encoding,
}: AuditKey['occurrences'][number]['places'][number]): string {
  return [
    `${path ?? source}:${line}`,
    commit === null
      ? ''
      : `, commit ${commit.slice(0, 10)}${date === null ? '' : ` of ${date.slice(0, 10)}`}${author === null ? '' : ` by ${author}`}`,
    removed === null ? '' : `, removed by ${removed.slice(0, 10)}`,
    stands ? '' : ', in the past only',
    encoding.length === 0 ? '' : `, inside ${encoding.join(' › ')}`,
  ].join('');
}
