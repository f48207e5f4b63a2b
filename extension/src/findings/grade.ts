import type { Finding } from '@keyturn/scanner';

const ORDER = ['error', 'warning', 'information'] as const;
export type Grade = (typeof ORDER)[number];

/**
 * How loudly a key is told: an error for one live provider's, a warning where the vendor is not clear, information for a
 * test key, one that is proven dead, or one where it may be, in a file that git ignores.
 */
export function gradeOf(finding: Pick<Finding, 'environment' | 'provider' | 'validity'>, isIgnored: boolean): Grade {
  if (finding.validity.state === 'active') return 'error';
  if (isIgnored || finding.environment === 'test' || finding.validity.state === 'inactive') return 'information';
  return finding.provider === null ? 'warning' : 'error';
}

/** The loudest of some. */
export function loudest(grades: readonly Grade[]): Grade {
  return ORDER.find((grade) => grades.includes(grade)) ?? 'information';
}
