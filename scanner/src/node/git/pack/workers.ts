/** The threads of a history scan, beside the main one. */
import type { Worker } from 'node:worker_threads';
import { workerFile, workerFor } from '../../pool/prestart.ts';
import { fromWire } from '../../wire-sightings.ts';
import type { PackOrder, PackReply } from './wire.ts';
import type { WalkReport } from './tasks.ts';

export class PackWorkers {
  readonly #workers: Worker[] = [];
  /** Why a thread ended before its time. */
  #failure: Error | undefined;
  readonly #waiting = new Map<Worker, { resolve: (reply: PackReply) => void; reject: (reason: unknown) => void }[]>();

  /** @param count how many threads to start; none where the worker's file is not built */
  constructor(count: number) {
    const file = workerFile('packs');
    if (file === undefined) return;
    for (let i = 0; i < count; i++) {
      const worker = workerFor('packs', file, null);
      this.#waiting.set(worker, []);
      worker.on('message', (reply: PackReply) => this.#waiting.get(worker)?.shift()?.resolve(reply));
      const fail = (reason: Error): void => {
        this.#failure ??= reason;
        for (const { reject } of this.#waiting.get(worker)?.splice(0) ?? []) reject(reason);
      };
      worker.on('error', fail);
      worker.on('exit', () => fail(new Error('A thread ended before its time.')));
      this.#workers.push(worker);
    }
  }

  get count(): number {
    return this.#workers.length;
  }

  /** Gives every thread an order. Resolves with their replies, in order. */
  orderAll(make: (thread: number) => PackOrder): Promise<PackReply[]> {
    const replies = this.#workers.map(
      (worker, thread) =>
        new Promise<PackReply>((resolve, reject) => {
          if (this.#failure !== undefined) {
            reject(this.#failure);
            return;
          }
          this.#waiting.get(worker)?.push({ resolve, reject });
          worker.postMessage(make(thread));
        }),
    );
    const all = Promise.all(replies);
    // Whoever waits for it learns of a failure; until then it must not end the process.
    all.catch(() => undefined);
    return all;
  }

  report({ found, unread, archives, objects, bytes }: Extract<PackReply, { kind: 'walked' }>): WalkReport {
    return {
      found: found.map(({ index, sightings }) => ({ index, sightings: fromWire(sightings) })),
      unread: [...unread],
      archives,
      objects,
      bytes,
    };
  }

  /** Ends all threads: what is at work at once, what is idle by itself, soon; it leaves its compiled code meanwhile. */
  async end(): Promise<void> {
    const isIdle = (worker: Worker): boolean => this.#failure === undefined && this.#waiting.get(worker)?.length === 0;
    for (const worker of this.#workers.filter(isIdle)) worker.postMessage({ kind: 'end' } satisfies PackOrder);
    await Promise.all(this.#workers.filter((worker) => !isIdle(worker)).map((worker) => worker.terminate()));
  }
}
