/** A result in the shape of `keyturn/findings@1`; `schema.ts` states the same shape for readers. */
import type { Coverage, Finding, Occurrence, ScanResult, Suppressed } from '@keyturn/scanner';
import type { Narrowing, ReportInput } from '../format.ts';
import type { KeyMask } from '../key-mask.ts';
import type { FindingDocument, FindingsDocument, OccurrenceDocument } from './document-types.ts';

type Head = Omit<FindingsDocument, 'findings'>;
type AfterPlaces = Pick<FindingDocument, 'firstSeen' | 'atHead' | 'validity' | 'hygiene' | 'suppressed'>;

/** All but the findings. */
export function headOf(input: ReportInput, mask: KeyMask): Head {
  return {
    schema: 'keyturn/findings@1',
    tool: input.tool,
    roots: input.result.roots.map((root) => mask.text(root)),
    coverage: coverageOf(input.result.coverage, input.narrowed ?? [], mask),
  };
}

/** A finding with all its occurrences. */
export function findingOf(finding: Finding, result: ScanResult, mask: KeyMask): FindingDocument {
  return Object.assign(
    beforePlaces(finding, mask),
    { occurrences: finding.occurrences.map((one) => occurrenceOf(one, result, mask)) },
    afterPlaces(finding, mask),
  );
}

/** A finding up to its places: the part that comes before them in a document. */
export function beforePlaces(
  finding: Finding,
  mask: KeyMask,
): Omit<FindingDocument, 'occurrences' | keyof AfterPlaces> {
  return {
    fingerprint: finding.fingerprint,
    rule: finding.rule,
    provider: finding.provider,
    candidates: [...finding.candidates],
    environment: finding.environment,
    confidence: finding.confidence,
    severity: finding.severity,
    preview: finding.preview,
    evidence: finding.evidence.map((reason) => mask.text(reason)),
  };
}

/** The part after them. */
export function afterPlaces(finding: Finding, mask: KeyMask): AfterPlaces {
  const { firstSeen, atHead } = finding;
  return {
    ...(firstSeen !== undefined && {
      firstSeen: firstSeen && {
        ...firstSeen,
        author: mask.text(firstSeen.author),
        path: mask.optional(firstSeen.path),
      },
    }),
    ...(atHead !== undefined && { atHead }),
    validity: { ...finding.validity },
    hygiene: finding.hygiene.map(({ code, message, evidence, certainty, due }) => ({
      code,
      message: mask.text(message),
      evidence: mask.text(evidence),
      certainty,
      due,
    })),
    suppressed: suppressedOf(finding.suppressed, mask),
  };
}

/** `root` is left out where there is one; what git alone knows stands beside the rest. */
export function occurrenceOf(one: Occurrence, result: Pick<ScanResult, 'roots'>, mask: KeyMask): OccurrenceDocument {
  return {
    source: one.source,
    ...(result.roots.length > 1 && { root: one.root }),
    path: mask.optional(one.path),
    startLine: one.startLine,
    startColumn: one.startColumn,
    endLine: one.endLine,
    endColumn: one.endColumn,
    encoding: one.encoding.map((step) => mask.text(step)),
    ...(one.git && {
      commit: one.git.commit,
      blob: one.git.blob,
      author: mask.optional(one.git.author),
      authorEmail: mask.optional(one.git.authorEmail),
      date: one.git.date,
      refs: one.git.refs.map((ref) => mask.text(ref)),
      removed: one.git.removed,
    }),
    suppressed: suppressedOf(one.suppressed, mask),
  };
}

/** Reasons and owners come from the scanned tree: they may hold anything. */
function suppressedOf(suppressed: Suppressed | null, mask: KeyMask): Suppressed | null {
  return (
    suppressed && { ...suppressed, reason: mask.optional(suppressed.reason), owner: mask.optional(suppressed.owner) }
  );
}

function coverageOf(coverage: Coverage, narrowed: readonly Narrowing[], mask: KeyMask): Head['coverage'] {
  return {
    complete: coverage.complete,
    files: coverage.files,
    bytes: coverage.bytes,
    blobs: coverage.blobs,
    commits: coverage.commits,
    skipped: coverage.skipped.map(({ where, reason }) => ({ where: mask.text(where), reason })),
    skippedTotal: { ...coverage.skippedTotal },
    ...(narrowed.length > 0 && { narrowed: narrowed.map((one) => ({ ...one, detail: mask.text(one.detail) })) }),
  };
}
