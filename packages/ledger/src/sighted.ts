/**
 * What the ledger is told. The shapes are those of `keyturn/findings@1`, where paths, refs and authors are already masked and
 * no value is left: the ledger takes nothing that knows one.
 */
import type {
  Confidence,
  Environment,
  GitPlace,
  OccurrenceSource,
  Place,
  Skip,
  Suppressed,
  Validity,
} from '@keyturn/scanner';

export interface SightedOccurrence extends Place, Partial<GitPlace> {
  readonly source: OccurrenceSource;
  readonly path: string | null;
  readonly encoding: readonly string[];
  readonly suppressed: Suppressed | null;
}

/** A key by its fingerprint, and whose it is. */
export interface KeyAttribution {
  readonly fingerprint: string;
  readonly rule: string;
  readonly provider: string | null;
  readonly candidates: readonly string[];
  readonly environment: Environment;
  readonly confidence: Confidence;
  readonly preview: string;
}

/** A key with all its places in one target. */
export interface SightedKey extends KeyAttribution {
  readonly occurrences: readonly SightedOccurrence[];
  readonly validity: Validity;
}

/** How completely a target was looked at. */
export interface TargetCoverage {
  readonly complete: boolean;
  readonly files: number;
  readonly bytes: number;
  readonly blobs: number;
  readonly commits: number;
  readonly skipped: readonly Skip[];
  readonly skippedTotal: Readonly<Record<string, number>>;
  /** What a configuration or a flag took away, in words. */
  readonly narrowed?: readonly string[];
}

/** An answer of a provider about a key that the ledger knows. */
export interface KeyVerdict {
  readonly fingerprint: string;
  readonly validity: Validity;
}
