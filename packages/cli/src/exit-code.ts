/** What the exit codes mean, on every command. */
export const ExitCode = {
  clean: 0,
  findings: 1,
  /** Wrong usage, wrong configuration, or a failure: nothing can be said. */
  failure: 2,
  /** No finding, but not all that was asked for could be searched. */
  incomplete: 3,
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
