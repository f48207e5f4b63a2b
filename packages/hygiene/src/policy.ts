/** When a key is too old, as figures that somebody stands behind, and as the user sets them. */
import type { KeyFacts } from './facts.ts';

/** All in days. */
export interface Thresholds {
  /** The age at which a key is to be replaced. */
  readonly rotateDays: number;
  /** How long before that it is told. */
  readonly warnDays: number;
  readonly expiresSoonDays: number;
  /** For how long a key may go unused. */
  readonly unusedDays: number;
  /** For how long an old key may work beside its successor. */
  readonly overlapDays: number;
}

/** Other figures for some keys; all that is said has to fit. */
export interface PolicyRule extends Partial<Thresholds> {
  readonly provider?: string;
  readonly environment?: string;
  readonly scope?: string;
}

export interface Policy extends Thresholds {
  /** The last that fits counts. */
  readonly rules: readonly PolicyRule[];
}

export interface Preset {
  /** Who says so, and where. */
  readonly source: string;
  readonly thresholds: Partial<Thresholds>;
}

export type PresetName = 'cis-aws' | 'aws-config' | 'github' | 'gitlab' | 'nist-800-57';

const cis = { rotateDays: 90, unusedDays: 45 };

export const presets: Readonly<Record<PresetName, Preset>> = {
  'cis-aws': {
    source: 'CIS AWS Foundations: rotate at 90 days or sooner, disable what has been unused for 45',
    thresholds: cis,
  },
  'aws-config': { source: 'AWS Config, access-keys-rotated: 90 days', thresholds: { rotateDays: 90 } },
  github: {
    source: 'GitHub, fine-grained tokens: 366 days at most by default, unused for a year is revoked',
    thresholds: { rotateDays: 366, unusedDays: 365 },
  },
  gitlab: { source: 'GitLab tokens: 365 days at most', thresholds: { rotateDays: 365 } },
  'nist-800-57': {
    source: 'NIST SP 800-57 Part 1 Revision 5: 2 years at most for a symmetric authentication key',
    thresholds: { rotateDays: 730 },
  },
};

/** CIS's figures; the lead times are ours. */
export const defaultPolicy: Policy = {
  ...cis,
  warnDays: 14,
  expiresSoonDays: 30,
  overlapDays: 7,
  rules: [],
};

/** A preset's figures over the defaults, and the user's own over both. */
export function policyOf(preset: PresetName | undefined, own: Partial<Policy>): Policy {
  return { ...defaultPolicy, ...(preset !== undefined && presets[preset].thresholds), ...own };
}

/** The figures that hold for one key. */
export function thresholdsFor({ provider, environment, entry }: KeyFacts, policy: Policy): Thresholds {
  if (policy.rules.length === 0) return policy;
  const { rules, ...thresholds } = policy;
  const fits = ({ provider: of, environment: where, scope }: PolicyRule): boolean =>
    (of === undefined || of === provider) &&
    (where === undefined || where === entry?.environment || where === environment) &&
    (scope === undefined || entry?.scopes?.includes(scope) === true);
  return Object.assign(thresholds, ...rules.filter(fits)) as Thresholds;
}
