import { NOTHING, scanBytes, scanOne } from './scan-one.ts';
import type { Left } from './scan-one.ts';
import type { TaskContext } from './task-context.ts';
import { joinBytes, joinPath } from './task.ts';
import type { FilesTask } from './task.ts';

/** A part of a directory that is as small is not divided any more. */
const FEWEST_LEFT = 4;
/** Between two looks at other duties: so many files, or so many bytes. */
const FILES_OF_A_STEP = 8;
const BYTES_OF_A_STEP = 2 ** 20;

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
    let left: Left = NOTHING;
    // What is found takes long to judge: then it is somebody else's turn as well.
    while (at < end && left === NOTHING && meter.bytes < enough) {
      const name = names[at++] ?? '';
      left = isLatin1
        ? this.#scanLatin1(name)
        : scanOne(base + name, joinPath(directory, name), null, root, mayBeMissing, context);
    }
    this.#at = at;
    if (typeof left === 'object') this.#first = left;
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

  #scanLatin1(name: string): Left {
    const { root, directory, mayBeMissing } = this.#files;
    return scanBytes(joinBytes(directory, name), root, mayBeMissing, this.#context);
  }
}
