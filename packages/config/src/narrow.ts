import type { ScanResult } from '@keyturn/scanner';
import { leavesOut, passesFloors } from './config.ts';
import type { Config, PathPattern, Taken } from './config.ts';

/** Which files a scan looks at, in its own words. */
export interface ConfiguredFilter {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** The folder that the patterns are relative to. */
  readonly anchor: string;
}

/** What a configuration lets a scan of files look at; nothing where there is none. @param root where its patterns begin */
export function filterOf(config: Config | undefined, root: string): { readonly filter?: ConfiguredFilter } {
  if (config === undefined) return {};
  const patterns = (list: readonly PathPattern[]): string[] => list.map(({ pattern }) => pattern);
  return { filter: { include: patterns(config.include), exclude: patterns(config.exclude), anchor: root } };
}

/** Takes away what the configuration leaves out, and returns what that is: it is told in every report. */
export function narrow(result: ScanResult, config: Config | undefined, isFiltered: boolean): Taken[] {
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
