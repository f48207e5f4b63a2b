import type { Worker } from 'node:worker_threads';
import type { LocatedSighting } from '../../collect.ts';
import type { CoverageMeter } from '../../coverage.ts';
import type { Coverage } from '../../model.ts';
import { optimiseAsUsual, optimiseLate } from './optimising.ts';
import { startWorker, takePrestarted, workerFile } from './prestart.ts';
import { fromWire } from '../wire-sightings.ts';
import type { WorkerMessage, WorkerSettings } from './wire.ts';

export interface PoolEvents {
  readonly found: (found: readonly LocatedSighting[]) => void;
  readonly repository: (root: number, directory: string) => void;
}

/** Threads that work off the shared queue beside this one. */
export class WorkerPool {
  readonly #workers: Worker[] = [];
  readonly #exits: Promise<void>[] = [];
  readonly #coverage: Coverage[] = [];
  #begun = 0;
  /** Why a thread ended before its time. */
  failure: unknown;

  /** @param count how many threads to start */
  constructor(count: number, settings: WorkerSettings, events: PoolEvents) {
    const file = workerFile('files');
    if (file === undefined) return;
    for (let i = 0; i < count; i++) {
      const prestarted = takePrestarted('files');
      prestarted?.postMessage(settings);
      const worker = prestarted ?? startWorker('files', file, settings);
      worker.on('message', (message: WorkerMessage) => {
        if (message.kind === 'found') events.found(locatedOf(message));
        else if (message.kind === 'repository') events.repository(message.root, message.directory);
        else if (message.kind === 'done') this.#coverage.push(message.coverage);
        else if (++this.#begun === count) optimiseLate();
      });
      this.#exits.push(
        new Promise((done) => {
          worker.on('error', (error) => {
            this.failure ??= error;
          });
          worker.on('exit', () => done());
        }),
      );
      this.#workers.push(worker);
    }
  }

  /** Waits for all threads and adds up what they looked at. */
  async end(meter: CoverageMeter): Promise<void> {
    await Promise.all(this.#exits);
    optimiseAsUsual();
    if (this.failure !== undefined) throw this.failure;
    for (const part of this.#coverage) meter.add(part);
  }
}

function locatedOf({ found, where: places }: Extract<WorkerMessage, { kind: 'found' }>): LocatedSighting[] {
  return fromWire(found).map((sighting, index) => {
    const where = places[index];
    if (where === undefined) throw new RangeError('A sighting has come without its place.');
    return { sighting, where };
  });
}
