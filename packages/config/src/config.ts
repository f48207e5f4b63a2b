/** A configuration with its meaning: patterns compiled, dates still to be judged, nothing of YAML left. */
import type { Confidence, Provider } from '@keyturn/providers';
import type { AllowTool, Severity, PathMatcher } from '@keyturn/scanner';
import type { RuleDefinition } from '@keyturn/scanner/rules';
import type { AuditConfig, TargetConfig } from './audit-schema.ts';
import type { HygieneConfig } from './schema.ts';
import type { ConfigSuppression } from './suppress/suppress-by-config.ts';

/** The name of a tree's configuration, in its root. */
export const CONFIG_NAME = 'keyturn.yaml';

export interface PathPattern {
  readonly pattern: string;
  readonly fits: PathMatcher;
  /** The file that says so. */
  readonly by: string;
}

/** Something that a configuration takes away; goes into the report's coverage as it is. */
export interface Taken {
  readonly by: string;
  readonly what: 'include' | 'exclude' | 'severity' | 'confidence' | 'baseline';
  readonly detail: string;
}

export interface Config {
  readonly include: readonly PathPattern[];
  readonly exclude: readonly PathPattern[];
  readonly minSeverity: Severity;
  readonly minConfidence: Confidence;
  readonly suppressions: readonly ConfigSuppression[];
  /** Absolute where the user's own configuration says it, else relative to the tree's root; null: `.keyturn-baseline`, if it is there. */
  readonly baseline: string | null;
  readonly honour: readonly AllowTool[];
  /** Checked; data, so that every thread can compile them. */
  readonly rules: readonly RuleDefinition[];
  readonly providers: readonly Provider[];
  /** TOML files to import rules from; absolute where the user's own configuration names them. */
  readonly importRules: readonly string[];
  /** Sentences: what was passed over, and why. */
  readonly notices: readonly string[];
  readonly taken: readonly Taken[];
  /** What only the user's own configuration can say; null for a tree's. */
  readonly own: OwnConfig | null;
}

export interface OwnConfig {
  readonly verify: boolean;
  readonly verifyAs: readonly string[];
  readonly workspaces: readonly string[];
  readonly endpoints: Readonly<Record<string, string>>;
  readonly targets: readonly TargetConfig[];
  readonly audit: AuditConfig;
  /** With their probes. */
  readonly providers: readonly Provider[];
  readonly hygiene: HygieneConfig;
  /** `ledger`, or an absolute path; null where nothing is said. */
  readonly inventory: string | null;
}

const SEVERITIES: readonly Severity[] = ['info', 'low', 'medium', 'high', 'critical'];
const CONFIDENCES: readonly Confidence[] = ['low', 'medium', 'high'];

/** Both together: lists add up, the higher floor holds, and the tree's baseline comes before the user's. */
export function combine(own: Config, tree: Config): Config {
  const ownIds = new Set(own.providers.map(({ id }) => id));
  const passedOver = tree.providers.filter(({ id }) => ownIds.has(id));
  const higher = <T>(order: readonly T[], a: T, b: T): T => (order.indexOf(a) > order.indexOf(b) ? a : b);
  return {
    include: [...own.include, ...tree.include],
    exclude: [...own.exclude, ...tree.exclude],
    minSeverity: higher(SEVERITIES, own.minSeverity, tree.minSeverity),
    minConfidence: higher(CONFIDENCES, own.minConfidence, tree.minConfidence),
    suppressions: [...own.suppressions, ...tree.suppressions],
    baseline: tree.baseline ?? own.baseline,
    honour: [...new Set([...own.honour, ...tree.honour])],
    rules: [...own.rules, ...tree.rules],
    // Nothing that a tree says may pass for one of the user's own providers, which have probes.
    providers: [...own.providers, ...tree.providers.filter(({ id }) => !ownIds.has(id))],
    importRules: [...own.importRules, ...tree.importRules],
    notices: [
      ...own.notices,
      ...tree.notices,
      ...passedOver.map(({ id }) => `The scanned tree’s provider ${id} is passed over: your own has that name.`),
    ],
    taken: [...own.taken, ...tree.taken],
    own: own.own ?? tree.own,
  };
}

/** Why a path is not scanned: the pattern that excludes it, or the lack of one that includes it; null where it is. */
export function leavesOut(
  config: Pick<Config, 'include' | 'exclude'>,
  path: string,
): PathPattern | 'not included' | null {
  const excluded = config.exclude.find(({ fits }) => fits(path));
  if (excluded !== undefined) return excluded;
  return config.include.length === 0 || config.include.some(({ fits }) => fits(path)) ? null : 'not included';
}

/** Whether a finding lies above both floors. */
export function passesFloors(
  config: Pick<Config, 'minSeverity' | 'minConfidence'>,
  finding: { severity: Severity; confidence: Confidence },
): boolean {
  return (
    SEVERITIES.indexOf(finding.severity) >= SEVERITIES.indexOf(config.minSeverity) &&
    CONFIDENCES.indexOf(finding.confidence) >= CONFIDENCES.indexOf(config.minConfidence)
  );
}

/** Whether every finding lies above both floors, whatever it is. */
export function hasNoFloor({ minSeverity, minConfidence }: Pick<Config, 'minSeverity' | 'minConfidence'>): boolean {
  return minSeverity === SEVERITIES[0] && minConfidence === CONFIDENCES[0];
}
