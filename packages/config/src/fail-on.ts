/** Which findings make a scan fail: `any`, `live`, `severity:LEVEL`, `confidence:LEVEL`. */
import type { Confidence, Finding, Severity } from '@keyturn/scanner';

const CONFIDENCES: readonly Confidence[] = ['low', 'medium', 'high'];
const SEVERITIES: readonly Severity[] = ['info', 'low', 'medium', 'high', 'critical'];

const FAIL_ON = /^(?:any|live|severity:(?:critical|high|medium|low|info)|confidence:(?:high|medium|low))$/;

/** For messages about a wrong one. */
export const failOnChoices =
  'any, live, severity:LEVEL (critical, high, medium, low, info) or confidence:LEVEL (high, medium, low)';

export function isFailOn(text: string): boolean {
  return FAIL_ON.test(text);
}

/** Whether a finding is one to fail for. What is suppressed never is. @param failOn one that `isFailOn` */
export function failsOn(
  finding: Pick<Finding, 'suppressed' | 'validity' | 'severity' | 'confidence'>,
  failOn: string,
): boolean {
  if (finding.suppressed !== null) return false;
  if (failOn === 'any') return true;
  if (failOn === 'live') return finding.validity.state !== 'inactive';
  const [kind, level = ''] = failOn.split(':');
  return kind === 'severity'
    ? SEVERITIES.indexOf(finding.severity) >= SEVERITIES.indexOf(level as Severity)
    : CONFIDENCES.indexOf(finding.confidence) >= CONFIDENCES.indexOf(level as Confidence);
}
