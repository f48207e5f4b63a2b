import type { ScanResult } from '@keyturn/scanner';
import { leavesOut, passesFloors } from './config.ts';
import type { Config, Taken } from './config.ts';

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
