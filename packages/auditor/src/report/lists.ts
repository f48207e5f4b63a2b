/** The lists that an audit answers with, in the order in which they are read. A key may stand in several. */
import type { AuditDocument, AuditKey } from './schema.ts';

export interface ChangeList {
  readonly id: string;
  readonly title: string;
  /** What stands in it. */
  readonly says: string;
  readonly keys: readonly AuditKey[];
}

export function changeLists({ keys, changes }: AuditDocument): ChangeList[] {
  const byChange = (change: AuditKey['change']): AuditKey[] =>
    keys.filter((key) => key.change === change && key.suppressed === null);
  const among = (fingerprints: readonly string[]): AuditKey[] => {
    const wanted = new Set(fingerprints);
    return keys.filter(({ fingerprint, suppressed }) => wanted.has(fingerprint) && suppressed === null);
  };
  return [
    {
      id: 'reopened',
      title: 'Reopened',
      says: 'Proven dead before, and back: found at a new place, or working again.',
      keys: byChange('reopened'),
    },
    { id: 'new', title: 'New', says: 'Found for the first time since the last audit.', keys: byChange('new') },
    { id: 'overdue', title: 'Overdue', says: 'Their day has passed.', keys: among(changes.overdue) },
    {
      id: 'still-open',
      title: 'Still open',
      says: 'Known from before, and not proven dead.',
      keys: byChange('stillOpen'),
    },
    {
      id: 'not-verifiable',
      title: 'Not verifiable',
      says: 'No provider could tell whether they work: they count as open.',
      keys: among(changes.notVerifiable),
    },
    {
      id: 'not-covered',
      title: 'Not covered',
      says: 'Where they stood could not be looked at completely, and they were not seen elsewhere.',
      keys: among(changes.notCovered),
    },
    {
      id: 'closed',
      title: 'Closed with proof',
      says: 'Dead by their provider’s word, or by that of a person who vouches for it.',
      keys: byChange('closed'),
    },
    {
      id: 'suppressed',
      title: 'Suppressed',
      says: 'Hidden by a comment or the configuration, with a reason; none of them is known to work.',
      keys: keys.filter(({ suppressed }) => suppressed !== null),
    },
  ];
}
