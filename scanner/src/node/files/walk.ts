import { readdirSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { scanOne } from './scan-one.ts';
import type { TaskContext } from './task-context.ts';
import { TaskRun } from './task-run.ts';
import { FILES_OF_A_TASK, joinPath } from './task.ts';
import type { FilesTask } from './task.ts';

const WITH_TYPES = { withFileTypes: true } as const;
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
  let entries: Dirent[];
  try {
    entries = readdirSync(path, WITH_TYPES);
  } catch (error) {
    noteUnread(error, directory, context);
    return undefined;
  }
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
  let named: Dirent[];
  try {
    named = readdirSync(path, { withFileTypes: true, encoding: 'latin1' });
  } catch (error) {
    noteUnread(error, directory, context);
    return undefined;
  }
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

function noteUnread(error: unknown, directory: string, { meter }: TaskContext): void {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  const isGone = code === 'ENOENT' || code === 'ENOTDIR';
  meter.skip(directory === '' ? '.' : directory, isGone ? 'vanished' : 'unreadable');
}

/** Walks directories whose names are known by their bytes only, and all below them. */
function* walkBytes(
  root: number,
  parent: string,
  latin1Names: readonly string[],
  context: TaskContext,
): Generator<void, void, void> {
  const top = context.roots[root] ?? '';
  const before = Buffer.from(parent === '' ? '' : `${parent}/`);
  const stack = latin1Names.map((name) => Buffer.concat([before, Buffer.from(name, 'latin1')]));
  for (let directory = stack.pop(); directory !== undefined; directory = stack.pop()) {
    const shown = directory.toString('utf8');
    let entries: Dirent[];
    try {
      entries = readdirSync(Buffer.concat([Buffer.from(`${top}/`), directory]), {
        withFileTypes: true,
        encoding: 'latin1',
      });
    } catch (error) {
      noteUnread(error, shown, context);
      continue;
    }
    for (const entry of entries) {
      const path = Buffer.concat([directory, Buffer.from(`/${entry.name}`, 'latin1')]);
      if (entry.isDirectory() && entry.name !== '.git') stack.push(path);
      else if (entry.isFile()) {
        const left = scanOne(
          Buffer.concat([Buffer.from(`${top}/`), path]),
          path.toString('utf8'),
          path.toString('latin1'),
          root,
          false,
          context,
        );
        if (typeof left === 'object') yield* left;
        yield;
      }
    }
  }
}
