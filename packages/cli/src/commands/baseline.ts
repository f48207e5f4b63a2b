import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import {
  BASELINE_NAME,
  entriesOf,
  filterOf,
  formatBaseline,
  goneNotices,
  markSuppressed,
  narrow,
  parseBaseline,
  withBaselineAttributes,
} from '@keyturn/config';
import type { BaselineEntry } from '@keyturn/config';
import type { ScanResult } from '@keyturn/scanner';
import { findWorkTree, scanFiles } from '@keyturn/scanner/node';
import { now } from '../clock.ts';
import { configurationOf, rootOf } from '../configuration.ts';
import { ExitCode } from '../exit-code.ts';
import { complain } from '../terminal.ts';
import { writeWholeFile } from '../whole-file.ts';

interface BaselineOptions {
  readonly baseline?: string;
  readonly config?: string | false;
  readonly importFrom?: string;
}

/**
 * Writes the baseline of what a scan finds now. Entries outside the paths that were scanned stay; those inside that no
 * longer occur are taken out and told.
 */
export async function writeBaseline(paths: readonly string[], options: BaselineOptions): Promise<number> {
  const root = rootOf(paths);
  const config = await configurationOf(root, options);
  const result = await scanFiles({
    paths: paths.length > 0 ? paths : ['.'],
    fingerprintKey: null,
    threads: availableParallelism(),
    noIgnore: false,
    onNotice: complain,
    ...filterOf(config, root),
  });
  narrow(result, config, true);
  markSuppressed(result.findings, config, now());
  const file = options.baseline ?? join(root, config?.baseline ?? BASELINE_NAME);
  const before = existsSync(file) ? parseBaseline(readFileSync(file, 'utf8'), file) : [];
  const found = await foundEntries(result, root, options.importFrom);
  const kept = before.filter(({ path }) => path === null || !isScanned(path, root, result.roots));
  const entries = [...found, ...kept];
  writeWholeFile(file, (sink) => sink(formatBaseline(entries)));
  const prints = new Set(entries.map(({ fingerprint }) => fingerprint));
  for (const sentence of goneNotices(before.filter(({ fingerprint }) => !prints.has(fingerprint)))) complain(sentence);
  const keys = new Set(found.map(({ fingerprint }) => fingerprint)).size;
  complain(
    `${relative(process.cwd(), file) || file} holds ${prints.size} ${prints.size === 1 ? 'key' : 'keys'}, ${keys} of them found now.`,
  );
  mergeByUnion(root, file);
  if (!result.coverage.complete) {
    complain('Not all could be searched, so the baseline may lack keys: keyturn scan says what.');
  }
  return result.coverage.complete ? ExitCode.clean : ExitCode.incomplete;
}

async function foundEntries(
  result: ScanResult,
  root: string,
  importFrom: string | undefined,
): Promise<BaselineEntry[]> {
  // Paths in the file are relative to where it stands, wherever the scan began.
  const prefixOf = (index: number): string => {
    const way = relative(root, result.roots[index] ?? root).replaceAll('\\', '/');
    return way === '' ? '' : `${way}/`;
  };
  const findings = result.findings.map((finding) => ({
    ...finding,
    occurrences: finding.occurrences
      .filter(({ suppressed }) => suppressed === null)
      .map((one) => ({ ...one, path: one.path === null ? null : prefixOf(one.root) + one.path })),
  }));
  const entries = entriesOf(findings);
  if (importFrom === undefined) return entries;
  const { importReport } = await import('@keyturn/config/import');
  const imported = importReport(readFileSync(importFrom, 'utf8'), importFrom, findings);
  for (const sentence of imported.problems) complain(sentence);
  return [...imported.entries];
}

/** Whether a path of the baseline lies in what was scanned. */
function isScanned(path: string, root: string, roots: readonly string[]): boolean {
  return roots.some((one) => {
    const way = relative(root, one).replaceAll('\\', '/');
    return way === '' || path.startsWith(`${way}/`);
  });
}

/** Two branches that add entries in the same place do not conflict, once git is told so. */
function mergeByUnion(root: string, file: string): void {
  if (findWorkTree(root) !== root || file !== join(root, BASELINE_NAME)) return;
  const attributes = join(root, '.gitattributes');
  const text = withBaselineAttributes(existsSync(attributes) ? readFileSync(attributes, 'utf8') : '');
  if (text === null) return;
  writeWholeFile(attributes, (sink) => sink(text));
  complain('.gitattributes now has git merge the baseline line by line; commit both.');
}
