import { readdirSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import type { LocatedSighting, Whereabouts } from '../../collect.ts';
import type { CoverageMeter } from '../../coverage.ts';
import type { Sighting } from '../../model.ts';
import type { Scanner } from '../../scan.ts';
import type { ScanArchive } from '../archive/load.ts';
import type { SharedQueue } from '../pool/shared-queue.ts';
import type { PathFilter } from './path-filter.ts';
import { scanArchiveFile, scanFile } from './scan-file.ts';
import type { FileFailure } from './scan-file.ts';
import { decodeTask, encodeTask, FILES_OF_A_TASK, joinPath } from './task.ts';
import type { Task } from './task.ts';

/** How many tasks one thread gives away at a time. */
const SHARED_AT_ONCE = 32;
/** A part of a directory that is as small is not divided any more. */
const FEWEST_LEFT = 4;
const REPLACEMENT = '�';

/** What a thread needs to work off tasks, and where it puts what it finds. */
export interface TaskContext {
  readonly roots: readonly string[];
  readonly queue: SharedQueue;
  readonly tasks: TaskList;
  readonly scanner: Scanner;
  readonly meter: CoverageMeter;
  readonly report: (found: LocatedSighting[]) => void;
  /** A directory that is a repository of its own: git says what belongs to it. */
  readonly reportRepository: (root: number, directory: string) => void;
  /** Whether repositories inside a walked tree are walked like the rest. */
  readonly ignoreRepositories: boolean;
  /** In bytes, or null. */
  readonly maxFileSize: number | null;
  /** Null: all files. */
  readonly filter: PathFilter | null;
  /** Whether archives are opened. */
  readonly opensArchives: boolean;
}

/**
 * The tasks of one thread. It keeps what it finds and takes the newest first, which keeps the list short; the oldest, most
 * often a directory with much below it, go to the shared queue whenever that is empty.
 */
export class TaskList {
  readonly #queue: SharedQueue;
  readonly #own: Task[] = [];

  constructor(queue: SharedQueue) {
    this.#queue = queue;
  }

  add(task: Task): void {
    this.#queue.begin();
    this.#own.push(task);
  }

  next(): Task | undefined {
    const own = this.#own.pop();
    if (own !== undefined) return own;
    const text = this.#queue.pop();
    return text === undefined ? undefined : decodeTask(text);
  }

  /** Whether this thread keeps none. */
  get isEmpty(): boolean {
    return this.#own.length === 0;
  }

  /** Gives others a task, if they have room for it. */
  give(task: Task): boolean {
    this.#queue.begin();
    const isTaken = this.#queue.push(encodeTask(task));
    if (!isTaken) this.#queue.finish();
    return isTaken;
  }

  /** Gives others some of this thread's tasks, where they have none. */
  share(): void {
    if (this.#own.length < 2 || !this.#queue.isEmpty) return;
    const given = this.#own.splice(0, Math.min(SHARED_AT_ONCE, this.#own.length >>> 1));
    for (const task of given) if (!this.#queue.push(encodeTask(task))) this.#own.push(task);
  }
}

/** Does one task but that of an archive. Yields after each file, so that a thread with other duties can attend to them. */
export function* runTask(task: Exclude<Task, { kind: 'archive' }>, context: TaskContext): Generator<void, void, void> {
  if (task.kind === 'walk') {
    yield* walk(task.root, task.directory, task.evenRepository === true || context.ignoreRepositories, context);
  } else yield* scanFiles(task, context);
}

/** Opens an archive and searches what is in it; yields after each entry. */
export function* runArchiveTask(
  { root, path, isLatin1 }: Extract<Task, { kind: 'archive' }>,
  context: TaskContext,
  scanArchive: ScanArchive,
): Generator<void, void, void> {
  const { scanner, meter, queue, maxFileSize } = context;
  const top = `${context.roots[root] ?? ''}/`;
  const bytes = Buffer.from(path, 'latin1');
  const file = isLatin1 ? Buffer.concat([Buffer.from(top), bytes]) : top + path;
  const name = isLatin1 ? bytes.toString('utf8') : path;
  const before = meter.bytes;
  const outcome = yield* scanArchiveFile(file, name, scanner, meter, maxFileSize, scanArchive);
  if (typeof outcome === 'string') noteFailure(outcome, root, name, false, context);
  else if (outcome.length > 0) context.report(located(outcome, root, name));
  queue.count(1, meter.bytes - before);
}

function* walk(
  root: number,
  directory: string,
  evenRepository: boolean,
  context: TaskContext,
): Generator<void, void, void> {
  const top = context.roots[root] ?? '';
  const path = directory === '' ? top : `${top}/${directory}`;
  let entries: Dirent[];
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    context.meter.skip(
      directory === '' ? '.' : directory,
      code === 'ENOENT' || code === 'ENOTDIR' ? 'vanished' : 'unreadable',
    );
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
  const { tasks } = context;
  let isLatin1 = false;
  if (files.some((name) => name.includes(REPLACEMENT)) || directories.some((name) => name.includes(REPLACEMENT))) {
    // A name that is no UTF-8 can only be opened by its bytes.
    const named = readdirSync(path, { withFileTypes: true, encoding: 'latin1' });
    files = named.filter((entry) => entry.isFile()).map((entry) => entry.name);
    isLatin1 = true;
    for (const entry of named) {
      if (entry.isDirectory() && /[\x80-\xff]/.test(entry.name)) yield* walkBytes(root, directory, entry.name, context);
    }
  }
  for (const name of directories) {
    if (!name.includes(REPLACEMENT)) tasks.add({ kind: 'walk', root, directory: joinPath(directory, name) });
  }
  // The last part is done here and now; the rest is anybody's.
  let from = 0;
  for (; files.length - from > FILES_OF_A_TASK; from += FILES_OF_A_TASK) {
    tasks.add({
      kind: 'files',
      root,
      directory,
      names: files.slice(from, from + FILES_OF_A_TASK),
      mayBeMissing: false,
      isLatin1,
    });
  }
  tasks.share();
  yield* scanFiles(
    { kind: 'files', root, directory, names: from === 0 ? files : files.slice(from), mayBeMissing: false, isLatin1 },
    context,
  );
}

/** Walks a directory whose name is known by its bytes only, and all below it. */
function* walkBytes(
  root: number,
  parent: string,
  latin1Name: string,
  context: TaskContext,
): Generator<void, void, void> {
  const top = context.roots[root] ?? '';
  const utf8Name = Buffer.from(latin1Name, 'latin1').toString('utf8');
  if (!utf8Name.includes(REPLACEMENT)) return;
  const stack = [Buffer.concat([Buffer.from(parent === '' ? '' : `${parent}/`), Buffer.from(latin1Name, 'latin1')])];
  for (let directory = stack.pop(); directory !== undefined; directory = stack.pop()) {
    const shown = directory.toString('utf8');
    let entries: Dirent[];
    try {
      entries = readdirSync(Buffer.concat([Buffer.from(`${top}/`), directory]), {
        withFileTypes: true,
        encoding: 'latin1',
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      context.meter.skip(shown, 'unreadable');
      continue;
    }
    for (const entry of entries) {
      const path = Buffer.concat([directory, Buffer.from(`/${entry.name}`, 'latin1')]);
      if (entry.isDirectory() && entry.name !== '.git') stack.push(path);
      else if (entry.isFile()) {
        const large = scanOne(
          Buffer.concat([Buffer.from(`${top}/`), path]),
          path.toString('utf8'),
          path.toString('latin1'),
          root,
          false,
          context,
        );
        if (large !== undefined) yield* large;
        yield;
      }
    }
  }
}

function* scanFiles(task: Extract<Task, { kind: 'files' }>, context: TaskContext): Generator<void, void, void> {
  const { root, directory, names, mayBeMissing, isLatin1 } = task;
  const top = context.roots[root] ?? '';
  const base = directory === '' ? `${top}/` : `${top}/${directory}/`;
  const { meter, queue, tasks } = context;
  const filesBefore = meter.files;
  const bytesBefore = meter.bytes;
  let end = names.length;
  for (let i = 0; i < end; i++) {
    const name = names[i] ?? '';
    if (end - i > FEWEST_LEFT && queue.isWanted) {
      // Files may take long, and with the last of them no thread should be alone.
      const half = (i + end) >>> 1;
      if (tasks.give({ ...task, names: names.slice(half, end) })) end = half;
    }
    const latin1Name = isLatin1 ? Buffer.from(name, 'latin1') : undefined;
    const path = latin1Name === undefined ? base + name : Buffer.concat([Buffer.from(base), latin1Name]);
    const shown = joinPath(directory, latin1Name === undefined ? name : latin1Name.toString('utf8'));
    const raw = latin1Name === undefined ? null : Buffer.concat([Buffer.from(base.slice(top.length + 1)), latin1Name]);
    const large = scanOne(path, shown, raw?.toString('latin1') ?? null, root, mayBeMissing, context);
    if (large !== undefined) yield* large;
    yield;
  }
  queue.count(meter.files - filesBefore, meter.bytes - bytesBefore);
}

/**
 * Scans one file; where it is too large for one go, returns what remains to be done. An archive becomes a task of its own,
 * which any thread may take.
 *
 * @param latin1 the path by its bytes, relative to the root, where that is the only way to open it
 */
function scanOne(
  path: string | Buffer,
  name: string,
  latin1: string | null,
  root: number,
  mayBeMissing: boolean,
  context: TaskContext,
): Generator<void, void, void> | undefined {
  if (context.filter?.leavesOut(root, name) === true) return undefined;
  const { scanner, meter, tasks } = context;
  const outcome = scanFile(path, name, scanner, meter, context.maxFileSize, context.opensArchives);
  if (outcome === 'archive') {
    tasks.add({ kind: 'archive', root, path: latin1 ?? name, isLatin1: latin1 !== null });
    return undefined;
  }
  if (typeof outcome === 'string') {
    noteFailure(outcome, root, name, mayBeMissing, context);
    return undefined;
  }
  if ('next' in outcome) return finishLarge(outcome, root, name, context);
  if (outcome.length > 0) context.report(located(outcome, root, name));
  return undefined;
}

function noteFailure(
  failure: FileFailure,
  root: number,
  name: string,
  mayBeMissing: boolean,
  { meter, reportRepository }: TaskContext,
): void {
  if (failure === 'directory') reportRepository(root, name);
  else if (failure === 'missing') {
    if (!mayBeMissing) meter.skip(name, 'vanished');
  } else if (failure === 'unreadable' || failure === 'too-large') meter.skip(name, failure);
}

function* finishLarge(
  scan: Generator<void, Sighting[], void>,
  root: number,
  name: string,
  context: TaskContext,
): Generator<void, void, void> {
  try {
    const sightings = yield* scan;
    if (sightings.length > 0) context.report(located(sightings, root, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    context.meter.skip(name, 'unreadable');
  }
}

function located(sightings: readonly Sighting[], root: number, path: string): LocatedSighting[] {
  const where: Whereabouts = { source: 'file', root, path };
  return sightings.map((sighting) => ({ sighting, where }));
}
