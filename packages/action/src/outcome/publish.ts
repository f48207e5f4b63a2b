/** Shows a result to people and to the steps that follow. Works without a token. */
import type { ReportInput } from '@keyturn/report';
import type * as GitHubTeller from '../github/tell-github.ts';
import type { Inputs } from '../inputs/read-inputs.ts';
import { ANNOTATIONS_PER_STEP } from '../log.ts';
import type { Log } from '../log.ts';
import type { Annotation } from './annotations.ts';
import type { Outcome } from './outcome.ts';
import { writeOutputs, writeReport, writeSummary } from './files.ts';
import { MOST_RESULTS, sarifRuns } from './sarif-runs.ts';
import { summaryOf } from './summary.ts';

/** GitHub takes a mebibyte a step. */
const SUMMARY_BYTES = 1_000_000;
/** Notices that are annotations; the others are lines of the log. */
const NOTICES_SHOWN = 8;

/** Loaded when it is needed: the first line of the log is not to wait for it, and what scans is not, either. */
const loadTeller = (): Promise<typeof GitHubTeller> => import('../github/tell-github.ts');
const tells = ({ token, comment, checkRun, sarif }: Inputs): boolean =>
  token !== '' && (comment || checkRun || sarif === 'upload');

/** Loads what will be needed while the process has to wait for git. */
export function prepareToPublish(inputs: Inputs): void {
  if (tells(inputs)) void loadTeller();
}

export async function publish(outcome: Outcome): Promise<void> {
  const { log, runner, inputs, report, annotations, added, notices } = outcome;
  const { findings, coverage } = report.result;
  annotate(log, annotations);
  if (!coverage.complete) {
    const gaps = Object.entries(coverage.skippedTotal).map(([reason, total]) => `${total} ${reason}`);
    log.annotate(
      'error',
      'Incomplete',
      `Not all could be searched: ${gaps.join(', ')}. This is never reported as clean.`,
    );
  }
  if (added.length > 0) {
    const counts = inputs.allowNewSuppressions
      ? 'they count, because allow-new-suppressions is set'
      : 'they do not count without allow-new-suppressions';
    log.annotate(
      'warning',
      'New suppressions',
      `${added.length} places are suppressed by the change itself; ${counts}.`,
    );
  }
  for (const sentence of notices.slice(0, NOTICES_SHOWN)) log.annotate('notice', 'Keyturn', sentence);
  for (const sentence of notices.slice(NOTICES_SHOWN)) log.line(`notice: ${sentence}`);

  const open = findings.filter(({ suppressed }) => suppressed === null);
  const reportPath = await writeReport(runner.temp, 'json', report);
  const located = sarifReport(outcome);
  const sarifPath = inputs.sarif === 'none' ? '' : await writeReport(runner.temp, 'sarif', located);
  writeOutputs(runner, {
    findings: String(open.length),
    active: String(findings.filter(({ validity }) => validity.state === 'active').length),
    'report-path': reportPath,
    'sarif-path': sarifPath,
    coverage: coverage.complete ? 'complete' : 'incomplete',
  });
  const summary = { report, positions: outcome.positions, added, mayAdd: inputs.allowNewSuppressions };
  writeSummary(runner, await summaryOf(summary, SUMMARY_BYTES));
  if (tells(inputs)) await (await loadTeller()).tellGitHub(outcome, summary);
  log.line(
    open.length === 0
      ? `Keyturn: no keys found${coverage.complete ? '' : ', and the coverage is incomplete'}`
      : `Keyturn: ${open.length} ${open.length === 1 ? 'key' : 'keys'} found`,
  );
}

function annotate(log: Log, annotations: readonly Annotation[]): void {
  const fits = annotations.length <= ANNOTATIONS_PER_STEP;
  const shown = annotations.slice(0, fits ? ANNOTATIONS_PER_STEP : ANNOTATIONS_PER_STEP - 1);
  for (const { level, title, message, place } of shown) log.annotate(level, title, message, place);
  const rest = annotations.slice(shown.length);
  if (rest.length === 0) return;
  const [worst] = rest;
  log.annotate(
    worst?.level ?? 'error',
    'Keyturn',
    `and ${rest.length} more places: the job’s summary and the report list them.`,
  );
  log.group(
    `${rest.length} more places`,
    rest.map(
      ({ level, title, message, place }) =>
        `${level}: ${place === null ? '' : `${place.file}:${place.line}: `}${title}: ${message}`,
    ),
  );
}

/** The SARIF file, which a step of its own may upload: in runs, as code scanning takes them. */
function sarifReport({ report, positions: { result }, inputs, log }: Outcome): ReportInput {
  const left = result.findings.length - MOST_RESULTS;
  if (inputs.sarif === 'file' && left > 0) {
    const sentence = `The SARIF file holds what code scanning takes: ${left} findings, the least serious, were left out.`;
    log.annotate('notice', 'Keyturn', sentence);
  }
  return { ...report, result, sarifRuns: sarifRuns(result.findings.slice(0, MOST_RESULTS), inputs.path) };
}
