import type { Finding } from '@keyturn/scanner';
import { mark, settle, unkeyed } from '../suppress/marks.ts';
import type { Marked } from '../suppress/marks.ts';
import type { BaselineEntry } from './baseline-file.ts';

export interface BaselineMarked extends Marked {
  /** Entries whose key was not found in this scan: candidates to be taken out, if all was searched. */
  readonly gone: readonly BaselineEntry[];
}

/** Places of one key that a note names. */
const NAMED = 3;

/** Marks keys that the baseline knows. The fingerprint alone matches; a place that it does not name is told. */
export function applyBaseline(findings: readonly Finding[], entries: readonly BaselineEntry[]): BaselineMarked {
  const paths = new Map<string, Set<string | null>>();
  for (const { fingerprint, path } of entries) {
    const known = paths.get(fingerprint);
    if (known === undefined) paths.set(fingerprint, new Set([path]));
    else known.add(path);
  }
  const found = new Set<string>();
  const notices: string[] = [];
  let marked = 0;
  for (const finding of findings) {
    const print = unkeyed(finding);
    const known = paths.get(print);
    if (known !== undefined) {
      found.add(print);
      const elsewhere = new Set<string>();
      for (const occurrence of finding.occurrences) {
        if (mark(occurrence, { by: 'baseline', reason: null, owner: null, expires: null })) marked++;
        if (occurrence.path !== null && !known.has(occurrence.path)) elsewhere.add(occurrence.path);
      }
      if (elsewhere.size > 0) notices.push(note(finding.preview, [...elsewhere]));
    }
    settle(finding);
  }
  return { marked, notices, gone: entries.filter(({ fingerprint }) => !found.has(fingerprint)) };
}

/** For `keyturn baseline` and a complete scan: what can be taken out. */
export function goneNotices(gone: readonly BaselineEntry[]): string[] {
  return gone.map(
    ({ fingerprint, path }) =>
      `${fingerprint}${path === null ? '' : ` (${path})`} is in the baseline and no longer occurs.`,
  );
}

function note(preview: string, paths: readonly string[]): string {
  const more = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : '';
  return `${preview} is in the baseline and stands in a place that it does not name: ${paths.slice(0, NAMED).join(', ')}${more}.`;
}
