/** A key as the page's script gets it: texts that are shown as they are. */
import { printable } from '@keyturn/scanner';
import type { Finding, GitPlace, Occurrence } from '@keyturn/scanner';
import type { KeyMask } from '../key-mask.ts';
import { describeSuppression, explanationOf, whereOf } from '../places.ts';
import { either, ruleName, short, vendorName } from '../words.ts';

export interface Row {
  readonly severity: string;
  readonly kind: string;
  readonly vendor: string;
  readonly confidence: string;
  /** The verification's verdict. */
  readonly status: string;
  readonly preview: string;
  readonly print: string;
  readonly why: string;
  /** Who suppresses it and why; empty where nothing does. */
  readonly hidden: string;
  /** All its places, of which `places` are shown. */
  readonly total: number;
  readonly places: readonly RowPlace[];
}

export interface RowPlace {
  readonly where: string;
  readonly note: string;
  /** The line before the key, the masked key, the line after it. */
  readonly line: readonly [string, string, string];
}

/** Places of one key that stand in the page. */
const SHOWN = 50;
/** What stands for a vendor that is not clear. */
export const UNCLEAR = 'not clear';

export function rowOf(finding: Finding, mask: KeyMask): Row {
  const { environment, provider, candidates } = finding;
  const doubtful = candidates.length === 0 ? '' : ` (${either(candidates.slice(0, 3).map(vendorName))}?)`;
  return {
    severity: finding.severity,
    kind: `${ruleName(finding.rule)}${environment === 'unknown' ? '' : `, ${environment}`}${provider === null ? doubtful : ''}`,
    vendor: provider === null ? UNCLEAR : vendorName(provider),
    confidence: finding.confidence,
    status: finding.validity.state,
    preview: finding.preview,
    print: finding.fingerprint,
    why: explanationOf(finding, mask),
    hidden: finding.suppressed === null ? '' : text(describeSuppression(finding.suppressed), mask),
    total: finding.occurrences.length,
    places: finding.occurrences.slice(0, SHOWN).map((one) => placeOf(one, mask)),
  };
}

function placeOf(one: Occurrence, mask: KeyMask): RowPlace {
  const { git, encoding, suppressed, excerpt } = one;
  const notes = [
    encoding.length === 0 ? null : `inside ${encoding.join(' › ')}`,
    ...(git === null ? [] : historyOf(git)),
    suppressed === null ? null : `suppressed ${describeSuppression(suppressed)}`,
  ];
  return {
    where: whereOf(one, mask),
    note: text(notes.filter((note) => note !== null).join('; '), mask),
    line:
      excerpt === null
        ? ['', '', '']
        : [
            excerpt.text.slice(0, excerpt.start),
            excerpt.text.slice(excerpt.start, excerpt.end),
            excerpt.text.slice(excerpt.end),
          ],
  };
}

function historyOf({ commit, date, author, removed }: GitPlace): (string | null)[] {
  const when = date === null ? '' : `, ${date.slice(0, 10)}`;
  return [
    commit === null ? null : `commit ${short(commit)}${when}${author === null ? '' : ` by ${author}`}`,
    removed === null ? null : `removed by ${short(removed)}`,
  ];
}

function text(from: string, mask: KeyMask): string {
  return printable(mask.text(from));
}
