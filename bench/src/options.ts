import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** A command line that asks for something we do not know, with a sentence. */
export class UsageError extends Error {}

/** What the command line decides. */
export interface Options {
  /** What stands after the command: folders, repositories, a result file. Absolute. */
  readonly paths: readonly string[];
  /** Rounds that count. */
  readonly runs: number;
  /** Milliseconds after which one run is killed. */
  readonly limitMs: number;
  /** Milliseconds: whoever is slower in the warm-up runs once. */
  readonly slowMs: number;
  /** Only these peers, by id; null for all. */
  readonly only: ReadonlySet<string> | null;
  readonly skip: ReadonlySet<string>;
  readonly seed: number;
  /** Of a generated tree. */
  readonly files: number;
  /** Of generated corpora, in bytes; the command's default where left out. */
  readonly sizes: readonly number[] | null;
  /** The part of generated repositories, 0 … 1, that is large random blobs. */
  readonly assets: number;
  /** Planted in generated corpora. */
  readonly keys: number;
  /** Measure a second scan with the cache too. */
  readonly cache: boolean;
  /** Store the result among those that are committed. */
  readonly keep: boolean;
}

/**
 * Reads what follows the command.
 * @throws UsageError
 */
export function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args);
  const list = (text: string | undefined): ReadonlySet<string> => new Set(text?.split(',').filter((id) => id !== ''));
  // A package manager starts us at the checkout's root.
  const start = process.env['INIT_CWD'] ?? process.cwd();
  return {
    paths: positionals.map((path) => resolve(start, path)),
    runs: positive('runs', values.runs),
    limitMs: positive('limit', values.limit) * 1000,
    slowMs: positive('slow', values.slow) * 1000,
    only: values.only === undefined ? null : list(values.only),
    skip: list(values.skip),
    seed: positive('seed', values.seed),
    files: positive('files', values.files),
    sizes: values.size === undefined ? null : values.size.split(',').map(parseSize),
    assets: fraction(values.assets),
    keys: positive('keys', values.keys),
    cache: values.cache,
    keep: values.keep,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        runs: { type: 'string', default: '5' },
        limit: { type: 'string', default: '600' },
        slow: { type: 'string', default: '20' },
        only: { type: 'string' },
        skip: { type: 'string' },
        seed: { type: 'string', default: '1' },
        files: { type: 'string', default: '30000' },
        size: { type: 'string' },
        assets: { type: 'string', default: '0' },
        keys: { type: 'string', default: '16' },
        cache: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new UsageError(`--${name} takes a whole number above 0, not "${text}".`);
  }
  return value;
}

function fraction(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value < 1)) {
    throw new UsageError(`--assets takes a number from 0 to below 1, not "${text}".`);
  }
  return value;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, kb: 1e3, mb: 1e6, gb: 1e9 };

/** `500MB` as bytes; units are decimal. */
function parseSize(text: string): number {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  if (digits === '' || factor === undefined) {
    throw new UsageError(`--size takes sizes such as 500MB or 5GB, not "${text}".`);
  }
  return Math.round(Number(digits) * factor);
}
