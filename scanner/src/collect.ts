/** Sightings become findings: one for each key, with every place where it stands. */
import { ambiguousRule } from '@keyturn/providers';
import { isInArchive } from './archive-steps.ts';
import type {
  Attribution,
  Finding,
  GitPlace,
  Occurrence,
  OccurrenceSource,
  Severity,
  Sighting,
  Validity,
} from './model.ts';
import type { Secret } from './secret.ts';

/** Where a sighting was made. */
export interface Whereabouts {
  readonly source: OccurrenceSource;
  /** Index into the result's roots. */
  readonly root: number;
  /** Relative to the root with `/`; null for messages and unreachable blobs. */
  readonly path: string | null;
  readonly git?: GitPlace | null;
}

/** A sighting in its place. */
export interface LocatedSighting {
  readonly sighting: Sighting;
  readonly where: Whereabouts;
}

interface Entry {
  readonly secret: Secret;
  readonly located: LocatedSighting[];
  /** What other texts say of the key, in which it has no occurrence of its own. */
  witnesses?: Attribution[];
}

const CONFIDENCE_RANK = { high: 0, medium: 1, low: 2 } as const;
const SEVERITY_RANK: Record<Severity, number> = { critical: 0, high: 1, medium: 2, low: 3, info: 4 };
/** One for all of which nothing else is known. */
const NOT_CHECKED: Validity = Object.freeze({
  state: 'not-checked',
  reason: 'Verification was not asked for.',
  checkedAt: null,
  endpoint: null,
});
const MAX_EVIDENCE = 8;
const MAX_WORKSPACES = 8;

/** Gathers sightings in any order; the findings come out the same whatever it was. */
export class FindingCollector {
  readonly #byFingerprint = new Map<string, Entry>();

  add(located: LocatedSighting): void {
    const { fingerprint, secret } = located.sighting;
    const entry = this.#byFingerprint.get(fingerprint);
    if (entry === undefined) this.#byFingerprint.set(fingerprint, { secret, located: [located] });
    else entry.located.push(located);
  }

  /** Has a text weigh in on whose key it is, without being one of its occurrences: a later version of the same file. */
  witness(sighting: Sighting): void {
    const entry = this.#byFingerprint.get(sighting.fingerprint);
    if (entry !== undefined) (entry.witnesses ??= []).push(sighting);
  }

  get size(): number {
    return this.#byFingerprint.size;
  }

  /** The findings, sorted by severity, path and line. */
  findings(): Finding[] {
    const found = [...this.#byFingerprint].map(([fingerprint, { secret, located, witnesses = [] }]): Finding => {
      located.sort(byPlace);
      const attribution = mergeAttributions([...located.map((one) => one.sighting), ...witnesses]);
      return findingOf(attribution, fingerprint, secret, located.map(occurrenceOf));
    });
    return sortFindings(found);
  }
}

/**
 * A finding of which nothing is said yet but whose key it is: not verified, not suppressed, not judged.
 *
 * @param occurrences none for a key that was not found in a text, as one of an inventory
 */
export function findingOf(
  attribution: Attribution,
  fingerprint: string,
  secret: Secret,
  occurrences: Occurrence[] = [],
): Finding {
  // Each by its name: what is spread into an object takes many times as long, and would keep more than is asked for.
  return {
    rule: attribution.rule,
    provider: attribution.provider,
    candidates: attribution.candidates,
    environment: attribution.environment,
    confidence: attribution.confidence,
    evidence: attribution.evidence,
    rivalClear: attribution.rivalClear,
    workspaces: attribution.workspaces,
    fingerprint,
    secret,
    preview: secret.preview,
    severity: severityOf(attribution, 'not-checked'),
    occurrences,
    validity: NOT_CHECKED,
    hygiene: [],
    suppressed: null,
  };
}

/** By severity, then by the first place, then by fingerprint. */
export function sortFindings(findings: Finding[]): Finding[] {
  return findings.sort((a, b) => {
    const first = a.occurrences[0];
    const second = b.occurrences[0];
    return (
      SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] ||
      (first === undefined || second === undefined
        ? 0
        : first.root - second.root ||
          compareText(first.path ?? '', second.path ?? '') ||
          first.startLine - second.startLine ||
          first.startColumn - second.startColumn) ||
      compareText(a.fingerprint, b.fingerprint)
    );
  });
}

