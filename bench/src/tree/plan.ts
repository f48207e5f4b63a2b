import { Random } from '../random.ts';
import { CODE_LANGUAGES } from './code-languages.ts';
import { DATA_LANGUAGES } from './data-languages.ts';
import type { Language } from './language.ts';
import { pathWord } from './voice.ts';

/** What decides a tree, to the byte. */
export interface TreeOptions {
  readonly seed: number;
  readonly files: number;
  /** The least number of bytes in all files together. */
  readonly bytes: number;
  /** Keys to be planted, each in a file of its own. */
  readonly keys: number;
}

/** One file to be written. */
export interface PlannedFile {
  /** Relative, with `/`. */
  readonly path: string;
  /** Null for a binary file. */
  readonly language: Language | null;
  /** The least number of bytes; a text ends with the block that reaches it. */
  readonly bytes: number;
  /** The stream of random numbers that its content comes from. */
  readonly stream: number;
}

const LANGUAGES: readonly Language[] = [...CODE_LANGUAGES, ...DATA_LANGUAGES].flatMap((language) =>
  Array.from({ length: language.weight }, () => language),
);

/** Sizes in bytes below which 0, 5, 10 … 100 % of the files lie: as in large checkouts, few files hold most bytes. */
const SIZE_QUANTILES = [
  90, 260, 450, 680, 950, 1250, 1600, 2050, 2600, 3250, 4050, 5050, 6350, 8050, 10_400, 13_800, 19_000, 28_000, 46_000,
  88_000, 420_000,
];

const BINARY_EXTENSIONS = ['png', 'woff2', 'wasm', 'jpg'];

/** Paths and sizes of a tree; the sum of `bytes` is at least what was asked for. */
export function planTree({ seed, files, bytes }: TreeOptions): PlannedFile[] {
  const random = new Random(seed);
  const drawn: PlannedFile[] = [];
  let folder = '';
  let inFolder = 0;
  for (let index = 0; index < files; index += 1) {
    if (inFolder === 0) {
      folder = drawFolder(random);
      inFolder = 1 + random.below(20);
    }
    inFolder -= 1;
    const binary = random.chance(1, 50);
    const language = binary ? null : random.pick(LANGUAGES);
    const extension = language?.extension ?? random.pick(BINARY_EXTENSIONS);
    // The number keeps names apart; folders may be drawn twice.
    const path = `${folder}/${pathWord(random)}-${index.toString(36)}.${extension}`;
    drawn.push({ path, language, bytes: drawSize(random), stream: index + 1 });
  }
  const sum = drawn.reduce((total, file) => total + file.bytes, 0);
  return drawn.map((file) => ({ ...file, bytes: Math.ceil((file.bytes * bytes) / sum) }));
}

function drawFolder(random: Random): string {
  const parts = [random.pick(['packages', 'services', 'libs', 'apps', 'vendor']), pathWord(random)];
  parts.push(random.pick(['src', 'src', 'src', 'lib', 'test', 'docs']));
  for (let depth = random.below(4); depth > 0; depth -= 1) {
    parts.push(pathWord(random));
  }
  return parts.join('/');
}

function drawSize(random: Random): number {
  const slot = random.below(SIZE_QUANTILES.length - 1);
  const low = SIZE_QUANTILES[slot] ?? 0;
  const high = SIZE_QUANTILES[slot + 1] ?? low;
  return low + random.below(high - low);
}
