import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ANCHORS } from '../anchors.ts';

/** The regular files below a folder, absolute, in the order of their names; symbolic links are not followed. */
function listFiles(folder: string, files: string[] = []): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((left, right) =>
    left.name < right.name ? -1 : 1,
  );
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      listFiles(path, files);
    } else if (entry.isFile()) {
      files.push(path);
    }
  }
  return files;
}

/** How many files there are below a folder, and their bytes. */
export function countFiles(folder: string): { files: number; bytes: number } {
  const files = listFiles(folder);
  return { files: files.length, bytes: files.reduce((sum, path) => sum + statSync(path).size, 0) };
}

/** What a sample holds. */
export interface Sample {
  readonly files: number;
  readonly bytes: number;
  /** Texts that have the shape of a key. */
  readonly keys: number;
}

/** Copies up to `most` files, evenly spread over a tree, to the same relative paths below `target`. */
export function copySample(folder: string, target: string, most: number): Sample {
  const all = listFiles(folder);
  const step = Math.max(1, all.length / most);
  let keys = 0;
  for (let at = 0; at < all.length; at += step) {
    const from = all[Math.floor(at)];
    if (from !== undefined) {
      const to = join(target, relative(folder, from));
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(from, to);
      keys += countShapes(readFileSync(from, 'latin1'));
    }
  }
  return { ...countFiles(target), keys };
}

function countShapes(text: string): number {
  const counts = ANCHORS.map(
    ({ pattern, ignoreCase }) => text.match(new RegExp(pattern, ignoreCase ? 'gi' : 'g'))?.length ?? 0,
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
