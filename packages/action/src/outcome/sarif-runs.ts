/** How code scanning wants SARIF: https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support */
import { gzipSync } from 'node:zlib';
import type { Formatter, ReportInput, SarifRun } from '@keyturn/report';
import type { Finding } from '@keyturn/scanner';

/** Of the 25,000 results that a run may have, so many are shown. */
const SHOWN = 5_000;
const RUNS_A_FILE = 20;
export const MOST_RESULTS: number = SHOWN * RUNS_A_FILE;
/** Bytes of a file, compressed, and those that are worth compressing: SARIF becomes a tenth or less. */
export const MOST_BYTES = 10_000_000;
const MOST_WRITTEN = 2 ** 27;
/** A file is a request, and GitHub wants a second between two. */
const MOST_FILES = 5;

/** The category of a part of the results: parts of one commit must differ. @param path of what was scanned, in the workspace */
export function categoryOf(path: string, part = 1): string {
  const below = path.replaceAll('\\', '/').replaceAll(/^(?:\.?\/)+|\/+$/g, '');
  return `keyturn${below === '' || below === '.' ? '' : `/${below}`}${part === 1 ? '' : `#${part}`}`;
}

/** All of the findings in runs that are shown whole, the most serious in the first; an empty run where there are none. */
export function sarifRuns(findings: readonly Finding[], path: string, firstPart = 1): SarifRun[] {
  const count = Math.max(1, Math.ceil(findings.length / SHOWN));
  return Array.from({ length: count }, (_, index) => ({
    category: categoryOf(path, firstPart + index),
    findings: findings.slice(index * SHOWN, (index + 1) * SHOWN),
  }));
}

export interface SarifFiles {
  /** Each gzipped, and no larger than GitHub takes. */
  readonly files: readonly Buffer[];
  readonly categories: readonly string[];
  /** How many findings, the least serious, no file holds. */
  readonly left: number;
}

/** Divides a report into files for code scanning. */
export function sarifFiles(formatter: Formatter, report: ReportInput, path: string): SarifFiles {
  const { findings } = report.result;
  const files: Buffer[] = [];
  const categories: string[] = [];
  let sent = 0;
  const add = (some: readonly Finding[]): void => {
    if (files.length === MOST_FILES) return;
    const runs = sarifRuns(some, path, categories.length + 1);
    const file = packed(formatter, { ...report, sarifRuns: runs });
    if (file !== null) {
      files.push(file);
      categories.push(...runs.map(({ category }) => category));
      sent += some.length;
    } else if (some.length > 1) {
      const half = Math.ceil(some.length / 2);
      add(some.slice(0, half));
      add(some.slice(half));
    }
  };
  add(findings.slice(0, MOST_RESULTS));
  return { files, categories, left: findings.length - sent };
}

/** A file gzipped; null where it would be too large. */
export function packed(formatter: Formatter, report: ReportInput): Buffer | null {
  const tooLarge = new Error('too large');
  const pieces: string[] = [];
  let length = 0;
  try {
    formatter.write(report, (text) => {
      length += text.length;
      if (length > MOST_WRITTEN) throw tooLarge;
      pieces.push(text);
    });
  } catch (error) {
    if (error !== tooLarge) throw error;
    return null;
  }
  const file = gzipSync(pieces.join(''));
  return file.length > MOST_BYTES ? null : file;
}
