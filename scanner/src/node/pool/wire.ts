/** What threads send each other. */
import type { Whereabouts } from '../../collect.ts';
import type { Coverage } from '../../model.ts';
import type { PathFilterSettings } from '../files/path-filter.ts';
import type { WireSightings } from '../wire-sightings.ts';
import type { CustomRules } from './custom-rules.ts';

export interface WorkerSettings {
  /** How many threads get these settings. */
  readonly threads: number;
  readonly memory: SharedArrayBuffer;
  readonly roots: readonly string[];
  /** The fingerprint's HMAC key, or null for the unkeyed form. */
  readonly fingerprintKey: string | null;
  /** What a configuration adds to our own rules, or null. */
  readonly custom: CustomRules | null;
  readonly ignoreRepositories: boolean;
  /** In bytes, or null. */
  readonly maxFileSize: number | null;
  readonly filter: PathFilterSettings | null;
  readonly opensArchives: boolean;
}

export type WorkerMessage =
  | { readonly kind: 'found'; readonly found: WireSightings; readonly where: readonly Whereabouts[] }
  | { readonly kind: 'repository'; readonly root: number; readonly directory: string }
  | { readonly kind: 'done'; readonly coverage: Coverage };
