import type { Voice } from './voice.ts';

/** How files of one kind are written: a head once, then as many blocks as the wished size takes. */
export interface Language {
  /** Without the dot. */
  readonly extension: string;
  /** How often such files occur, relative to the others. */
  readonly weight: number;
  /** Ends with a line feed, or is empty. */
  head(voice: Voice): string;
  /** One or several whole lines, line feeds included. */
  block(voice: Voice): string;
}
