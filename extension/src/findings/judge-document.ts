/** One document's sightings become findings, marked by whatever suppresses them. */
import { applyBaseline, suppressByConfig, suppressInline } from '@keyturn/config';
import type { BaselineEntry, ConfigSuppression } from '@keyturn/config';
import { FindingCollector } from '@keyturn/scanner';
import type { AllowTool, Finding, Sighting } from '@keyturn/scanner';

/** What a folder says about its keys. */
export interface FolderRules {
  readonly baseline: readonly BaselineEntry[];
  readonly suppressions: readonly ConfigSuppression[];
  readonly honour: readonly AllowTool[];
}

export const NO_RULES: FolderRules = { baseline: [], suppressions: [], honour: [] };

/**
 * The findings of one document, suppressed ones with their marks.
 *
 * @param path relative to the folder whose rules these are, with `/`; null where the document has none
 */
export function judgeDocument(
  sightings: readonly Sighting[],
  path: string | null,
  { baseline, suppressions, honour }: FolderRules,
  now: Date,
): { findings: Finding[]; notices: readonly string[] } {
  if (sightings.length === 0) return { findings: [], notices: [] };
  const collector = new FindingCollector();
  for (const sighting of sightings) collector.add({ sighting, where: { source: 'file', root: 0, path } });
  const findings = collector.findings();
  const inline = suppressInline(findings, { now, honour });
  suppressByConfig(findings, suppressions, now);
  applyBaseline(findings, baseline);
  return { findings, notices: inline.notices };
}
