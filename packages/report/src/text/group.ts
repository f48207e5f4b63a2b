/** Findings arranged by file, as a person goes through them. */
import type { Finding, Occurrence, ScanResult } from '@keyturn/scanner';
import { placeName } from '../words.ts';

/** Places of one key that are shown one by one; the rest are counted. */
const SHOWN_PLACES = 20;

export interface Entry {
  readonly finding: Finding;
  readonly occurrence: Occurrence;
  /** The key's first place, where this is not it. */
  readonly first: Occurrence | null;
  /** Places of the key that are not shown, told with its first one. */
  readonly unshown: number;
}

export interface Group {
  readonly name: string;
  readonly root: number;
  /** Null where the place is no file. */
  readonly path: string | null;
  readonly entries: Entry[];
}

/**
 * The file with the worst finding first; within it, by line.
 *
 * @param includesSuppressed shows what is suppressed among the rest
 */
export function groupByFile(result: ScanResult, includesSuppressed: boolean): Group[] {
  const groups = new Map<string, Group>();
  for (const finding of result.findings) {
    const all = finding.occurrences.filter((one) => includesSuppressed || one.suppressed === null);
    const shown = all.slice(0, SHOWN_PLACES);
    for (const [index, occurrence] of shown.entries()) {
      const { path, root } = occurrence;
      const name = placeName(occurrence);
      const id = `${root}\0${path === null ? 'not a file' : 'file'}\0${name}`;
      let group = groups.get(id);
      if (group === undefined) groups.set(id, (group = { name, root, path, entries: [] }));
      group.entries.push({
        finding,
        occurrence,
        first: index === 0 ? null : (shown[0] ?? null),
        unshown: index === 0 ? all.length - shown.length : 0,
      });
    }
  }
  for (const { entries } of groups.values()) {
    entries.sort(
      (a, b) => a.occurrence.startLine - b.occurrence.startLine || a.occurrence.startColumn - b.occurrence.startColumn,
    );
  }
  return [...groups.values()];
}
