/** What every format is given and what it gives: findings in, text out in pieces. */
import type { Provider } from '@keyturn/providers';
import type { Finding, ScanResult } from '@keyturn/scanner';

export type Format = 'text' | 'json' | 'jsonl' | 'sarif' | 'csv' | 'junit' | 'markdown' | 'html' | 'github';

/** In the order in which help lists them. */
export const formatNames: readonly Format[] = [
  'text',
  'json',
  'jsonl',
  'sarif',
  'csv',
  'junit',
  'markdown',
  'html',
  'github',
];

/** Something that a configuration took away from the scan: no gap in the coverage, and never unsaid. */
export interface Narrowing {
  /** The file that says so, or the flag. */
  readonly by: string;
  readonly what: 'include' | 'exclude' | 'severity' | 'confidence' | 'suppression' | 'baseline' | 'provider';
  /** The pattern, the level, the fingerprint: as written. */
  readonly detail: string;
  /** How many files or places it took away, where that is known. */
  readonly count?: number;
}

/** A part of a result that stands in a run of its own. */
export interface SarifRun {
  /** Tells the run from others of the same commit: GitHub replaces what it has of a category. */
  readonly category: string;
  readonly findings: readonly Finding[];
}

export interface ReportInput {
  /** Findings sorted, marked and judged. */
  readonly result: ScanResult;
  readonly tool: { readonly name: 'keyturn'; readonly version: string };
  readonly elapsedMs: number;
  /** Shows what is suppressed like everything else, with its mark. */
  readonly showSuppressed?: boolean;
  /** Sentences for whoever reads the result: an entry that no longer occurs, a suppression that has expired. */
  readonly notices?: readonly string[];
  readonly narrowed?: readonly Narrowing[];
  /** Keys, and suppressed places, that Markdown lists where the room is limited; the others are counted. */
  readonly mostListed?: number;
  /** The user's own providers, whose rotation steps are shown like ours. */
  readonly providers?: readonly Provider[];
  /** How SARIF divides the findings, for whoever takes only so many in a run; without it there is one run. */
  readonly sarifRuns?: readonly SarifRun[];
  /** The runner's workspace (`GITHUB_WORKSPACE`): annotations name files relative to it. */
  readonly workspace?: string;
}

/** How the text format may dress itself. */
export interface TextStyle {
  readonly colour: boolean;
  readonly hyperlinks: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

/** Takes a piece of the output; all pieces in order are the document. */
export type Sink = (text: string) => void;

export interface Formatter {
  /** Calls the sink with pieces, so that a large result never stands in one string. */
  write(input: ReportInput, sink: Sink, style?: TextStyle): void;
}
