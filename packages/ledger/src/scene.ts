import type { SightedKey, SightedOccurrence } from './sighted.ts';

/** Where a batch belongs. */
export interface Scene {
  readonly auditId: number;
  /** ISO 8601: when the audit began. */
  readonly startedAt: string;
  readonly targetId: number;
  readonly targetName: string;
  readonly scope: string;
}

/** A place with what makes it the same place tomorrow: a digest without lines, which edits above move. */
export interface PlacedOccurrence {
  readonly key: SightedKey;
  readonly occurrence: SightedOccurrence;
  readonly ordinal: number;
  readonly digest: string;
}
