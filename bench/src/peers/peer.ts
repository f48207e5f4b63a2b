/** What a peer is pointed at. */
export interface Target {
  /** A folder of files, or a repository. */
  readonly path: string;
  /** The folder that the peer's `prepare` wrote its rules to. */
  readonly rules: string;
}

/** One way of calling a peer. */
export interface Invocation {
  /** Tells variants of one peer apart; left out where there is one. */
  readonly variant?: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that say that the work was done, with or without findings. */
  readonly expectedExits: readonly number[];
  /** How many findings its standard output tells of; left out where it tells something else. */
  readonly found?: (stdout: string) => number;
}

/** A program that we are measured beside. */
export interface Peer {
  readonly id: string;
  /** The name of the program, without `.exe`. */
  readonly executable: string;
  /** Prints the version and ends. */
  readonly versionArgs: readonly string[];
  /** Scans what `git log -p` prints, which ends at the first blob that is missing. */
  readonly readsLog?: boolean;
  /** Says nothing on standard error unless something went wrong. */
  readonly isSilent?: boolean;
  /** Takes minutes where others take seconds, so it is given a part of the files only. */
  readonly isSlow?: boolean;
  /** Writes whatever the peer needs to know our four rules into an existing folder. */
  prepare?(rules: string, program: string): void | Promise<void>;
  files?(target: Target): readonly Invocation[];
  history?(target: Target): readonly Invocation[];
}

/** How often a piece of text occurs. */
export function occurrences(text: string, piece: string): number {
  return text.split(piece).length - 1;
}
