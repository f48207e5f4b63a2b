/** What hides findings: comments, the configuration and the baseline. They mark and never drop. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  applyBaseline,
  BASELINE_NAME,
  goneNotices,
  parseBaseline,
  suppressByConfig,
  suppressInline,
} from '@keyturn/config';
import type { BaselineEntry, Config } from '@keyturn/config';
import { KeyturnError } from '@keyturn/scanner';
import type { ScanResult } from '@keyturn/scanner';
import { now } from './clock.ts';

/** Marks what is suppressed. Returns sentences for whoever reads the result. */
export function markSuppressed(result: ScanResult, config: Config | undefined): string[] {
  const at = now();
  return [
    ...suppressInline(result.findings, { now: at, honour: config?.honour ?? [] }).notices,
    ...(config === undefined ? [] : suppressByConfig(result.findings, config.suppressions, at).notices),
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
 * @param named by flag or configuration, relative to where that is; null: the tree's own, if it is there
 * @throws KeyturnError `config` where it is named and not there, or is none
 */
export function readBaseline(root: string, named: string | null): readonly BaselineEntry[] {
  const file = named ?? join(root, BASELINE_NAME);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (named === null && (code === 'ENOENT' || code === 'ENOTDIR')) return [];
    throw new KeyturnError(
      'config',
      `The baseline ${file} cannot be read (${code ?? 'unknown'}). keyturn baseline writes one.`,
      { cause: error },
    );
  }
  return parseBaseline(text, named ?? BASELINE_NAME);
}
