import { readdirSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { scanBytes } from './scan-one.ts';
import type { TaskContext } from './task-context.ts';
import { TaskRun } from './task-run.ts';
import { FILES_OF_A_TASK, joinBytes, joinPath } from './task.ts';
import type { FilesTask } from './task.ts';

const REPLACEMENT = '\ufffd';

/**
 * Reads a directory: those in it become tasks, and its files a task that is begun at once. Undefined where it has none, or
 * where it is a repository of its own, which is reported.
 *
 * @param evenRepository whether a repository is walked like the rest
 */
export function walk(
  root: number,
  directory: string,
  evenRepository: boolean,
  context: TaskContext,
): TaskRun | undefined {
  const top = context.roots[root] ?? '';
  const path = directory === '' ? top : `${top}/${directory}`;
  const entries = list(path, 'utf8', directory, context);
  if (entries === undefined) return undefined;
  const files: string[] = [];
  const directories: string[] = [];
  let isUtf8 = true;
  for (const entry of entries) {
    const { name } = entry;
    const isFile = entry.isFile();
    if (!isFile && !entry.isDirectory()) continue;
    if (name === '.git') {
      if (!evenRepository && directory !== '') {
        context.reportRepository(root, directory);
        return undefined;
      }
      if (!isFile) continue;
    }
    if (name.includes(REPLACEMENT)) isUtf8 = false;
    (isFile ? files : directories).push(name);
  }
  if (!isUtf8) return walkLatin1(root, directory, path, context);
  const { tasks } = context;
  for (const name of directories) tasks.add({ kind: 'walk', root, directory: joinPath(directory, name) });
  return shareFiles({ kind: 'files', root, directory, names: files, mayBeMissing: false, isLatin1: false }, context);
}

/** A directory with a name that is no UTF-8, and can only be opened by its bytes. */
function walkLatin1(root: number, directory: string, path: string, context: TaskContext): TaskRun | undefined {
  const named = list(path, 'latin1', directory, context);
  if (named === undefined) return undefined;
  const names = named.filter((entry) => entry.isFile()).map((entry) => entry.name);
  const strange: string[] = [];
  for (const entry of named) {
    if (!entry.isDirectory() || entry.name === '.git') continue;
    const name = Buffer.from(entry.name, 'latin1').toString('utf8');
    if (name.includes(REPLACEMENT)) strange.push(entry.name);
    else context.tasks.add({ kind: 'walk', root, directory: joinPath(directory, name) });
  }
  const files: FilesTask = { kind: 'files', root, directory, names, mayBeMissing: false, isLatin1: true };
  return shareFiles(files, context, strange.length === 0 ? undefined : walkBytes(root, directory, strange, context));
}

/** The last part of a directory's files is done here and now; the rest is anybody's. */
function shareFiles(files: FilesTask, context: TaskContext, first?: Generator<void, void, void>): TaskRun | undefined {
  const { names } = files;
  const { tasks } = context;
  let from = 0;
  for (; names.length - from > FILES_OF_A_TASK; from += FILES_OF_A_TASK) {
    tasks.add({ ...files, names: names.slice(from, from + FILES_OF_A_TASK) });
  }
  tasks.share();
  if (names.length === 0 && first === undefined) return undefined;
  return new TaskRun(context, from === 0 ? files : { ...files, names: names.slice(from) }, first);
}

/** What a directory holds; undefined, and told as a gap, where it cannot be read. */
function list(
  path: string | Buffer,
  encoding: 'utf8' | 'latin1',
  directory: string,
  { meter }: TaskContext,
): Dirent[] | undefined {
  try {
    return readdirSync(path, { withFileTypes: true, encoding });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const isGone = code === 'ENOENT' || code === 'ENOTDIR';
    meter.skip(directory === '' ? '.' : directory, isGone ? 'vanished' : 'unreadable');
    return undefined;
  }
}

/** Walks directories whose names are known by their bytes only, and all below them. */
function* walkBytes(
  root: number,
  parent: string,
  latin1Names: readonly string[],
  context: TaskContext,
): Generator<void, void, void> {
  const top = context.roots[root] ?? '';
  const stack = latin1Names.map((name) => joinBytes(parent, name));
  for (let directory = stack.pop(); directory !== undefined; directory = stack.pop()) {
    const path = Buffer.concat([Buffer.from(`${top}/`), directory]);
    for (const entry of list(path, 'latin1', directory.toString('utf8'), context) ?? []) {
      const below = Buffer.concat([directory, Buffer.from(`/${entry.name}`, 'latin1')]);
      if (entry.isDirectory() && entry.name !== '.git') stack.push(below);
      else if (entry.isFile()) {
        const left = scanBytes(below, root, false, context);
        if (typeof left === 'object') yield* left;
        yield;
      }
    }
  }
}
