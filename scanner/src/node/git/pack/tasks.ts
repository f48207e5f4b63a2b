/** What threads do together on packs: read them, then walk the families. Tasks are taken from lists in shared memory. */
import type { PackPart } from './pack-files.ts';
import { closeSync, openSync, readSync } from 'node:fs';
import type { Scanner } from '../../../scan.ts';
import type { Sighting } from '../../../model.ts';
import type { Suspicion } from '../suspicion.ts';
import type { PackEngine } from './engine.ts';
import { FamilyWalker } from './walker.ts';

/** A piece of a pack to be read: objects `from` to `to`. */
export interface ReadTask {
  readonly pack: number;
  readonly from: number;
  readonly to: number;
}

/** Slots of the counters that threads share. */
export const TAKEN = 0;
export const STOPPED = 1;
export const OBJECTS_DONE = 2;
export const KIB_DONE = 3;
export const AREAS_TAKEN = 4;
export const COUNTERS = 16;

const SLICE_BYTES = 2 ** 26;

/** Reads pieces of packs into the store and takes in the headers. @returns objects whose base is named by its id */
export function* readPacks(
  engine: PackEngine,
  packs: readonly PackPart[],
  tasks: readonly ReadTask[],
  counters: Int32Array,
  hashBytes: number,
  report: ReadReport,
): Generator<void, void, void> {
  let open = -1;
  let file = -1;
  try {
    for (
      let number = Atomics.add(counters, TAKEN, 1);
      number < tasks.length;
      number = Atomics.add(counters, TAKEN, 1)
    ) {
      const task = tasks[number];
      const pack = task === undefined ? undefined : packs[task.pack];
      if (task === undefined || pack === undefined || Atomics.load(counters, STOPPED) !== 0) return;
      if (open !== task.pack) {
        if (file !== -1) closeSync(file);
        file = openSync(pack.path, 'r');
        open = task.pack;
      }
      const offsets = engine.arrays.offset;
      const from = Number(offsets[task.from] ?? 0n);
      const end = task.to < pack.last ? Number(offsets[task.to] ?? 0n) : pack.end;
      const { window, windowBytes } = engine.region;
      // Where memory cannot hold the pack, only its headers are taken in: objects come through the window later.
      const memoryAt = windowBytes === 0 ? pack.memoryAt + from : window;
      const stop = windowBytes === 0 ? end : Math.min(end, from + windowBytes);
      let at = from;
      while (at < stop) {
        const read = readSync(file, engine.bytes, memoryAt + at - from, Math.min(SLICE_BYTES, stop - at), at);
        if (read === 0) break;
        at += read;
      }
      // What the file no longer holds is read as it is in the store: as zeros, which are no object.
      report.named += engine.wasm.readHeaders(
        task.from,
        task.to,
        pack.first,
        pack.last,
        memoryAt,
        BigInt(from),
        BigInt(pack.end),
        hashBytes,
      );
      yield;
    }
  } finally {
    if (file !== -1) closeSync(file);
  }
}

export interface ReadReport {
  named: number;
}

/** A list of families, in chunks: pairs of positions in `roots`. */
export interface WalkTasks {
  readonly roots: Uint32Array;
  readonly chunks: Uint32Array;
}

/** Families whose objects are searched. */
export interface SearchTasks extends WalkTasks {
  /** Whether archives among them are told. */
  readonly opensArchives: boolean;
}

export interface WalkReport {
  readonly found: { readonly index: number; readonly sightings: readonly Sighting[] }[];
  readonly unread: number[];
  /** Blobs that are archives. */
  readonly archives: readonly number[];
  objects: number;
  bytes: number;
}

/** Takes chunks of families and does something with each. Yields between chunks. */
export function* takeFamilies(
  tasks: WalkTasks,
  counters: Int32Array,
  progress: { readonly objects: number; readonly bytes: number },
  visit: (root: number) => void,
): Generator<void, void, void> {
  const { roots, chunks } = tasks;
  const count = chunks.length / 2;
  let { objects, bytes } = progress;
  for (let number = Atomics.add(counters, TAKEN, 1); number < count; number = Atomics.add(counters, TAKEN, 1)) {
    const to = chunks[2 * number + 1] ?? 0;
    for (let i = chunks[2 * number] ?? 0; i < to; i++) {
      visit(roots[i] ?? 0);
      if ((i & 63) === 0 && Atomics.load(counters, STOPPED) !== 0) return;
    }
    Atomics.add(counters, OBJECTS_DONE, progress.objects - objects);
    Atomics.add(counters, KIB_DONE, (progress.bytes - bytes) >>> 10);
    ({ objects, bytes } = progress);
    yield;
  }
}

/** Takes chunks of families and searches them. */
export function* walkFamilies(
  engine: PackEngine,
  scanner: Scanner,
  suspicion: Suspicion,
  stride: number,
  tasks: SearchTasks,
  counters: Int32Array,
): Generator<void, WalkReport, void> {
  const walker = new FamilyWalker(engine, scanner, suspicion, stride, tasks.opensArchives);
  const { family, found, archives } = walker;
  yield* takeFamilies(tasks, counters, family, (root) => walker.scan(root));
  return { found, unread: family.unread, archives, objects: family.objects, bytes: family.bytes };
}
