/** What one thread does with the shared memory, be it the main one or a worker. */
import { writtenStride } from '../../../prefilter/compile.ts';
import type { Scanner } from '../../../scan.ts';
import { Suspicion } from '../suspicion.ts';
import { PackEngine } from './engine.ts';
import { PackWindow } from './window.ts';
import { linkFamilies } from './links.ts';
import type { LinkReport, LinkTasks } from './links.ts';
import { readPacks, walkFamilies } from './tasks.ts';
import type { ReadReport, WalkReport } from './tasks.ts';
import type { MemoryOrder, ReadOrder, WalkOrder } from './wire.ts';

export class PackThread {
  readonly engine: PackEngine;
  readonly #counters: Int32Array;
  readonly #scanner: Scanner;
  readonly #suspicion: Suspicion;
  readonly #stride: number;
  readonly #report: ReadReport = { named: 0 };

  constructor(order: Omit<MemoryOrder, 'kind'>, module: WebAssembly.Module, scanner: Scanner) {
    this.engine = new PackEngine(module, order.memory, order.layout, order.thread);
    this.#counters = new Int32Array(order.counters);
    this.#scanner = scanner;
    this.#suspicion = new Suspicion(scanner.rules);
    this.#stride = writtenStride(order.memory);
  }

  /** How many of the objects read here name their base by its id. */
  get named(): number {
    return this.#report.named;
  }

  read({ packs, tasks, hashBytes }: Omit<ReadOrder, 'kind'>): Generator<void, void, void> {
    const { arrays, bytes, region } = this.engine;
    if (region.windowBytes > 0) {
      this.engine.window = new PackWindow(arrays, bytes, packs, hashBytes, region.window, region.windowBytes);
    }
    return readPacks(this.engine, packs, tasks, this.#counters, hashBytes, this.#report);
  }

  walk(tasks: Omit<WalkOrder, 'kind'>): Generator<void, WalkReport, void> {
    return walkFamilies(this.engine, this.#scanner, this.#suspicion, this.#stride, tasks, this.#counters);
  }

  link(tasks: LinkTasks): Generator<void, LinkReport, void> {
    return linkFamilies(this.engine, tasks, this.#counters);
  }
}
