import { availableParallelism } from 'node:os';
import { KeyturnError } from '@keyturn/scanner';
import type { Confidence, ScanResult } from '@keyturn/scanner';
import { scanFiles, scanStream } from '@keyturn/scanner/node';
import { exitCodeOf, selectFindings } from '../judgement.ts';
import { destinations, writeResult } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import type { ProgressChoice } from '../progress.ts';
import { complain } from '../terminal.ts';
import type { ColourChoice } from '../terminal.ts';

/** What the flags of a scan come to. */
export interface ScanCommandOptions {
  readonly history?: boolean;
  readonly stdin?: boolean;
  readonly stdinName?: string;
  readonly format?: readonly string[];
  readonly output?: string;
  readonly ignore: boolean;
  readonly provider?: readonly string[];
  readonly minConfidence?: Confidence;
  readonly showPlaceholders?: boolean;
  readonly failOn: string;
  readonly threads?: number;
  readonly maxFileSize?: number;
  readonly progress: ProgressChoice;
  readonly quiet?: boolean;
  readonly color: ColourChoice;
}

/** More threads than this only wait for the disk and for each other. */
const MOST_THREADS = 16;

/** Scans, writes the result, and returns the exit code. */
export async function scan(paths: readonly string[], raw: Record<string, unknown>): Promise<number> {
  const options = raw as unknown as ScanCommandOptions;
  const started = performance.now();
  // A wrong format is told before the work, not after it.
  destinations(options.format, options.output);
  const notices: string[] = [];
  const progress = new ProgressLine(options.quiet === true ? 'never' : options.progress);
  const notice = (sentence: string): void => {
    notices.push(sentence);
    if (options.quiet !== true) complain(sentence);
  };
  const result = await scanSource(paths, options, progress, notice).finally(() => progress.end());
  selectFindings(result, options);
  await writeResult({ result, elapsedMs: performance.now() - started, notices }, options);
  return exitCodeOf(result, options.failOn);
}

async function scanSource(
  paths: readonly string[],
  options: ScanCommandOptions,
  progress: ProgressLine,
  notice: (sentence: string) => void,
): Promise<ScanResult> {
  const fingerprintKey = process.env['KEYTURN_FINGERPRINT_KEY'] ?? null;
  const onPlaceholder =
    options.showPlaceholders === true ? (place: string): void => complain(`placeholder: ${place}`) : undefined;
  if (options.stdin === true) {
    if (paths.length > 0) throw new KeyturnError('usage', 'Scan either --stdin or paths, not both at once.');
    return scanStream({ stream: process.stdin, name: options.stdinName ?? null, fingerprintKey, root: process.cwd() });
  }
  if (options.stdinName !== undefined) throw new KeyturnError('usage', '--stdin-name goes with --stdin.');
  const threads = options.threads ?? Math.min(MOST_THREADS, availableParallelism());
  if (options.history === true) {
    if (paths.length > 1)
      throw new KeyturnError('usage', 'Scan the history of one repository at a time: name one PATH.');
    const { scanHistory } = await import('@keyturn/scanner/git');
    return scanHistory({
      path: paths[0] ?? '.',
      fingerprintKey,
      threads,
      onProgress: ({ objects, totalObjects, bytes }) =>
        progress.update({ done: objects, total: totalObjects, bytes, unit: 'objects' }),
    });
  }
  return scanFiles({
    paths: paths.length > 0 ? paths : ['.'],
    fingerprintKey,
    threads,
    noIgnore: !options.ignore,
    ...(options.maxFileSize !== undefined && { maxFileSize: options.maxFileSize }),
    ...(onPlaceholder !== undefined && { onPlaceholder }),
    onProgress: ({ files, bytes }) => progress.update({ done: files, bytes, unit: 'files' }),
    onNotice: notice,
  });
}
