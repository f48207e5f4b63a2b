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

type FilesTask = Extract<Task, { kind: 'files' }>;
type ArchiveTask = Extract<Task, { kind: 'archive' }>;

/** How many tasks one thread gives away at a time. */
const SHARED_AT_ONCE = 32;
/** A part of a directory that is as small is not divided any more. */
const FEWEST_LEFT = 4;
/** Between two looks at other duties: so many files, or so many bytes. */
const FILES_OF_A_STEP = 8;
const BYTES_OF_A_STEP = 2 ** 20;
const WITH_TYPES = { withFileTypes: true } as const;
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

/**
 * A task under way. It is taken on step by step, so that a thread with other duties can attend to them in between: by calls
 * of a method, since a generator that delegates to others costs more for a file than our part in scanning it.
 */
export class TaskRun {
  readonly #context: TaskContext;
  readonly #files: FilesTask;
  /** Of the files' directory, with a separator at its end. */
  readonly #base: string;
  /** What is done before the next file: what is left of a large one, say. */
  #first: Generator<void, void, void> | undefined;
  #at = 0;
  #end: number;
  readonly #filesBefore: number;
  readonly #bytesBefore: number;

  constructor(context: TaskContext, files: FilesTask, first?: Generator<void, void, void>) {
    this.#context = context;
    this.#files = files;
    const top = context.roots[files.root] ?? '';
    this.#base = files.directory === '' ? `${top}/` : `${top}/${files.directory}/`;
    this.#first = first;
    this.#end = files.names.length;
    this.#filesBefore = context.meter.files;
    this.#bytesBefore = context.meter.bytes;
  }

  /** Scans some files, or a part of a large one. @returns whether there is more to do */
  step(): boolean {
    if (this.#first === undefined) this.#scanSome();
    else if (this.#first.next().done === true) this.#first = undefined;
    if (this.#first !== undefined || this.#at < this.#end) return true;
    const { meter, queue } = this.#context;
    queue.count(meter.files - this.#filesBefore, meter.bytes - this.#bytesBefore);
    return false;
  }

  #scanSome(): void {
    const context = this.#context;
    const { meter, queue } = context;
    if (this.#end - this.#at > FEWEST_LEFT && queue.isWanted) this.#giveHalf();
    const { root, directory, names, mayBeMissing, isLatin1 } = this.#files;
    const base = this.#base;
    const enough = meter.bytes + BYTES_OF_A_STEP;
    const end = Math.min(this.#at + FILES_OF_A_STEP, this.#end);
    let at = this.#at;
    let large: Generator<void, void, void> | undefined;
    while (at < end && large === undefined && meter.bytes < enough) {
      const name = names[at++] ?? '';
      large = isLatin1
        ? this.#scanLatin1(name)
        : scanOne(base + name, joinPath(directory, name), null, root, mayBeMissing, context);
    }
    this.#at = at;
    this.#first = large;
  }

  /** Ends before its time: what is open is closed. */
  stop(): void {
    this.#first?.return();
  }

  /** Files may take long, and with the last of them no thread should be alone. */
  #giveHalf(): void {
    const half = (this.#at + this.#end) >>> 1;
    const given = { ...this.#files, names: this.#files.names.slice(half, this.#end) };
    if (this.#context.tasks.give(given)) this.#end = half;
  }

  #scanLatin1(name: string): Generator<void, void, void> | undefined {
    const { root, directory, mayBeMissing } = this.#files;
    const bytes = Buffer.from(name, 'latin1');
    const top = this.#context.roots[root] ?? '';
    const raw = Buffer.concat([Buffer.from(this.#base.slice(top.length + 1)), bytes]);
    return scanOne(
      Buffer.concat([Buffer.from(`${top}/`), raw]),
      joinPath(directory, bytes.toString('utf8')),
      raw.toString('latin1'),
      root,
      mayBeMissing,
      this.#context,
    );
  }
}

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

function walk(root: number, directory: string, evenRepository: boolean, context: TaskContext): TaskRun | undefined {
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
  return shareFiles(files, context, strange.length === 0 ? undefined : walkAllBytes(root, directory, strange, context));
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

function* walkAllBytes(
  root: number,
  parent: string,
  latin1Names: readonly string[],
  context: TaskContext,
): Generator<void, void, void> {
  for (const name of latin1Names) yield* walkBytes(root, parent, name, context);
}

/** Walks a directory whose name is known by its bytes only, and all below it. */
function* walkBytes(
  root: number,
  parent: string,
  latin1Name: string,
  context: TaskContext,
): Generator<void, void, void> {
  const top = context.roots[root] ?? '';
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
  if (outcome === null) return undefined;
  if (outcome === 'archive') {
    tasks.add({ kind: 'archive', root, path: latin1 ?? name, isLatin1: latin1 !== null });
    return undefined;
  }
  if (typeof outcome === 'string') {
    noteFailure(outcome, root, name, mayBeMissing, context);
    return undefined;
  }
  if ('next' in outcome) return finishLarge(outcome, root, name, context);
  context.report(located(outcome, root, name));
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
