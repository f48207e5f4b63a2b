import type { Contender } from '../contender.ts';
import { measure, type MeasureOptions, type Run } from './measure.ts';

export interface InterleaveOptions extends MeasureOptions {
  /** Rounds that count. */
  readonly runs: number;
  /** Milliseconds: whoever took longer in the warm-up is not run again, and that run is its figure. */
  readonly slowMs: number;
  /** Told before each run. */
  readonly say?: (message: string) => void;
}

/** What became of one contender. */
export interface Outcome {
  readonly contender: Contender;
  /** Those that count, in the order of the rounds. */
  readonly runs: Run[];
  /** Whether the warm-up stands for all rounds. */
  readonly isSlow: boolean;
}

/**
 * Runs everyone once to warm up, then round after round (A B C A B C …), so that whatever else the machine does meets all of
 * them alike. One at a time.
 * @throws Error when a program cannot be started, or when `signal` was aborted
 */
export async function interleave(contenders: readonly Contender[], options: InterleaveOptions): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const contender of contenders) {
    options.say?.(`warm-up: ${contender.id}`);
    const warmUp = await measure(contender.command, options);
    const isSlow = warmUp.wallMs > options.slowMs || warmUp.timedOut;
    outcomes.push({ contender, runs: isSlow ? [warmUp] : [], isSlow });
  }
  for (let round = 1; round <= options.runs; round += 1) {
    for (const { contender, runs, isSlow } of outcomes) {
      if (!isSlow) {
        options.say?.(`run ${round} of ${options.runs}: ${contender.id}`);
        runs.push(await measure(contender.command, options));
      }
    }
  }
  return outcomes;
}
