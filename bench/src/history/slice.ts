import { Random } from '../random.ts';
import { CODE_LANGUAGES } from '../tree/code-languages.ts';
import { createVoice, pathWord, prose } from '../tree/voice.ts';
import type { FastImport } from './fast-import.ts';
import { type FileHistory, fileHistory } from './versions.ts';

/** Where the next slice goes on. */
export interface Head {
  /** The last commit's mark; null before the first. */
  readonly commit: string | null;
  /** Commits so far. */
  readonly commits: number;
}

/** In a slice. */
export const FILES = 60;
const AUTHORS = Array.from({ length: 40 }, (_, index) => `Author ${index} <author${index}@example.com>`);
/** Seconds. */
const FIRST_COMMIT = 1_200_000_000;
const BETWEEN_COMMITS = 1800;

/**
 * One slice of a history: a folder of files and all commits that made them, mostly one after the other, with side branches that
 * are merged. All slices have the same shape, so a repository's size is proportional to their number.
 * @param planted lines with keys, each for a file of its own; at most 60
 */
export async function writeSlice(
  git: FastImport,
  seed: number,
  index: number,
  head: Head,
  planted: readonly string[],
): Promise<Head> {
  const random = new Random(seed, 1_000_000 + index);
  const events: Change[] = [];
  for (let file = 0; file < FILES; file += 1) {
    const { path, versions } = drawFile(random, index, file, planted[file]);
    const blobs = await writeVersions(git, versions);
    const times = blobs.map(() => random.uint32()).toSorted((left, right) => left - right);
    events.push(...blobs.map((blob, version) => ({ path, blob, time: times[version] ?? 0 })));
  }
  events.sort((left, right) => left.time - right.time);
  return writeCommits(git, random, index, events, head);
}

/** One version of one file. */
interface Change {
  readonly path: string;
  readonly blob: string;
  readonly time: number;
}

function drawFile(random: Random, slice: number, file: number, planted: string | undefined): FileHistory {
  const language = random.pick(CODE_LANGUAGES);
  const folder = `area-${slice % 40}/project-${slice}/${['src', 'lib', 'test'][file % 3] ?? 'src'}`;
  const path = `${folder}/${pathWord(random)}-${file}.${language.extension}`;
  // Few files are large, few are changed often.
  const size = 800 + random.below(random.chance(1, 6) ? 110_000 : 26_000);
  const versions = 1 + random.below(random.chance(1, 6) ? 60 : 12);
  return fileHistory(path, language, random, size, versions, planted);
}

/**
 * Newest first: fast-import makes each blob a delta of the one before, and git keeps the newest whole.
 * @returns marks, oldest first
 */
async function writeVersions(git: FastImport, versions: readonly string[]): Promise<string[]> {
  const marks: string[] = [];
  for (const text of versions.toReversed()) {
    marks.push(await git.blob(Buffer.from(text, 'utf8')));
  }
  return marks.toReversed();
}

async function writeCommits(
  git: FastImport,
  random: Random,
  slice: number,
  events: readonly Change[],
  head: Head,
): Promise<Head> {
  const voice = createVoice(random);
  let { commit: tip, commits } = head;
  const write = async (ref: string, parents: readonly string[], changes: readonly Change[]): Promise<string> => {
    commits += 1;
    return git.commit({
      ref,
      parents,
      author: random.pick(AUTHORS),
      time: FIRST_COMMIT + commits * BETWEEN_COMMITS,
      message: `${prose(voice, 6)}\n\n${prose(voice, 20)}\n`,
      changes: new Map(changes.map(({ path, blob }) => [path, blob])),
    });
  };
  for (let next = 0; next < events.length;) {
    const changes = distinct(events, next, 1 + random.below(4));
    next += changes.length;
    const main = await write('refs/heads/main', tip === null ? [] : [tip], changes);
    const aside = distinct(events, next, 2);
    if (tip !== null && random.chance(1, 12)) {
      next += aside.length;
      const side = await write('refs/heads/side', [tip], aside);
      tip = await write('refs/heads/main', [main, side], aside);
    } else {
      tip = main;
    }
  }
  if (tip !== null && slice % 20 === 0) {
    await git.tag(`v${slice}`, tip, AUTHORS[0] ?? '', FIRST_COMMIT + commits * BETWEEN_COMMITS);
  }
  return { commit: tip, commits };
}

/** Up to `most` changes of different paths: no commit may hide a version, or git would drop its blob. */
function distinct(events: readonly Change[], from: number, most: number): Change[] {
  const taken: Change[] = [];
  for (const change of events.slice(from, from + most)) {
    if (taken.some(({ path }) => path === change.path)) {
      break;
    }
    taken.push(change);
  }
  return taken;
}
