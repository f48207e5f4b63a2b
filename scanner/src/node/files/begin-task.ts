import type { ScanArchive } from '../archive/load.ts';
import { scanArchiveFile } from './scan-file.ts';
import { located, noteFailure } from './scan-one.ts';
import type { TaskContext } from './task-context.ts';
import { TaskRun } from './task-run.ts';
import type { ArchiveTask, FilesTask, Task } from './task.ts';
import { walk } from './walk.ts';

/** Begins a task: reads a directory, if it is one to walk. Undefined where nothing is left to do. */
export function beginTask(task: Exclude<Task, ArchiveTask>, context: TaskContext): TaskRun | undefined {
  if (task.kind === 'files') return new TaskRun(context, task);
  return walk(task.root, task.directory, task.evenRepository === true || context.ignoreRepositories, context);
}

/** Begins to open an archive and to search what is in it; a step is an entry. */
export function beginArchive(task: ArchiveTask, context: TaskContext, scanArchive: ScanArchive): TaskRun {
  const { root } = task;
  const none: FilesTask = { kind: 'files', root, directory: '', names: [], mayBeMissing: false, isLatin1: false };
  return new TaskRun(context, none, openArchive(task, context, scanArchive));
}

function* openArchive(
  { root, path, isLatin1 }: ArchiveTask,
  context: TaskContext,
  scanArchive: ScanArchive,
): Generator<void, void, void> {
  const { scanner, meter, maxFileSize } = context;
  const top = `${context.roots[root] ?? ''}/`;
  const bytes = Buffer.from(path, 'latin1');
  const file = isLatin1 ? Buffer.concat([Buffer.from(top), bytes]) : top + path;
  const name = isLatin1 ? bytes.toString('utf8') : path;
  const outcome = yield* scanArchiveFile(file, name, scanner, meter, maxFileSize, scanArchive);
  if (typeof outcome === 'string') noteFailure(outcome, root, name, false, context);
  else if (outcome.length > 0) context.report(located(outcome, root, name));
}
