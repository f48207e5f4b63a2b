/** What a command used, or null where it could not be had. */
export interface Usage {
  /** Milliseconds. time(1) and /proc count in steps of 10 ms. */
  readonly userMs: number | null;
  readonly systemMs: number | null;
  /** Bytes of the largest single process among the command and its descendants. */
  readonly peakRssBytes: number | null;
}
