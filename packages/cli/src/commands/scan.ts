import { availableParallelism } from 'node:os';
import { isAbsolute } from 'node:path';
import { narrow } from '@keyturn/config';
import type { Config } from '@keyturn/config';
import { KeyturnError } from '@keyturn/scanner';
import type { Confidence, ScanResult } from '@keyturn/scanner';
import { scanFiles, scanStream } from '@keyturn/scanner/node';
import type { CustomRules } from '@keyturn/scanner/node';
import { configurationOf, rootOf } from '../configuration.ts';
import { customRules } from '../custom-rules.ts';
import { exitCodeOf, selectFindings } from '../judgement.ts';
import { markBaseline, markSuppressed, readBaseline } from '../marks.ts';
import { destinations, writeResult } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import type { ProgressChoice } from '../progress.ts';
import { complain } from '../terminal.ts';
import type { ColourChoice } from '../terminal.ts';

/** What the flags of a scan come to. */
export interface ScanCommandOptions {
  readonly history?: boolean;
  readonly range?: string;
  readonly commitsFrom?: string;
  readonly since?: string;
  readonly cache?: string;
  readonly staged?: boolean;
  readonly baseline?: string;
  readonly suppress: boolean;
  readonly config?: string | false;
  readonly verify?: boolean;
  readonly verifyAs?: string;
  readonly workspace?: readonly string[];
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
  const root = rootOf(paths);
  const config = await configurationOf(root, options);
  for (const sentence of config?.notices ?? []) notice(sentence);
  const custom = await customRules(root, config, notice);
  const result = await scanSource(paths, options, { progress, notice, root, config, custom }).finally(() =>
    progress.end(),
  );
  const isWholeTree = sourceOf(options) === 'files' && result.roots.length === 1 && result.roots[0] === root;
  const narrowed = narrow(result, config, sourceOf(options) === 'files');
  selectFindings(result, options);
  const marked = [
    ...markSuppressed(result, config),
    ...markBaseline(result, baselineOf(root, options, config), isWholeTree),
  ];
  for (const sentence of marked) notice(sentence);
  await verifyAsAsked(result, options, config);
  const report = {
    result,
    elapsedMs: performance.now() - started,
    notices,
    narrowed,
    showSuppressed: !options.suppress,
    ...(custom !== undefined && { providers: custom.providers }),
  };
  await writeResult(report, options);
  return exitCodeOf(result, options.failOn);
}

/** The baseline's entries: of the flag's file, of the user's configuration's, of the tree's. */
function baselineOf(root: string, { baseline }: ScanCommandOptions, config: Config | undefined) {
  const configured = config?.baseline ?? null;
  const isOwn = configured !== null && isAbsolute(configured);
  return readBaseline(root, baseline ?? (isOwn ? configured : null), isOwn ? null : configured);
}

async function verifyAsAsked(
  result: ScanResult,
  options: ScanCommandOptions,
  config: Config | undefined,
): Promise<void> {
  if (options.verify === true || config?.own?.verify === true) {
    const { verifyFindings } = await import('../verification.ts');
    await verifyFindings(result.findings, options, config?.own ?? null);
  } else if (options.verifyAs !== undefined) {
    throw new KeyturnError('usage', '--verify-as goes with --verify.');
  }
}

/** The ways to say what is scanned; at most one of them. */
const SOURCES = ['stdin', 'history', 'range', 'commitsFrom', 'since', 'staged'] as const;

function sourceOf(options: ScanCommandOptions): (typeof SOURCES)[number] | 'files' {
  const [source, other] = SOURCES.filter((name) => options[name] !== undefined && options[name] !== false);
  if (other !== undefined) {
    throw new KeyturnError(
      'usage',
      `Scan one thing at a time: --${dashed(source ?? '')} and --${dashed(other)} exclude each other.`,
    );
  }
  return source ?? 'files';
}

const dashed = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

interface Surroundings {
  readonly progress: ProgressLine;
  readonly notice: (sentence: string) => void;
  /** Where the tree's configuration and baseline stand. */
  readonly root: string;
  readonly config: Config | undefined;
  readonly custom: CustomRules | undefined;
}

async function scanSource(
  paths: readonly string[],
  options: ScanCommandOptions,
  { progress, notice, root, config, custom }: Surroundings,
): Promise<ScanResult> {
  const fingerprintKey = process.env['KEYTURN_FINGERPRINT_KEY'] ?? null;
  const threads = options.threads ?? Math.min(MOST_THREADS, availableParallelism());
  const source = sourceOf(options);
  const added = custom === undefined ? {} : { custom };
  if (options.stdinName !== undefined && source !== 'stdin') {
    throw new KeyturnError('usage', '--stdin-name goes with --stdin.');
  }
  if (source === 'stdin') {
    if (paths.length > 0) throw new KeyturnError('usage', 'Scan either --stdin or paths, not both at once.');
    const name = options.stdinName ?? null;
    return scanStream({ stream: process.stdin, name, fingerprintKey, root: process.cwd(), ...added });
  }
  if (source !== 'files') {
    const { scanRepository } = await import('../repository-source.ts');
    return scanRepository(source, paths, options, { fingerprintKey, threads, progress, notice, custom });
  }
  return scanFiles({
    paths: paths.length > 0 ? paths : ['.'],
    ...added,
    fingerprintKey,
    threads,
    noIgnore: !options.ignore,
    ...(config !== undefined && {
      filter: {
        include: config.include.map(({ pattern }) => pattern),
        exclude: config.exclude.map(({ pattern }) => pattern),
        anchor: root,
      },
    }),
    ...(options.maxFileSize !== undefined && { maxFileSize: options.maxFileSize }),
    ...(options.showPlaceholders === true && {
      onPlaceholder: (place: string): void => complain(`placeholder: ${place}`),
    }),
    onProgress: ({ files, bytes }) => progress.update({ done: files, bytes, unit: 'files' }),
    onNotice: notice,
  });
}
