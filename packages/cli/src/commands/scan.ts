import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { filterOf, hasNoFloor, markBaseline, markSuppressed, narrow } from '@keyturn/config';
import type { Config } from '@keyturn/config';
import { baselineAt, customRulesAt, rootOf } from '@keyturn/config/find';
import { loadFormatter } from '@keyturn/report';
import { KeyturnError } from '@keyturn/scanner';
import type { Confidence, ScanResult } from '@keyturn/scanner';
import { elapsed, scanFiles, scanStream } from '@keyturn/scanner/node';
import type { CustomRules, FileScanOptions } from '@keyturn/scanner/node';
import { findingsOf, linesAsFound } from '../as-found.ts';
import { now } from '../clock.ts';
import { configurationOf } from '../configuration.ts';
import type { HygieneJudge, Owners } from '../hygiene.ts';
import type { KnownKeys } from '../known-keys.ts';
import { exitCodeOf, selectFindings } from '../judgement.ts';
import { destinations, isLineStream, writeResult } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import type { ProgressChoice } from '../progress.ts';
import type { ScanLedger } from '../scan-ledger.ts';
import { complain } from '../terminal.ts';
import type { ColourChoice } from '../terminal.ts';
import { ToldAhead } from '../told-ahead.ts';

/** What the flags of a scan come to. */
export interface ScanCommandOptions {
  readonly history?: boolean;
  readonly range?: string;
  readonly commitsFrom?: string;
  readonly since?: string;
  readonly cache?: string;
  readonly staged?: boolean;
  readonly baseline?: string;
  readonly ledger?: string | true;
  readonly inventory?: string;
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
  readonly decode: boolean;
  readonly archives: boolean;
  readonly progress: ProgressChoice;
  readonly quiet?: boolean;
  readonly color: ColourChoice;
}

/** More threads than this only wait for the disk and for each other. */
const MOST_THREADS = 16;

/** Scans, writes the result, and returns the exit code. */
export async function scan(paths: readonly string[], raw: Record<string, unknown>): Promise<number> {
  const options = raw as unknown as ScanCommandOptions;
  const started = elapsed();
  // A wrong format is told before the work, not after it.
  destinations(options.format, options.output);
  // So is a ledger that can't be opened.
  const ledger = await ledgerOf(options);
  const notices: string[] = [];
  const progress = new ProgressLine(options.quiet === true ? 'never' : options.progress);
  const notice = (sentence: string): void => {
    notices.push(sentence);
    if (options.quiet !== true) complain(sentence);
  };
  const root = rootOf(paths);
  const config = await configurationOf(root, options);
  for (const sentence of config?.notices ?? []) notice(sentence);
  const configured = await customRulesAt(root, config, notice);
  const custom = options.decode ? configured : { providers: [], rules: [], ...configured, decode: false };
  const baseline = baselineAt(root, config, options.baseline);
  const known = await knownKeysOf(options, ledger, config);
  const judgement = { paths, config, known, owners: new Map<string, never>() };
  const lines = isWrittenAsFound(options, config)
    ? await linesAsFound((text) => process.stdout.write(text), config, baseline, await judgeOf(judgement, false))
    : undefined;
  const ahead = new ToldAhead(async (found, roots) => {
    (await judgeOf(judgement, false))({ findings: findingsOf(found), roots });
    await Promise.all(destinations(options.format, options.output).map(({ format }) => loadFormatter(format)));
  });
  const surroundings = { progress, notice, root, config, custom, onFound: lines?.found ?? ahead.found };
  const result = await scanSource(paths, options, surroundings).finally(() => {
    ahead.end();
    progress.end();
  });
  const isWholeTree = sourceOf(options) === 'files' && result.roots.length === 1 && result.roots[0] === root;
  const narrowed = narrow(result, config, sourceOf(options) === 'files');
  selectFindings(result, options, custom?.providers);
  const marked = [...markSuppressed(result.findings, config, now()), ...markBaseline(result, baseline, isWholeTree)];
  for (const sentence of marked) notice(sentence);
  const verified = await verifyAsAsked(result, options, config);
  const owners = await ownersFor(result, paths, { known, ledger });
  if (result.findings.length > 0) {
    (await judgeOf({ ...judgement, owners }, verified))(result);
  }
  const report = {
    result,
    elapsedMs: elapsed() - started,
    notices,
    narrowed,
    showSuppressed: !options.suppress,
    ...(custom !== undefined && { providers: custom.providers }),
  };
  await writeResult(report, options, lines?.stream);
  // After the result: whoever waits for it gets it, whatever becomes of the ledger.
  await ledger?.write(report, scopeOf(paths, options), owners);
  return exitCodeOf(result, options.failOn);
}

