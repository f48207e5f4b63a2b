/** What one thread does with the shared memory, be it the main one or a worker. */
import { writtenStride } from '../../../prefilter/compile.ts';
import type { Scanner } from '../../../scan.ts';
import { Suspicion } from '../suspicion.ts';
import { PackEngine } from './engine.ts';
import type { PackPart } from './pack-files.ts';
import { linkFamilies } from './links.ts';
import type { LinkReport, LinkTasks } from './links.ts';
import { readPacks, walkFamilies } from './tasks.ts';
import type { ReadReport, WalkReport } from './tasks.ts';
import type { ReadOrder, ThreadPlace, WalkOrder } from './wire.ts';

export class PackThread {
  readonly engine: PackEngine;
  readonly #counters: Int32Array;
  readonly #scanner: Scanner;
  readonly #suspicion: Suspicion;
  readonly #stride: number;
  readonly #packs: readonly PackPart[];

  constructor(place: ThreadPlace, module: WebAssembly.Module, scanner: Scanner) {
    const { memory, layout, packs, mostAtOnce } = place;
    this.engine = new PackEngine(module, memory, layout, place.thread, packs, mostAtOnce);
    this.#packs = packs;
    this.#counters = new Int32Array(place.counters);
    this.#scanner = scanner;
    this.#suspicion = new Suspicion(scanner.rules);
    this.#stride = writtenStride(memory);
  }

  read({ tasks, hashBytes }: Omit<ReadOrder, 'kind'>): Generator<void, ReadReport, void> {
    return readPacks(this.engine, this.#packs, tasks, this.#counters, hashBytes);
  }

  walk(tasks: Omit<WalkOrder, 'kind'>): Generator<void, WalkReport, void> {
    return walkFamilies(this.engine, this.#scanner, this.#suspicion, this.#stride, tasks, this.#counters);
  }

  link(tasks: LinkTasks): Generator<void, LinkReport, void> {
    return linkFamilies(this.engine, tasks, this.#counters);
  }
}
