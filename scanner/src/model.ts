/** The field's words as types: what a scan finds and how completely it looked. JSON-safe but for the secret. */
import type { Confidence, Environment } from '@keyturn/providers';
import type { Secret } from './secret.ts';
import type { AllowComment } from './suppress/inline.ts';

export type { AllowComment, AllowTool } from './suppress/inline.ts';

export type { Confidence, Environment } from '@keyturn/providers';

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';

export type OccurrenceSource = 'file' | 'git' | 'commit-message' | 'tag-message' | 'note' | 'archive' | 'stdin';

/** Who hides an occurrence, and why. A mark, never a removal. */
export interface Suppressed {
  readonly by: 'inline' | 'config' | 'baseline';
  readonly reason: string | null;
  readonly owner: string | null;
  readonly expires: string | null;
}

/** A place in a text: 1-based, columns in UTF-16 units, the end exclusive. */
export interface Place {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One place where a key stands. */
export interface Occurrence extends Place {
  readonly source: OccurrenceSource;
  /** Index into the result's roots. */
  readonly root: number;
  /** Relative to the root, `/` as separator; null where there is none. */
  readonly path: string | null;
  /** Outermost first. */
  readonly encoding: readonly string[];
  readonly git: GitPlace | null;
  suppressed: Suppressed | null;
  readonly allow: AllowComment | null;
  /** The key's line with every long random run masked, cut to a readable length; null where it was not kept. */
  readonly excerpt: Excerpt | null;
}

/** Where in history an occurrence was introduced. */
export interface GitPlace {
  readonly commit: string | null;
  readonly blob: string | null;
  readonly author: string | null;
  readonly authorEmail: string | null;
  /** The committer's date, ISO 8601. */
  readonly date: string | null;
  readonly refs: readonly string[];
  readonly removed: string | null;
}

/** A masked line, and where the masked key stands in it (UTF-16 units, 0-based, the end exclusive). */
export interface Excerpt {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export type ValidityState = 'active' | 'inactive' | 'unknown' | 'not-checked';

export interface Validity {
  readonly state: ValidityState;
  readonly reason: string;
  readonly checkedAt: string | null;
  readonly endpoint: string | null;
}

/** What is to be said of a key's life. */
export interface HygieneVerdict {
  readonly code: string;
  readonly message: string;
  /** What is known, and from where. */
  readonly evidence: string;
  /** `exact`: the facts say so. `bound`: they say at least so much. `likely`: as a rule it is so. */
  readonly certainty: 'exact' | 'bound' | 'likely';
  /** The day by which something is to be done, `2026-03-01` in UTC; null where there is none. */
  readonly due: string | null;
}

export interface FirstSeen {
  readonly commit: string;
  readonly date: string;
  readonly author: string;
  readonly path: string | null;
}

/** What the shape and the context say about whose key it is. */
export interface Attribution {
  readonly rule: string;
  /** Null while ambiguous. */
  readonly provider: string | null;
  /** Every vendor that shape and context allow, likeliest first. */
  readonly candidates: readonly string[];
  readonly environment: Environment;
  readonly confidence: Confidence;
  /** Why: short sentences, the strongest first. Never a part of the key. */
  readonly evidence: readonly string[];
  /** A rival is named on the key's own line, or only rivals are named: nobody may vouch for another vendor. */
  readonly rivalClear: boolean;
  /** Workspaces that the text names beside the key. From the scanned text: they may prove a key active, never dead. */
  readonly workspaces: readonly string[];
}

/** A key as the core reports it: one place in one fragment. */
export interface Sighting extends Attribution, Place {
  readonly secret: Secret;
  readonly fingerprint: string;
  /** Byte offsets in the fragment. */
  readonly start: number;
  readonly end: number;
  readonly encoding: readonly string[];
  readonly excerpt: Excerpt | null;
  /** The comment on its line or the one above that allows it, whosoever's and however valid. */
  readonly allow: AllowComment | null;
}

/** A key with all its places. */
export interface Finding extends Attribution {
  readonly fingerprint: string;
  readonly secret: Secret;
  readonly preview: string;
  severity: Severity;
  readonly occurrences: Occurrence[];
  firstSeen?: FirstSeen | null;
  atHead?: boolean;
  validity: Validity;
  readonly hygiene: HygieneVerdict[];
  suppressed: Suppressed | null;
}

export type SkipReason =
  | 'too-large'
  | 'unreadable'
  | 'binary'
  | 'encoding'
  | 'shallow'
  | 'missing-object'
  | 'corrupt'
  | 'encrypted'
  | 'limit'
  | 'vanished'
  | 'changed'
  | 'timeout';

export interface Skip {
  readonly where: string;
  readonly reason: SkipReason;
}

/** How completely it was looked. Travels beside the findings from the first step to the last. */
export interface Coverage {
  readonly complete: boolean;
  readonly files: number;
  readonly bytes: number;
  readonly blobs: number;
  readonly commits: number;
  /** At most 1,000 a reason, in order. */
  readonly skipped: readonly Skip[];
  readonly skippedTotal: Readonly<Partial<Record<SkipReason, number>>>;
}

/** The result of a scan, before anything marks or verifies it. */
export interface ScanResult {
  readonly roots: readonly string[];
  readonly findings: Finding[];
  readonly coverage: Coverage;
}
