/** One document's sightings become findings, marked by whatever suppresses them. */
import { applyBaseline, leavesOut, passesFloors, suppressByConfig, suppressInline } from '@keyturn/config';
import type { BaselineEntry, Config } from '@keyturn/config';
import { FindingCollector } from '@keyturn/scanner';
import type { Finding, Sighting } from '@keyturn/scanner';
import type { CompiledCustomRules } from '@keyturn/scanner/node';

/** What a folder says about its keys. */
export interface FolderRules {
  readonly baseline: readonly BaselineEntry[];
  readonly config: Config | undefined;
  /** What the configuration adds to our own rules: the sightings have to come from a scanner that has it. */
  readonly custom: CompiledCustomRules | null;
}

export const NO_RULES: FolderRules = { baseline: [], config: undefined, custom: null };

/** Whether a scan would look at a path at all. */
export function isLookedAt({ config }: Pick<FolderRules, 'config'>, path: string | null): boolean {
  return config === undefined || path === null || leavesOut(config, path) === null;
}

/**
 * The findings of one document, as a scan of its folder has them; suppressed ones with their marks.
 *
 * @param path relative to the folder whose rules these are, with `/`; null where the document has none
 */
export function judgeDocument(
  sightings: readonly Sighting[],
  path: string | null,
  { baseline, config }: FolderRules,
  now: Date,
): { findings: Finding[]; notices: readonly string[] } {
  if (sightings.length === 0 || !isLookedAt({ config }, path)) return { findings: [], notices: [] };
  const collector = new FindingCollector();
  for (const sighting of sightings) collector.add({ sighting, where: { source: 'file', root: 0, path } });
  const all = collector.findings();
  const findings = config === undefined ? all : all.filter((finding) => passesFloors(config, finding));
  const inline = suppressInline(findings, { now, honour: config?.honour ?? [] });
  suppressByConfig(findings, config?.suppressions ?? [], now);
  applyBaseline(findings, baseline);
  return { findings, notices: inline.notices };
}
