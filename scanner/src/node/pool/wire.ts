/** What threads send each other: findings without their wrapper, which is put back on arrival. */
import type { LocatedSighting, Whereabouts } from '../../collect.ts';
import type { Coverage, Sighting } from '../../model.ts';
import { Secret } from '../../secret.ts';
import type { PathFilterSettings } from '../files/path-filter.ts';
import type { CustomRules } from './custom-rules.ts';

/** A sighting as it crosses from thread to thread, within the process. */
export interface WireSighting {
  /** Its secret arrives as a mere object: nobody copies what is private to it. */
  readonly sighting: Sighting;
  readonly where: Whereabouts;
  readonly value: string;
  readonly prefixLength: number;
}

export interface WorkerSettings {
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
  | { readonly kind: 'found'; readonly found: readonly WireSighting[] }
  | { readonly kind: 'repository'; readonly root: number; readonly directory: string }
  | { readonly kind: 'done'; readonly coverage: Coverage };

export function toWire({ sighting, where }: LocatedSighting): WireSighting {
  const { secret } = sighting;
  return { sighting, where, value: secret.reveal(), prefixLength: secret.prefixLength };
}

export function fromWire({ sighting, where, value, prefixLength }: WireSighting): LocatedSighting {
  // Not into another object: of a hundred thousand, copying is what would take longest.
  return { sighting: Object.assign(sighting, { secret: new Secret(value, prefixLength) }), where };
}
