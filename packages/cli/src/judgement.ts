import { failsOn } from '@keyturn/config';
import { providers } from '@keyturn/providers';
import type { Provider } from '@keyturn/providers';
import { KeyturnError } from '@keyturn/scanner';
import type { Confidence, Finding, ScanResult } from '@keyturn/scanner';
import { ExitCode } from './exit-code.ts';

const CONFIDENCES: readonly Confidence[] = ['low', 'medium', 'high'];

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
  if (result.findings.some((finding) => failsOn(finding, failOn))) return ExitCode.findings;
  return result.coverage.complete ? ExitCode.clean : ExitCode.incomplete;
}
