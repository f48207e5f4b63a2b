/** What a run comes to, for all that shows it. */
import type { ReportInput } from '@keyturn/report';
import type { Event } from '../event/event.ts';
import type { Inputs } from '../inputs/read-inputs.ts';
import type { Log } from '../log.ts';
import type { NewSuppression } from '../rules/suppress.ts';
import type { Runner } from '../runner.ts';
import type { Annotation } from './annotations.ts';
import type { Positions } from './positions.ts';

export interface Outcome {
  readonly log: Log;
  readonly runner: Runner;
  readonly inputs: Inputs;
  readonly event: Event;
  readonly report: ReportInput;
  readonly positions: Positions;
  readonly annotations: readonly Annotation[];
  readonly added: readonly NewSuppression[];
  readonly notices: readonly string[];
  /** Findings are there that the run fails for. */
  readonly fails: boolean;
}
