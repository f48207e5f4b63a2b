/** The threads of a history scan, beside the main one. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { fromWire } from '../../wire-sightings.ts';
import type { PackOrder, PackReply, PackWorkerData } from './wire.ts';
import type { WalkReport } from './tasks.ts';

/** Where the worker's file lies: beside the bundle, or beside this module's own build. Sources alone cannot be started. */
function workerFile(): URL | undefined {
  return ['./git-worker.cjs', './git-worker.mjs', './worker.js']
    .map((name) => new URL(name, import.meta.url))
    .find((url) => existsSync(fileURLToPath(url)));
}

/** What a thread works on stands in shared memory: room for objects that live on would only be left unused. */
const YOUNG_MB = 4;

export class PackWorkers {
  readonly #workers: Worker[] = [];
  /** Why a thread ended before its time. */
  #failure: Error | undefined;
  readonly #waiting = new Map<Worker, { resolve: (reply: PackReply) => void; reject: (reason: unknown) => void }[]>();

  /** @param count how many threads to start; none where the worker's file is not built */
  constructor(count: number, data: PackWorkerData) {
    const file = workerFile();
    if (file === undefined) return;
    for (let i = 0; i < count; i++) {
      const worker = new Worker(file, {
        workerData: data,
        stdin: false,
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      });
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

  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
