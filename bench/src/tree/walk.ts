import { copyFileSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** The regular files below a folder, absolute, in the order of their names; symbolic links are not followed. */
export function listFiles(folder: string): string[] {
  const files: string[] = [];
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((left, right) =>
    left.name < right.name ? -1 : 1,
  );
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      files.push(...listFiles(path));
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

/** Copies up to `most` files, evenly spread over a tree, to the same relative paths below `target`. */
export function copySample(folder: string, target: string, most: number): { files: number; bytes: number } {
  const all = listFiles(folder);
  const step = Math.max(1, all.length / most);
  for (let at = 0; at < all.length; at += step) {
    const from = all[Math.floor(at)];
    if (from !== undefined) {
      const to = join(target, relative(folder, from));
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(from, to);
    }
  }
  return countFiles(target);
}
