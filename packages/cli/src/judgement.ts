import { leavesOut, passesFloors } from '@keyturn/config';
import type { Config } from '@keyturn/config';
import { providers } from '@keyturn/providers';
import type { Provider } from '@keyturn/providers';
import type { Narrowing } from '@keyturn/report';
import { KeyturnError } from '@keyturn/scanner';
import type { Confidence, Finding, ScanResult, Severity } from '@keyturn/scanner';
import { ExitCode } from './exit-code.ts';

const CONFIDENCES: readonly Confidence[] = ['low', 'medium', 'high'];
const SEVERITIES: readonly Severity[] = ['info', 'low', 'medium', 'high', 'critical'];

/** Takes away what the configuration leaves out, and returns what that is: it is told in every report. */
export function narrow(result: ScanResult, config: Config | undefined, isFiltered: boolean): Narrowing[] {
  if (config === undefined) return [];
  const before = result.findings.length;
  const kept = result.findings.flatMap((finding) => {
    if (!passesFloors(config, finding)) return [];
    if (isFiltered) return [finding];
    // History and the index are read whole, and what stands at an excluded path is taken out here.
    const occurrences = finding.occurrences.filter(({ path }) => path === null || leavesOut(config, path) === null);
    return occurrences.length === 0 ? [] : [{ ...finding, occurrences }];
  });
  result.findings.splice(0, before, ...kept);
  return config.taken.map((taken) => ({ ...taken }));
}

/**
 * Keeps what the user asked to see.
 *
 * @param own the providers of the configuration
 * @throws KeyturnError `usage` for a provider that is not known
 */
export function selectFindings(
  result: ScanResult,
  options: { provider?: readonly string[]; minConfidence?: Confidence },
  own: readonly Provider[] = [],
): void {
  const { provider: wanted, minConfidence } = options;
  const known = [...new Set([...providers, ...own].map(({ id }) => id))];
  for (const id of wanted ?? []) {
    if (!known.includes(id)) throw new KeyturnError('usage', `There is no provider ${id}. Known: ${known.join(', ')}.`);
  }
  const keep = (finding: Finding): boolean =>
    (wanted === undefined ||
      wanted.includes(finding.provider ?? '') ||
      (finding.provider === null && finding.candidates.some((id) => wanted.includes(id)))) &&
    (minConfidence === undefined || CONFIDENCES.indexOf(finding.confidence) >= CONFIDENCES.indexOf(minConfidence));
  const kept = result.findings.filter(keep);
  result.findings.splice(0, result.findings.length, ...kept);
}

/** The exit code: findings that count, else gaps in the coverage, else clean. */
export function exitCodeOf(result: ScanResult, failOn: string): number {
  if (result.findings.some((finding) => finding.suppressed === null && counts(finding, failOn))) {
    return ExitCode.findings;
  }
  return result.coverage.complete ? ExitCode.clean : ExitCode.incomplete;
}

function counts(finding: Finding, failOn: string): boolean {
  if (failOn === 'any') return true;
  if (failOn === 'live') return finding.validity.state !== 'inactive';
  const [kind, level = ''] = failOn.split(':');
  return kind === 'severity'
    ? SEVERITIES.indexOf(finding.severity) >= SEVERITIES.indexOf(level as Severity)
    : CONFIDENCES.indexOf(finding.confidence) >= CONFIDENCES.indexOf(level as Confidence);
}
