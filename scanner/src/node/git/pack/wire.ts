/** What the threads of a history scan send each other. */
import type { PackPart } from './pack-files.ts';
import type { WireSightings } from '../../wire-sightings.ts';
import type { MemoryLayout } from './memory.ts';
import type { LinkReport, LinkTasks } from './links.ts';
import type { NamedBases, ReadTask, SearchTasks } from './tasks.ts';

/** What a thread works on. */
export interface ThreadPlace {
  readonly memory: WebAssembly.Memory;
  readonly layout: MemoryLayout;
  readonly counters: SharedArrayBuffer;
  /** Which region is this thread's. */
  readonly thread: number;
  readonly packs: readonly PackPart[];
  /** Families that take more bytes of packs are read object by object. */
  readonly mostAtOnce: number;
}

export interface BeginOrder extends ThreadPlace {
  readonly kind: 'begin';
  readonly module: WebAssembly.Module;
  /** The fingerprint's HMAC key, or null for the unkeyed form. */
  readonly fingerprintKey: string | null;
  /** Whether keys are looked for inside encoded text as well. */
  readonly decodes: boolean;
}

export interface ReadOrder {
  readonly kind: 'read';
  readonly tasks: readonly ReadTask[];
  readonly hashBytes: number;
}

export interface WalkOrder extends SearchTasks {
  readonly kind: 'walk';
}

export interface LinkOrder extends LinkTasks {
  readonly kind: 'link';
}

/** There is nothing more to do. It is not answered: the thread ends. */
export interface EndOrder {
  readonly kind: 'end';
}

export type PackOrder = BeginOrder | ReadOrder | WalkOrder | LinkOrder | EndOrder;

export type PackReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'read'; readonly named: readonly NamedBases[] }
  | { readonly kind: 'linked'; readonly report: LinkReport }
  | {
      readonly kind: 'walked';
      readonly found: readonly { readonly index: number; readonly sightings: WireSightings }[];
      readonly unread: readonly number[];
      readonly archives: readonly number[];
      readonly objects: number;
      readonly bytes: number;
    };
