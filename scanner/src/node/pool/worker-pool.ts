import type { Worker } from 'node:worker_threads';
import type { LocatedSighting } from '../../collect.ts';
import type { CoverageMeter } from '../../coverage.ts';
import type { Coverage } from '../../model.ts';
import { optimiseWhatLasts, useHelpers } from './helper-threads.ts';
import { workerFile, workerFor } from './prestart.ts';
import { elapsed } from '../elapsed.ts';
import { fromWire } from '../wire-sightings.ts';
import type { WorkerMessage, WorkerSettings } from './wire.ts';

export interface PoolEvents {
  readonly found: (found: readonly LocatedSighting[]) => void;
  readonly repository: (root: number, directory: string) => void;
}

/**
 * When a scan has taken so many milliseconds, or found so much, functions that run all the time are worth optimising: to judge
 * what is found is their work, while the search is the prefilter's, which is machine code anyway.
 */
const LASTS = 1000;
const FINDS_MUCH = 200;
/** Between two looks, in milliseconds. */
const LOOK = 25;

/** Threads that work off the shared queue beside this one. */
export class WorkerPool {
  /** Each resolves when a thread has told all that it found, or has ended before. */
  readonly #ends: Promise<void>[] = [];
  readonly #coverage: Coverage[] = [];
  /** Why a thread ended before its time. */
  failure: unknown;
  readonly #started = elapsed();
  #lookAt = this.#started + LOOK;

  /** @param settings of each thread; they say how many are started */
  constructor(settings: WorkerSettings, events: PoolEvents) {
    const file = workerFile('files');
    if (file === undefined) return;
    for (let i = 0; i < settings.threads; i++) {
      this.#ends.push(this.#follow(workerFor('files', file, settings), events));
    }
  }

  /**
   * To be called all the while. What a scan that lasts needs is said to V8 again and again, since threads may only now have
   * begun to spare its helpers.
   *
   * @param found by all threads so far
   */
  look(found: number): void {
    const now = elapsed();
    if (now < this.#lookAt) return;
    this.#lookAt = now + LOOK;
    if (now - this.#started > LASTS || found > FINDS_MUCH) optimiseWhatLasts();
  }

  #follow(worker: Worker, events: PoolEvents): Promise<void> {
    let isDone = false;
    return new Promise((done) => {
      worker.on('message', (message: WorkerMessage) => {
        if (message.kind === 'found') events.found(locatedOf(message));
        else if (message.kind === 'repository') events.repository(message.root, message.directory);
        else {
          isDone = true;
          this.#coverage.push(message.coverage);
          done();
        }
      });
      worker.on('error', (error) => {
        this.failure ??= error;
      });
      worker.on('exit', () => {
        if (!isDone) this.failure ??= new Error('A thread ended before its time.');
        done();
      });
    });
  }

  /** Waits for all threads and adds up what they looked at. They end by themselves, which takes them a few milliseconds. */
  async end(meter: CoverageMeter): Promise<void> {
    await Promise.all(this.#ends);
    if (this.failure !== undefined) {
      // Threads that end in time have done so themselves.
      useHelpers();
      throw this.failure;
    }
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