async function ledgerOf({ ledger }: ScanCommandOptions): Promise<ScanLedger | undefined> {
  if (ledger === undefined) return undefined;
  const { ScanLedger } = await import('../scan-ledger.ts');
  return ScanLedger.open(ledger === true ? null : ledger, now());
}

/** Whether the scan can tell what is gone: a file, a range or a filter's rest can't. */
function scopeOf(paths: readonly string[], options: ScanCommandOptions): 'files' | 'history' | 'part' {
  const source = sourceOf(options);
  const isFiltered = options.provider !== undefined || options.minConfidence !== undefined;
  if (isFiltered || (source !== 'files' && source !== 'history')) return 'part';
  return paths.every((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false) ? source : 'part';
}

/** Nothing is loaded where nothing names an inventory. */
async function knownKeysOf(
  { inventory }: ScanCommandOptions,
  ledger: ScanLedger | undefined,
  config: Config | undefined,
): Promise<KnownKeys | undefined> {
  const configured = config?.own?.inventory ?? null;
  if (inventory === undefined && ledger === undefined && configured === null) return undefined;
  return (await import('../known-keys.ts')).knownKeysOf(inventory, ledger, configured);
}

/** Whom repositories name; nobody is looked for where neither an inventory nor a ledger asks. */
async function ownersFor(
  result: ScanResult,
  paths: readonly string[],
  { known, ledger }: { known: KnownKeys | undefined; ledger: ScanLedger | undefined },
): Promise<Owners> {
  if (result.findings.length === 0 || (known === undefined && ledger === undefined)) return new Map();
  return (await import('../known-keys.ts')).ownersOf(result, paths, known);
}

interface Judgement {
  /** What was named on the command line. */
  readonly paths: readonly string[];
  readonly config: Config | undefined;
  readonly known: KnownKeys | undefined;
  readonly owners: Owners;
}

/** Loaded where something was found, or is told as it is found. */
async function judgeOf({ paths, config, known, owners }: Judgement, isVerified: boolean): Promise<HygieneJudge> {
  const { hygieneJudge, policyOfUser } = await import('../hygiene.ts');
  return hygieneJudge(paths, { isVerified, policy: policyOfUser(config?.own), known, owners });
}

const isVerifying = ({ verify }: ScanCommandOptions, config: Config | undefined): boolean =>
  verify === true || config?.own?.verify === true;

/**
 * Whether jsonl can be written while the scan goes on. A verdict, and whether a key lies above a floor or belongs to a
 * provider, is known when all of its places are.
 */
function isWrittenAsFound(options: ScanCommandOptions, config: Config | undefined): boolean {
  return (
    sourceOf(options) === 'files' &&
    destinations(options.format, options.output).some(isLineStream) &&
    !isVerifying(options, config) &&
    options.provider === undefined &&
    options.minConfidence === undefined &&
    (config === undefined || hasNoFloor(config))
  );
}

/** Whether it was asked for. */
async function verifyAsAsked(
  result: ScanResult,
  options: ScanCommandOptions,
  config: Config | undefined,
): Promise<boolean> {
  if (isVerifying(options, config)) {
    const { verifyFindings } = await import('../verification.ts');
    await verifyFindings(result.findings, options, config?.own ?? null);
    return true;
  }
  if (options.verifyAs !== undefined) throw new KeyturnError('usage', '--verify-as goes with --verify.');
  return false;
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
  readonly onFound: FileScanOptions['onFound'];
}

async function scanSource(
  paths: readonly string[],
  options: ScanCommandOptions,
  { progress, notice, root, config, custom, onFound }: Surroundings,
): Promise<ScanResult> {
  const fingerprintKey = process.env['KEYTURN_FINGERPRINT_KEY'] ?? null;
  const threads = options.threads ?? Math.min(MOST_THREADS, availableParallelism());
  const source = sourceOf(options);
  const added = { archives: options.archives, ...(custom !== undefined && { custom }) };
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
    ...filterOf(config, root),
    ...(options.maxFileSize !== undefined && { maxFileSize: options.maxFileSize }),
    ...(options.showPlaceholders === true && {
      onPlaceholder: (place: string): void => complain(`placeholder: ${place}`),
    }),
    onProgress: ({ files, bytes }) => progress.update({ done: files, bytes, unit: 'files' }),
    onNotice: notice,
    ...(onFound !== undefined && { onFound }),
  });
}
