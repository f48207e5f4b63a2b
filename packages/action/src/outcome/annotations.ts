/** Annotations from findings: the most serious first, on the lines that people see. */
import { explanationOf, KeyMask, levelOf, titleOf, whereOf } from '@keyturn/report';
import type { Occurrence } from '@keyturn/scanner';
import type { AnnotationPlace, Level } from '../log.ts';
import type { Positions } from './positions.ts';

export interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly message: string;
  /** Null where the key stands in no file of the commit that is looked at. */
  readonly place: AnnotationPlace | null;
}

/** All of them, in the findings' order; each key's places that nothing suppresses. */
export function annotationsOf({ result, present }: Positions, prefix: string): Annotation[] {
  const mask = new KeyMask(result.findings);
  return result.findings.flatMap((finding) =>
    finding.occurrences
      .filter(({ suppressed }) => suppressed === null)
      .map((occurrence): Annotation => {
        const level = levelOf(finding.severity);
        const explanation = explanationOf(finding, mask);
        const isHere = occurrence.path !== null && present.has(occurrence);
        return {
          level: level === 'note' ? 'notice' : level,
          title: titleOf(finding),
          message: isHere ? explanation : `${whereOf(occurrence, mask)}${pastOf(occurrence)}: ${explanation}`,
          place: isHere ? placeOf(occurrence, prefix, mask) : null,
        };
      }),
  );
}

/** ` in commit 0123456789, removed in abcdef0123: it stays in the history`. */
function pastOf({ git, path }: Occurrence): string {
  if (git === null || git.commit === null) return '';
  const commit = ` in commit ${git.commit.slice(0, 10)}`;
  if (path === null) return commit;
  const removed = git.removed === null ? '' : `, removed in ${git.removed.slice(0, 10)}`;
  return `${commit}${removed}; it stays in the history`;
}

function placeOf(occurrence: Occurrence, prefix: string, mask: KeyMask): AnnotationPlace {
  const { path, startLine: line, endLine, startColumn: col, endColumn } = occurrence;
  const file = mask.text((occurrence.git === null ? prefix : '') + (path ?? ''));
  // GitHub takes columns on a single line only.
  return { file, line, endLine, ...(line === endLine && { col, endColumn }) };
}
