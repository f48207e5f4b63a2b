/** What is searched for keys, and what is known around it. */
import type { Mention } from '../attribute/vendor-names.ts';
import type { Opened } from '../decode/opened.ts';
import type { LineStart } from '../place/placer.ts';

/** What is known of the text beyond its bytes. */
export interface TextInfo {
  /** Relative path with `/`, for the vendors it names; null where there is none. */
  readonly path: string | null;
}

/** A place where the prefilter found an anchor, in the text's own offsets. */
export interface Hit {
  readonly offset: number;
  readonly anchor: number;
}

/** What a file too large to be held says as a whole; gathered window by window. */
export interface FileEvidence {
  /** Each vendor once for each kind. */
  readonly mentions: readonly Mention[];
}

/** What somebody remembers of a text, so that it need not be looked for in all of it. */
export interface TextMemory {
  /** The vendors that it names, ascending. */
  readonly mentionsIn: (text: () => string) => readonly Mention[];
  readonly lineStarts: readonly LineStart[];
}

/** A text, or what a decoder opened, with what is known around it. */
export interface Text {
  readonly bytes: Uint8Array;
  readonly info: TextInfo;
  readonly whole: FileEvidence | undefined;
  /** Who is named on the line of the run that it was opened from. */
  readonly line: readonly Mention[];
  readonly memory?: TextMemory | undefined;
  /** How it was opened. */
  readonly opened?: Opened;
}