/**
 * The first that applies: proven inactive: info; test: low (active: medium); active: critical; ambiguous: high; else by
 * confidence.
 */
export function severityOf(
  finding: Pick<Attribution, 'environment' | 'provider' | 'candidates' | 'confidence'>,
  state: Finding['validity']['state'],
): Severity {
  if (state === 'inactive') return 'info';
  if (finding.environment === 'test') return state === 'active' ? 'medium' : 'low';
  if (state === 'active') return 'critical';
  // What a rule of a configuration finds names no vendor and is no doubt between vendors: its confidence counts.
  if (finding.provider === null && finding.candidates.length > 0) return 'high';
  return finding.confidence === 'high' ? 'critical' : finding.confidence === 'medium' ? 'high' : 'medium';
}

/** In code units: the same on every machine and locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byPlace(a: LocatedSighting, b: LocatedSighting): number {
  return (
    a.where.root - b.where.root ||
    compareText(a.where.path ?? '', b.where.path ?? '') ||
    a.sighting.startLine - b.sighting.startLine ||
    a.sighting.startColumn - b.sighting.startColumn ||
    compareText(a.sighting.encoding.join('\0'), b.sighting.encoding.join('\0')) ||
    compareText(a.where.git?.date ?? '', b.where.git?.date ?? '') ||
    compareText(a.where.git?.commit ?? a.where.git?.blob ?? '', b.where.git?.commit ?? b.where.git?.blob ?? '')
  );
}

function occurrenceOf({ sighting, where }: LocatedSighting): Occurrence {
  return {
    source: isInArchive(sighting.encoding) ? 'archive' : where.source,
    root: where.root,
    path: where.path,
    startLine: sighting.startLine,
    startColumn: sighting.startColumn,
    endLine: sighting.endLine,
    endColumn: sighting.endColumn,
    encoding: sighting.encoding,
    git: where.git ?? null,
    suppressed: null,
    allow: sighting.allow,
    excerpt: sighting.excerpt,
  };
}

/**
 * What all places of one key say together: the most confident provider, unless another place names a rival or another
 * provider, which makes the key ambiguous everywhere.
 */
function mergeAttributions(all: readonly Attribution[]): Attribution {
  const [only] = all;
  if (only !== undefined && all.length === 1 && isSettled(only)) return only;
  const best = all.toSorted(
    (a, b) =>
      Number(a.provider === null) - Number(b.provider === null) ||
      CONFIDENCE_RANK[a.confidence] - CONFIDENCE_RANK[b.confidence],
  );
  const first = best[0];
  if (first === undefined) throw new RangeError('A key without a place has no attribution.');
  const evidence = [...new Set(best.flatMap((one) => one.evidence))].slice(0, MAX_EVIDENCE);
  const rivalClear = all.some((one) => one.rivalClear);
  const contradicted =
    first.provider !== null &&
    all.some((one) => one.rivalClear || (one.provider !== null && one.provider !== first.provider));
  const workspaces = [...new Set(best.flatMap((one) => one.workspaces))].slice(0, MAX_WORKSPACES);
  if (!contradicted) return { ...first, evidence, rivalClear, workspaces };
  const likeliest = all.filter((one) => one.rivalClear);
  const candidates = [...new Set([...likeliest, ...best].flatMap((one) => one.candidates))];
  return {
    ...first,
    rule: ambiguousRule,
    provider: null,
    candidates,
    confidence: 'medium',
    evidence,
    rivalClear,
    workspaces,
  };
}

/** Whether what one place says needs no merging: most keys have one, and nobody else's claims them. */
function isSettled({ provider, rivalClear, evidence, workspaces }: Attribution): boolean {
  return (
    !(provider !== null && rivalClear) &&
    evidence.length <= MAX_EVIDENCE &&
    workspaces.length <= MAX_WORKSPACES &&
    new Set(evidence).size === evidence.length &&
    new Set(workspaces).size === workspaces.length
  );
}
