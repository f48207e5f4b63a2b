/** The files and the history of one repository as one result: a key is one finding, wherever it stands. */
import { relative, sep } from 'node:path';
import { sortFindings } from '@keyturn/scanner';
import type { Coverage, Finding, Occurrence, ScanResult, SkipReason } from '@keyturn/scanner';

const CONFIDENCE = { low: 0, medium: 1, high: 2 } as const;

/** Both have one root; that of the files may lie in that of the history. */
export function mergeResults(history: ScanResult, files: ScanResult): ScanResult {
  const [top = ''] = history.roots;
  const [root = top] = files.roots;
  const prefix = relative(top, root).split(sep).join('/');
  const moved = (one: Occurrence): Occurrence =>
    prefix === '' || one.path === null ? one : { ...one, path: `${prefix}/${one.path}` };
  const byFingerprint = new Map(history.findings.map((finding) => [finding.fingerprint, finding]));
  for (const finding of files.findings) {
    const occurrences = finding.occurrences.map(moved);
    const known = byFingerprint.get(finding.fingerprint);
    byFingerprint.set(
      finding.fingerprint,
      known === undefined ? { ...finding, occurrences } : joined(known, { ...finding, occurrences }),
    );
  }
  return {
    roots: [top],
    findings: sortFindings([...byFingerprint.values()]),
    coverage: sum(history.coverage, files.coverage),
  };
}

/** Whose key it is, is said by the one that tells more; when it came, by the history. */
function joined(history: Finding, files: Finding): Finding {
  const weight = ({ provider, confidence }: Finding): number => (provider === null ? 0 : 10) + CONFIDENCE[confidence];
  const told = weight(files) > weight(history) ? files : history;
  const { firstSeen, atHead } = history;
  return {
    ...told,
    ...(firstSeen !== undefined && { firstSeen }),
    ...(atHead !== undefined && { atHead }),
    workspaces: [...new Set([...history.workspaces, ...files.workspaces])],
    occurrences: [...files.occurrences, ...history.occurrences],
  };
}

function sum(a: Coverage, b: Coverage): Coverage {
  const skippedTotal: Partial<Record<SkipReason, number>> = { ...a.skippedTotal };
  for (const [reason, number] of Object.entries(b.skippedTotal) as [SkipReason, number][]) {
    skippedTotal[reason] = (skippedTotal[reason] ?? 0) + number;
  }
  return {
    complete: a.complete && b.complete,
    files: a.files + b.files,
    bytes: a.bytes + b.bytes,
    blobs: a.blobs + b.blobs,
    commits: a.commits + b.commits,
    skipped: [...a.skipped, ...b.skipped],
    skippedTotal,
  };
}
