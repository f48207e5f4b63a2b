/** Scans the files below paths: the one face of the files' source. */
import { lstatSync, realpathSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { FindingCollector } from '../../collect.ts';
import type { LocatedSighting } from '../../collect.ts';
import { CoverageMeter } from '../../coverage.ts';
import { KeyturnError } from '../../errors.ts';
import type { ScanResult } from '../../model.ts';
import { printable } from '../../place/excerpt.ts';
import type { Scanner } from '../../scan.ts';
import { elapsed } from '../elapsed.ts';
import { loadArchives } from '../archive/load.ts';
import { scannerFor } from '../pool/scanner-for.ts';
import type { SharedScannerOptions } from '../pool/scanner-for.ts';
import { SharedQueue } from '../pool/shared-queue.ts';
import { WorkerPool } from '../pool/worker-pool.ts';
import { isIgnored, listFiles } from './listing.ts';
import { findWorkTree, isWorkTree } from './repository.ts';
import { PathFilter } from './path-filter.ts';
import type { PathFilterSettings } from './path-filter.ts';
import { beginArchive, beginTask } from './begin-task.ts';
import type { TaskContext } from './task-context.ts';
import { TaskList } from './task-list.ts';
import { FILES_OF_A_TASK, joinPath } from './task.ts';
import type { Task } from './task.ts';
import { TrackedPaths } from './tracked-paths.ts';

export interface FileProgress {
  readonly files: number;
  readonly bytes: number;
}

export interface FileScanOptions extends SharedScannerOptions {
  readonly paths: readonly string[];
  /** Threads in all, this one included. */
  readonly threads: number;
  /** In milliseconds: how long one thread works before others are started. By default a few. */
  readonly aloneFor?: number;
  /** Scan what git ignores too, and ask no git. */
  readonly noIgnore: boolean;
  /** Which files are looked at; by default all. */
  readonly filter?: {
    readonly include: readonly string[];
    readonly exclude: readonly string[];
    readonly anchor: string;
  };
  /** In bytes; larger files are a gap in the coverage. */
  readonly maxFileSize?: number;
  /** Whether archives are opened; left out, they are. */
  readonly archives?: boolean;
  /** Told where something has a key's shape and is a placeholder; asked for, one thread does all. */
  readonly onPlaceholder?: (place: string) => void;
  readonly signal?: AbortSignal;
  /** Called now and then while it runs. */
  readonly onProgress?: (progress: FileProgress) => void;
  /** Sentences for the user that change nothing of the result. */
  readonly onNotice?: (notice: string) => void;
  /** Places as they are found, in no order: those of one file at once. All roots are known by then. */
  readonly onFound?: (found: readonly LocatedSighting[], roots: readonly string[]) => void;
}

/** How long this thread works before it attends to signals, progress and messages, in milliseconds. */
const SLICE = 25;
/** Other threads are started when there is work left after this many milliseconds. */
const ALONE = 4;

/** Between two looks at the clock: asking for the time costs about as much as opening a file. */
const STEPS = 2;

/**
 * Scans files and directories.
 *
 * Inside a repository: what git tracks and what it does not ignore. Elsewhere: everything. Symbolic links are not followed,
 * and nothing but regular files is opened. The result is the same with any number of threads.
 *
 * @throws KeyturnError `source` where a path is not there or git, where it is needed, fails
 */
export async function scanFiles(options: FileScanOptions): Promise<ScanResult> {
  const run = new FileScan(options, await scannerFor(options));
  return run.result();
}

const tick = (): Promise<void> => new Promise((done) => setImmediate(done));

class FileScan {
  readonly #options: FileScanOptions;
  readonly #queue = new SharedQueue();
  readonly #tasks = new TaskList(this.#queue);
  readonly #meter = new CoverageMeter();
  readonly #collector = new FindingCollector();
  readonly #roots: string[] = [];
  #context: TaskContext;
  #filter: PathFilterSettings | null = null;
  readonly #listings = new Set<Promise<void>>();
  readonly #listed = new Set<string>();
  #pool: WorkerPool | undefined;
  #failure: unknown;
  #saidGitMissing = false;

  constructor(options: FileScanOptions, scanner: Scanner) {
    this.#options = options;
    this.#context = {
      roots: this.#roots,
      queue: this.#queue,
      tasks: this.#tasks,
      scanner,
      meter: this.#meter,
      report: this.#add,
      reportRepository: (root, directory) => {
        this.#queue.begin();
        this.#list(root, directory);
      },
      ignoreRepositories: options.noIgnore,
      maxFileSize: options.maxFileSize ?? null,
      filter: null,
      opensArchives: options.archives ?? true,
    };
    const { onPlaceholder } = options;
    scanner.onPlaceholder =
      onPlaceholder && ((path, place): void => onPlaceholder(`${path ?? ''}:${place.startLine}:${place.startColumn}`));
  }

  readonly #add = (found: readonly LocatedSighting[]): void => {
    for (const one of found) this.#collector.add(one);
    this.#options.onFound?.(found, this.#roots);
  };

  async result(): Promise<ScanResult> {
    const targets = this.#options.paths.map(targetOf);
    const filter = this.#filterFor(targets.map(({ root }) => root));
    this.#filter = filter;
    this.#context = { ...this.#context, filter: filter === null ? null : new PathFilter(filter) };
    // While the targets are taken in, nobody may believe that all is done.
    this.#queue.begin();
    for (const { root, file } of targets) {
      const index = this.#rootIndex(root);
      if (file !== undefined) {
        this.#tasks.add({
          kind: 'files',
          root: index,
          directory: '',
          names: [file],
          mayBeMissing: false,
          isLatin1: false,
        });
      } else {
        await this.#takeDirectory(index, root);
      }
    }
    this.#queue.finish();
    try {
      await this.#work();
    } finally {
      if (!this.#queue.isDone || this.#failure !== undefined) this.#queue.stop();
      if (this.#pool !== undefined) await this.#pool.end(this.#meter);
    }
    if (this.#failure !== undefined) throw this.#failure;
    return { roots: this.#roots, findings: this.#collector.findings(), coverage: this.#meter.result() };
  }

  /** Patterns are anchored where the configuration stands, paths are relative to their root. */
  #filterFor(roots: readonly string[]): PathFilterSettings | null {
    const { filter } = this.#options;
    if (filter === undefined || filter.include.length + filter.exclude.length === 0) return null;
    const anchor = realpathSync(filter.anchor);
    const prefixes = [...new Set(roots)].map((root) => {
      const way = relative(anchor, realpathSync(root)).replaceAll('\\', '/');
      return way === '' || way.startsWith('..') ? '' : `${way}/`;
    });
    return { include: filter.include, exclude: filter.exclude, prefixes };
  }

  #rootIndex(root: string): number {
    const known = this.#roots.indexOf(root);
    if (known !== -1) return known;
    this.#roots.push(root);
    return this.#roots.length - 1;
  }

  async #takeDirectory(index: number, root: string): Promise<void> {
    const { noIgnore, onNotice } = this.#options;
    const top = noIgnore ? undefined : findWorkTree(root);
    if (top === undefined) {
      this.#tasks.add({ kind: 'walk', root: index, directory: '' });
      return;
    }
    if (await this.#isIgnored(top, realpathSync(root))) {
      onNotice?.(`${printable(root)} is ignored by git; it was named, so everything in it is scanned.`);
      this.#tasks.add({ kind: 'walk', root: index, directory: '' });
      return;
    }
    this.#queue.begin();
    this.#list(index, '');
  }

  async #isIgnored(top: string, directory: string): Promise<boolean> {
    try {
      return await isIgnored(top, directory, this.#options.signal);
    } catch (error) {
      // The listing meets the same, and knows what to do.
      if (isGitMissing(error)) return false;
      throw error;
    }
  }

  /** Lists a repository, or a directory of one, in the background; the queue has been told of it. */
  #list(root: number, directory: string): void {
    const listing = this.#listRepository(root, directory)
      .catch((error: unknown) => {
        if (isGitMissing(error)) {
          if (!this.#saidGitMissing) {
            this.#options.onNotice?.('git is not installed, so what it would ignore is scanned as well.');
          }
          this.#saidGitMissing = true;
          this.#tasks.add({ kind: 'walk', root, directory, evenRepository: true });
          return;
        }
        this.#failure ??= error;
        this.#queue.stop();
      })
      .finally(() => {
        this.#queue.finish();
        this.#listings.delete(listing);
      });
    this.#listings.add(listing);
  }

  async #listRepository(root: number, directory: string): Promise<void> {
    const rootPath = this.#roots[root] ?? '';
    const path = realpathSync(directory === '' ? rootPath : `${rootPath}/${directory}`);
    if (directory !== '' && (this.#listed.has(path) || lstatSync(`${rootPath}/${directory}`).isSymbolicLink())) return;
    this.#listed.add(path);
    // A submodule that was not checked out is an empty directory; a file that became a directory is listed by its files.
    if (directory !== '' && !isWorkTree(path)) return;
    const top = findWorkTree(path) ?? path;
    const paths = new TrackedPaths(path);
    for await (const files of listFiles(top, path, this.#options.signal)) {
      if (this.#queue.isStopped) return;
      for (const file of files) {
        if (!paths.isInside(file.name)) continue;
        const name = file.name;
        const isLatin1 = /[\x80-\xff]/.test(name);
        if (file.isRepository) {
          this.#queue.begin();
          this.#list(root, joinPath(directory, isLatin1 ? Buffer.from(name, 'latin1').toString('utf8') : name));
        } else {
          this.#gather(root, directory, name, file.tracked, isLatin1);
        }
      }
    }
    this.#flush();
  }

  #gathered: { root: number; directory: string; mayBeMissing: boolean; isLatin1: boolean; names: string[] } | undefined;

  #gather(root: number, directory: string, name: string, mayBeMissing: boolean, isLatin1: boolean): void {
    let gathered = this.#gathered;
    const fits =
      gathered !== undefined &&
      gathered.root === root &&
      gathered.directory === directory &&
      gathered.mayBeMissing === mayBeMissing &&
      gathered.isLatin1 === isLatin1 &&
      gathered.names.length < FILES_OF_A_TASK;
    if (gathered === undefined || !fits) {
      this.#flush();
      gathered = { root, directory, mayBeMissing, isLatin1, names: [] };
      this.#gathered = gathered;
    }
    gathered.names.push(name);
  }

  #flush(): void {
    if (this.#gathered === undefined) return;
    this.#tasks.add({ kind: 'files', ...this.#gathered });
    this.#gathered = undefined;
  }

  /** Works until everything is done, in slices; starts other threads when that pays. */
  async #work(): Promise<void> {
    const { signal, onProgress, threads, aloneFor = ALONE } = this.#options;
    const started = elapsed();
    let sliceEnd = started + Math.min(aloneFor, SLICE);
    let steps = 0;
    for (;;) {
      this.#tasks.share();
      const task = this.#tasks.next();
      if (task === undefined) {
        if (this.#queue.isDone || this.#queue.isStopped) return;
        this.#queue.wait(true);
        await tick();
        this.#queue.wait(false);
        this.#pool?.look(this.#collector.size);
      } else {
        const context = this.#context;
        const run =
          task.kind === 'archive' ? beginArchive(task, context, await loadArchives()) : beginTask(task, context);
        for (let goesOn = true; goesOn;) {
          goesOn = run?.step() === true;
          if (++steps % STEPS !== 0 || elapsed() < sliceEnd) continue;
          if (
            this.#pool === undefined &&
            threads > 1 &&
            elapsed() - started >= aloneFor &&
            this.#options.onPlaceholder === undefined &&
            (hasParts(task) || !this.#tasks.isEmpty || !this.#queue.isEmpty)
          ) {
            this.#pool = new WorkerPool(
              {
                threads: threads - 1,
                memory: this.#queue.memory,
                roots: this.#roots,
                fingerprintKey: this.#options.fingerprintKey,
                custom: this.#options.custom ?? null,
                ignoreRepositories: this.#options.noIgnore,
                maxFileSize: this.#options.maxFileSize ?? null,
                filter: this.#filter,
                opensArchives: this.#context.opensArchives,
              },
              { found: this.#add, repository: (root, directory) => this.#list(root, directory) },
            );
          }
          await tick();
          this.#pool?.look(this.#collector.size);
          onProgress?.(this.#queue.progress);
          if (signal?.aborted === true || this.#queue.isStopped) {
            run?.stop();
            break;
          }
          sliceEnd = elapsed() + SLICE;
        }
        this.#queue.finish();
      }
      if (signal?.aborted === true) {
        this.#queue.stop();
        throw signal.reason;
      }
      if (this.#pool?.failure !== undefined) throw this.#pool.failure;
    }
  }
}

/** Whether another thread could take a part of a task. */
function hasParts(task: Task): boolean {
  return task.kind === 'walk' || (task.kind === 'files' && task.names.length > 1);
}

function isGitMissing(error: unknown): boolean {
  return error instanceof KeyturnError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
}

/** What a path on the command line means: a directory, or a file in its folder. */
function targetOf(path: string): { root: string; file?: string } {
  const absolute = resolve(path);
  let stat: Stats;
  try {
    stat = statSync(absolute);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const shown = printable(path);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new KeyturnError('source', `There is nothing at ${shown}. Check the path.`, { cause: error });
    }
    if (code === 'ELOOP') {
      throw new KeyturnError(
        'source',
        `${shown} is a symbolic link that leads in a circle. Name the file or directory itself.`,
        { cause: error },
      );
    }
    if (code === 'EACCES' || code === 'EPERM') {
      throw new KeyturnError(
        'source',
        `${shown} cannot be read: permission denied. Ask for access, or name another path.`,
        { cause: error },
      );
    }
    throw error;
  }
  if (stat.isDirectory()) return { root: absolute };
  if (stat.isFile()) return { root: dirname(absolute), file: basename(absolute) };
  throw new KeyturnError(
    'source',
    `${printable(path)} is neither a file nor a directory; pipes, sockets and devices are not opened. Pass a pipe's content with --stdin.`,
  );
}
