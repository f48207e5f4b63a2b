import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { plantedKeys } from '../planted-keys.ts';
import { Random } from '../random.ts';
import { content } from './content.ts';
import { type PlannedFile, planTree, type TreeOptions } from './plan.ts';

/** Raised whenever the same options give other bytes. */
export const TREE_VERSION = 2;

/** What was written. */
export interface WrittenTree {
  readonly files: number;
  readonly bytes: number;
  readonly keys: number;
  /** SHA-256 over paths, lengths and contents: two trees with the same digest are the same. */
  readonly digest: string;
}

/** Where `writeTree` puts what it makes. */
export interface TreeTarget {
  write(path: string, data: Buffer): void;
}

/** Puts the files below a folder of the disk. */
export function diskTarget(folder: string): TreeTarget {
  const made = new Set<string>();
  return {
    write(path, data) {
      const file = join(folder, path);
      const parent = dirname(file);
      if (!made.has(parent)) {
        mkdirSync(parent, { recursive: true });
        made.add(parent);
      }
      writeFileSync(file, data);
    },
  };
}

/** Generates a tree; the same options give the same bytes on every machine. */
export function writeTree(options: TreeOptions, target: TreeTarget): WrittenTree {
  const plan = planTree(options);
  const lines = plantedLines(options, plan);
  const hash = createHash('sha256');
  let bytes = 0;
  for (const file of plan) {
    const data = content(options.seed, file, lines.get(file));
    hash.update(`${file.path}\0${data.length}\0`).update(data);
    bytes += data.length;
    target.write(file.path, data);
  }
  return { files: plan.length, bytes, keys: lines.size, digest: hash.digest('hex') };
}

/** Which files hold a planted key: TypeScript ones, evenly spread. */
function plantedLines(options: TreeOptions, plan: readonly PlannedFile[]): Map<PlannedFile, string> {
  const homes = plan.filter((file) => file.language?.extension === 'ts');
  const keys = plantedKeys(new Random(options.seed, -1), Math.min(options.keys, homes.length));
  const lines = new Map<PlannedFile, string>();
  for (const [index, key] of keys.entries()) {
    const home = homes[Math.floor(((index + 0.5) * homes.length) / keys.length)];
    if (home !== undefined) {
      lines.set(home, key.line);
    }
  }
  return lines;
}
