/** Where keys stand in the commit that people look at; the lines of the commit that brought them may have moved. */
import type { Finding, Occurrence, ScanResult } from '@keyturn/scanner';
import type { CommitFiles } from '../commits/commit-files.ts';

/** Files that are read again for this; the keys of more keep the places of their commits. */
const MOST_FILES = 500;

export interface Positions {
  /** The findings with their places at the commit. The marks are those of the originals. */
  readonly result: ScanResult;
  /** Those of its occurrences that stand there. */
  readonly present: ReadonlySet<Occurrence>;
}

export async function positionsAt(result: ScanResult, commit: string, files: CommitFiles): Promise<Positions> {
  const present = new Set<Occurrence>();
  const paths = new Set<string>();
  const findings: Finding[] = [];
  for (const finding of result.findings) {
    const occurrences: Occurrence[] = [];
    for (const occurrence of finding.occurrences) {
      const moved = await movedTo(finding, occurrence);
      occurrences.push(moved ?? occurrence);
      if (moved !== null || occurrence.git === null) present.add(moved ?? occurrence);
    }
    findings.push({ ...finding, occurrences });
  }
  return { result: { ...result, findings }, present };

  async function movedTo(finding: Finding, occurrence: Occurrence): Promise<Occurrence | null> {
    const { git, path } = occurrence;
    if (git === null || path === null || (!paths.has(path) && paths.size >= MOST_FILES)) return null;
    paths.add(path);
    const there = (await files.sightings(commit, path)).find(({ fingerprint }) => fingerprint === finding.fingerprint);
    if (there === undefined) return null;
    const { startLine, startColumn, endLine, endColumn, excerpt } = there;
    return { ...occurrence, startLine, startColumn, endLine, endColumn, excerpt };
  }
}
