/** What hides findings: comments, the configuration and the baseline. They mark and never drop. */
import { readFileSync } from 'node:fs';
import { KeyturnError } from '@keyturn/scanner';
import type { Finding, ScanResult } from '@keyturn/scanner';
import { applyBaseline, goneNotices } from './baseline/apply-baseline.ts';
import { BASELINE_NAME, parseBaseline } from './baseline/baseline-file.ts';
import type { BaselineEntry } from './baseline/baseline-file.ts';
import type { Config } from './config.ts';
import { readInTree } from './read-in-tree.ts';
import { suppressByConfig } from './suppress/suppress-by-config.ts';
import { suppressInline } from './suppress/suppress-inline.ts';

/** Marks what is suppressed. Returns sentences for whoever reads the result. */
export function markSuppressed(findings: readonly Finding[], config: Config | undefined, now: Date): string[] {
  return [
    ...suppressInline(findings, { now, honour: config?.honour ?? [] }).notices,
    ...(config === undefined ? [] : suppressByConfig(findings, config.suppressions, now).notices),
  ];
}

/** Marks what the baseline knows; what it knows and is nowhere any more is told where all was searched. */
export function markBaseline(result: ScanResult, entries: readonly BaselineEntry[], isWholeTree: boolean): string[] {
  const { notices, gone } = applyBaseline(result.findings, entries);
  return [...notices, ...(isWholeTree && result.coverage.complete ? goneNotices(gone) : [])];
}

/**
 * The baseline's entries.
 *
 * @param named by flag or by the user's configuration; null: the tree's own, if it is there
 * @param inTree the path that the tree's configuration names instead, relative to the root
 * @throws KeyturnError `config` where it is named and not there, or is none
 */
export function readBaseline(
  root: string,
  named: string | null,
  inTree: string | null = null,
): readonly BaselineEntry[] {
  const file = named ?? inTree ?? BASELINE_NAME;
  if (named !== null) return parseBaseline(textOf(named), file);
  const text = readInTree(root, file);
  if (text === undefined && inTree !== null) {
    throw new KeyturnError('config', `There is no baseline at ${inTree}. keyturn baseline writes one.`);
  }
  return text === undefined ? [] : parseBaseline(text, file);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new KeyturnError(
      'config',
      `The baseline ${file} cannot be read (${code ?? 'unknown'}). keyturn baseline writes one.`,
      { cause: error },
    );
  }
}
