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

/**
 * Files right in a folder: the least, the median and so on, as in five checkouts of source code (Go's own, git, Redis, Python's
 * library, pyenv), which have 8 to 22 files for a folder on average. Few folders hold hundreds, and few hold none.
 */
const FOLDER_QUANTILES = [0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6, 7, 9, 12, 17, 35, 260];
/** Folders of a project, on average: a new one begins with each that is as lucky. */
const FOLDERS_OF_A_PROJECT = 12;

const BINARY_EXTENSIONS = ['png', 'woff2', 'wasm', 'jpg'];

/** Paths and sizes of a tree; the sum of `bytes` is at least what was asked for. */
export function planTree({ seed, files, bytes }: TreeOptions): PlannedFile[] {
  const random = new Random(seed);
  const drawn: PlannedFile[] = [];
  let project: string[] = [];
  let folder = '';
  let inFolder = 0;
  for (let index = 0; index < files; index += 1) {
    while (inFolder === 0) {
      if (project.length === 0 || random.chance(1, FOLDERS_OF_A_PROJECT)) project = [drawProject(random)];
      else project.push(`${random.pick(project)}/${pathWord(random)}`);
      folder = project.at(-1) ?? '';
      inFolder = draw(random, FOLDER_QUANTILES);
    }
    inFolder -= 1;
    const binary = random.chance(1, 50);
    const language = binary ? null : random.pick(LANGUAGES);
    const extension = language?.extension ?? random.pick(BINARY_EXTENSIONS);
    // The number keeps names apart; folders may be drawn twice.
    const path = `${folder}/${pathWord(random)}-${index.toString(36)}.${extension}`;
    drawn.push({ path, language, bytes: draw(random, SIZE_QUANTILES), stream: index + 1 });
  }
  const sum = drawn.reduce((total, file) => total + file.bytes, 0);
  return drawn.map((file) => ({ ...file, bytes: Math.ceil((file.bytes * bytes) / sum) }));
}

/** Where a project's code begins. Projects of the same name share their folders. */
function drawProject(random: Random): string {
  const top = random.pick(['packages', 'services', 'libs', 'apps', 'vendor']);
  return `${top}/${pathWord(random)}/${random.pick(['src', 'src', 'src', 'lib', 'test', 'docs'])}`;
}

/** A number that is as often below each quantile as it should be. */
function draw(random: Random, quantiles: readonly number[]): number {
  const slot = random.below(quantiles.length - 1);
  const low = quantiles[slot] ?? 0;
  const high = quantiles[slot + 1] ?? low;
  return low + random.below(high - low);
}
