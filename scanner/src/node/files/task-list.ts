import type { SharedQueue } from '../pool/shared-queue.ts';
import { decodeTask, encodeTask } from './task.ts';
import type { Task } from './task.ts';

/** How many tasks one thread gives away at a time. */
const SHARED_AT_ONCE = 32;

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
