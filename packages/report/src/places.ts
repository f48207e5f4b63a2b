/** One place of a key, in the words that the line-by-line formats share. */
import { pathsInside, printable } from '@keyturn/scanner';
import type { Finding, Occurrence, ScanResult, Severity, SkipReason, Suppressed } from '@keyturn/scanner';
import type { KeyMask } from './key-mask.ts';
import { doubt, placeName, ruleName } from './words.ts';

export interface PlaceOfKey {
  readonly finding: Finding;
  readonly occurrence: Occurrence;
}

/** Every place of every key, in the findings' order. */
export function* places(result: ScanResult): Generator<PlaceOfKey> {
  for (const finding of result.findings) {
    for (const occurrence of finding.occurrences) yield { finding, occurrence };
  }
}

/** Error, warning, note: what most programs know. */
export function levelOf(severity: Severity): 'error' | 'warning' | 'note' {
  if (severity === 'critical' || severity === 'high') return 'error';
  return severity === 'medium' ? 'warning' : 'note';
}

/** `Clarky API key, live, critical`. */
export function titleOf({ rule, environment, severity }: Finding): string {
  return `${ruleName(rule)}${environment === 'unknown' ? '' : `, ${environment}`}, ${severity}`;
}

/** Why it is a key, whose, and what is known of it. */
export function explanationOf(finding: Finding, mask: KeyMask): string {
  const { preview, confidence, evidence, validity } = finding;
  const sentences = [
    `${preview}: ${confidence} confidence${evidence.length > 0 ? ` (${evidence.join('; ')})` : ''}.`,
    doubt(finding),
    validity.state === 'not-checked' ? null : `Verified ${validity.state}: ${validity.reason}`,
    ...finding.hygiene.map((one) => `${one.code}: ${one.message} (${one.evidence.replace(/\.$/, '')})`),
  ];
  return printable(mask.text(sentences.filter((sentence) => sentence !== null).join(' ')));
}

/** Path and place, as text; of an archive, the path inside it too: `app.zip!conf/.env:3:5`. */
export function whereOf(occurrence: Occurrence, mask: KeyMask): string {
  const inside = pathsInside(occurrence.encoding).map((path) => `!${path}`);
  return printable(
    mask.text(`${placeName(occurrence)}${inside.join('')}:${occurrence.startLine}:${occurrence.startColumn}`),
  );
}

/** `by keyturn.yaml: a reason (owner ada, until 2027-01-31)`. */
export function describeSuppression({ by, reason, owner, expires }: Suppressed): string {
  const who = { inline: 'by a comment', config: 'by keyturn.yaml', baseline: 'by the baseline' }[by];
  const notes = [...(owner === null ? [] : [`owner ${owner}`]), ...(expires === null ? [] : [`until ${expires}`])];
  return `${who}${reason === null ? '' : `: ${reason}`}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
}

/** What a gap means, after its number. */
export const gapReasons: Readonly<Record<SkipReason, string>> = {
  'too-large': 'larger than --max-file-size',
  unreadable: 'can’t be read',
  binary: 'binary',
  encoding: 'of an encoding that is not known',
  shallow: 'the clone is shallow: git fetch --unshallow completes it',
  'missing-object': 'objects that the repository lacks',
  corrupt: 'corrupt',
  encrypted: 'encrypted',
  limit: 'beyond a limit',
  vanished: 'vanished meanwhile',
  changed: 'changed while it was read',
  timeout: 'took too long',
};
