import { readdirSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import type { LocatedSighting } from '../../collect.ts';
import type { CoverageMeter } from '../../coverage.ts';
import type { Scanner } from '../../scan.ts';
import type { SharedQueue } from '../pool/shared-queue.ts';
import { scanFile } from './scan-file.ts';
import { decodeTask, encodeTask } from './task.ts';
import type { Task } from './task.ts';

/** Files that one task takes along: small enough to share a large directory out, large enough to be worth the queue. */
const FILES_OF_A_TASK = 128;
const REPLACEMENT = '�';

/** What a thread needs to work off tasks, and where it puts what it finds. */
export interface TaskContext {
  readonly roots: readonly string[];
  readonly queue: SharedQueue;
  readonly scanner: Scanner;
  readonly meter: CoverageMeter;
  readonly report: (found: LocatedSighting[]) => void;
  /** A directory that is a repository of its own: git says what belongs to it. */
  readonly reportRepository: (root: number, directory: string) => void;
  /** Whether repositories inside a walked tree are walked like the rest. */
  readonly ignoreRepositories: boolean;
}

/** Tasks that the shared queue had no room for. */
const ownTasks: string[] = [];

export function submit(queue: SharedQueue, task: Task): void {
  queue.begin();
  const text = encodeTask(task);
  if (!queue.push(text)) ownTasks.push(text);
}

export function nextTask(queue: SharedQueue): Task | undefined {
  const text = ownTasks.pop() ?? queue.pop();
  return text === undefined ? undefined : decodeTask(text);
}

/** Does one task. Yields after each file, so that a thread with other duties can attend to them. */
export function* runTask(task: Task, context: TaskContext): Generator<void, void, void> {
  if (task.kind === 'walk') yield* walk(task.root, task.directory, task.evenRepository === true || context.ignoreRepositories, context);
  else yield* scanFiles(task, context);
}

const join = (directory: string, name: string): string => (directory === '' ? name : `${directory}/${name}`);

function* walk(root: number, directory: string, evenRepository: boolean, context: TaskContext): Generator<void, void, void> {
  const top = context.roots[root] ?? '';
  const path = directory === '' ? top : `${top}/${directory}`;
  let entries: Dirent[];
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    context.meter.skip(directory === '' ? '.' : directory, code === 'ENOENT' || code === 'ENOTDIR' ? 'vanished' : 'unreadable');
    return;
  }
  let files: string[] = [];
  const directories: string[] = [];
  for (const entry of entries) {
    if (entry.isFile()) {
      if (entry.name === '.git' && !evenRepository && directory !== '') {
        context.reportRepository(root, directory);
        return;
      }
      files.push(entry.name);
    } else if (entry.isDirectory()) {
      if (entry.name !== '.git') {
        directories.push(entry.name);
      } else if (!evenRepository && directory !== '') {
        context.reportRepository(root, directory);
        return;
      }
    }
  }
  const { queue } = context;
  let isLatin1 = false;
  if (files.some((name) => name.includes(REPLACEMENT)) || directories.some((name) => name.includes(REPLACEMENT))) {
    // A name that is no UTF-8 can only be opened by its bytes.
    const named = readdirSync(path, { withFileTypes: true, encoding: 'latin1' });
    files = named.filter((entry) => entry.isFile()).map((entry) => entry.name);
    isLatin1 = true;
    for (const entry of named) if (entry.isDirectory() && /[\x80-\xff]/.test(entry.name)) yield* walkBytes(root, directory, entry.name, context);
  }
  for (const name of directories) {
    if (!name.includes(REPLACEMENT)) submit(queue, { kind: 'walk', root, directory: join(directory, name) });
  }
  // The last part is done here and now; the rest is anybody's.
  let from = 0;
  for (; files.length - from > FILES_OF_A_TASK; from += FILES_OF_A_TASK) {
    submit(queue, { kind: 'files', root, directory, names: files.slice(from, from + FILES_OF_A_TASK), mayBeMissing: false, isLatin1 });
  }
  yield* scanFiles({ kind: 'files', root, directory, names: from === 0 ? files : files.slice(from), mayBeMissing: false, isLatin1 }, context);
}

/** Walks a directory whose name is known by its bytes only, and all below it. */
function* walkBytes(root: number, parent: string, latin1Name: string, context: TaskContext): Generator<void, void, void> {
  const top = context.roots[root] ?? '';
  const utf8Name = Buffer.from(latin1Name, 'latin1').toString('utf8');
  if (!utf8Name.includes(REPLACEMENT)) return;
  const stack = [Buffer.concat([Buffer.from(`${parent === '' ? '' : `${parent}/`}`), Buffer.from(latin1Name, 'latin1')])];
  for (let directory = stack.pop(); directory !== undefined; directory = stack.pop()) {
    const shown = directory.toString('utf8');
    let entries: Dirent[];
    try {
      entries = readdirSync(Buffer.concat([Buffer.from(`${top}/`), directory]) as unknown as string, { withFileTypes: true, encoding: 'latin1' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      context.meter.skip(shown, 'unreadable');
      continue;
    }
    for (const entry of entries) {
      const path = Buffer.concat([directory, Buffer.from(`/${entry.name}`, 'latin1')]);
      if (entry.isDirectory() && entry.name !== '.git') stack.push(path);
      else if (entry.isFile()) yield* scanOne(Buffer.concat([Buffer.from(`${top}/`), path]), path.toString('utf8'), root, false, context);
    }
  }
}

function* scanFiles(task: Extract<Task, { kind: 'files' }>, context: TaskContext): Generator<void, void, void> {
  const { root, directory, names, mayBeMissing, isLatin1 } = task;
  const top = context.roots[root] ?? '';
  const base = directory === '' ? `${top}/` : `${top}/${directory}/`;
  const { meter, queue } = context;
  const filesBefore = meter.files;
  const bytesBefore = meter.bytes;
  for (const name of names) {
    if (!isLatin1) {
      yield* scanOne(base + name, join(directory, name), root, mayBeMissing, context);
    } else {
      const bytes = Buffer.from(name, 'latin1');
      yield* scanOne(Buffer.concat([Buffer.from(base), bytes]), join(directory, bytes.toString('utf8')), root, mayBeMissing, context);
    }
    if (queue.isStopped) return;
  }
  queue.count(meter.files - filesBefore, meter.bytes - bytesBefore);
}

function* scanOne(path: string | Buffer, name: string, root: number, mayBeMissing: boolean, context: TaskContext): Generator<void, void, void> {
  const { scanner, meter } = context;
  const outcome = yield* scanFile(path, name, scanner, meter, (sightings) => {
    context.report(sightings.map((sighting) => ({ sighting, where: { source: 'file', root, path: name } })));
  });
  if (outcome === 'directory') context.reportRepository(root, name);
  else if (outcome === 'missing' && !mayBeMissing) meter.skip(name, 'vanished');
  else if (outcome === 'unreadable') meter.skip(name, 'unreadable');
  yield;
}
