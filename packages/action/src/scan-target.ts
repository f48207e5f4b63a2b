/** Scans what was asked for, and keeps what lies below the path. */
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { filterOf } from '@keyturn/config';
import type { Config } from '@keyturn/config';
import type { ScanResult } from '@keyturn/scanner';
import { CoverageMeter } from '@keyturn/scanner';
import { scanCommits, scanHistory } from '@keyturn/scanner/git';
import type { Repository } from '@keyturn/scanner/git';
import { scanFiles } from '@keyturn/scanner/node';
import type { CustomRules } from '@keyturn/scanner/node';

export type Target =
  | { readonly kind: 'commits'; readonly ids: readonly string[] }
  | { readonly kind: 'tree' }
  | { readonly kind: 'history' };

export interface ScanSettings {
  readonly repository: Repository;
  /** In the repository; the whole of it where they are the same. */
  readonly path: string;
  readonly config: Config | undefined;
  readonly custom: CustomRules | undefined;
  readonly fingerprintKey: string | null;
  readonly onNotice: (sentence: string) => void;
}

/** More threads than this only wait for the disk and for each other. */
const MOST_THREADS = 16;

/** @throws KeyturnError as the scanner's sources */
export async function scanTarget(target: Target, settings: ScanSettings): Promise<ScanResult> {
  const { repository, path, config, custom, fingerprintKey, onNotice } = settings;
  const threads = Math.min(MOST_THREADS, availableParallelism());
  const common = { fingerprintKey, onNotice, ...(custom !== undefined && { custom }) };
  if (target.kind === 'tree') {
    return scanFiles({
      ...common,
      paths: [path],
      threads,
      noIgnore: false,
      ...filterOf(config, repository.top),
    });
  }
  const below = prefixOf(repository, path);
  if (target.kind === 'history') return below.keep(await scanHistory({ ...common, path: repository.top, threads }));
  if (target.ids.length === 0) {
    onNotice('No commit is new: there was nothing to scan.');
    return { roots: [repository.top], findings: [], coverage: new CoverageMeter().result() };
  }
  return below.keep(await scanCommits({ ...common, path: repository.top, commits: target.ids }));
}

/** `packages/a/` for a path in the repository, and what keeps a result to it. Messages have no path and stay. */
export function prefixOf(
  { top }: Pick<Repository, 'top'>,
  path: string,
): { readonly prefix: string; keep(result: ScanResult): ScanResult } {
  const way = relative(top, path).replaceAll('\\', '/');
  const prefix = way === '' ? '' : `${way}/`;
  return {
    prefix,
    keep(result) {
      if (prefix === '') return result;
      const findings = result.findings.flatMap((finding) => {
        const occurrences = finding.occurrences.filter((one) => one.path === null || one.path.startsWith(prefix));
        return occurrences.length === 0 ? [] : [{ ...finding, occurrences }];
      });
      return { ...result, findings };
    },
  };
}
