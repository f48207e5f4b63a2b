/** Packs, as who opens them and as the threads that read them know them. */
import type { PackIndex } from './pack-index.ts';

/** A pack with its index, checked as far as its index goes. */
export interface OpenPack {
  readonly path: string;
  readonly index: PackIndex;
  /** Offset of the end of the last object. */
  readonly end: number;
}

/** A pack as threads read it. */
export interface PackPart {
  /** Its descriptor: opened once for all threads, so that a pack that git takes away meanwhile is still read. */
  readonly file: number;
  /** Its objects are `first` to `last` (exclusive) of all. */
  readonly first: number;
  readonly last: number;
  /** Offset of the end of the last object. */
  readonly end: number;
}
