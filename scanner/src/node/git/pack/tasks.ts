/** What threads do together on packs: read them, then walk the families. Tasks are taken from lists in shared memory. */
import type { PackPart } from './pack-files.ts';
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
export const COUNTERS = 16;
/** What `base` holds where it is named by its id: NAMED_BASE of scanner/wasm/pack.ts. */
const NAMED = -3;

/** Reads packs piece by piece and takes in the headers. */
export function* readPacks(
  engine: PackEngine,
  packs: readonly PackPart[],
  tasks: readonly ReadTask[],
  counters: Int32Array,
  hashBytes: number,
): Generator<void, ReadReport, void> {
  const named: NamedBases[] = [];
  const { wasm, arrays, window, region } = engine;
  for (let number = Atomics.add(counters, TAKEN, 1); number < tasks.length; number = Atomics.add(counters, TAKEN, 1)) {
    const task = tasks[number];
    const pack = task === undefined ? undefined : packs[task.pack];
    if (task === undefined || pack === undefined || Atomics.load(counters, STOPPED) !== 0) break;
    const { from, to } = task;
    const start = arrays.offsetOf(from);
    window.loadHeads(pack, from, to);
    const count = wasm.readHeaders(
      from,
      to,
      pack.first,
      pack.last,
      region.window,
      BigInt(start),
      BigInt(pack.end),
      hashBytes,
    );
    if (count > 0) named.push(namedBases(engine, from, to, hashBytes));
    yield;
  }
  return { named };
}

/** The bases that are named by their ids, while those are here. */
function namedBases({ arrays, bytes, region }: PackEngine, from: number, to: number, hashBytes: number): NamedBases {
  const { base, at } = arrays;
  const deltas: number[] = [];
  for (let i = from; i < to; i++) if (base[i] === NAMED) deltas.push(i);
  const ids = new Uint8Array(deltas.length * hashBytes);
  for (const [i, delta] of deltas.entries()) {
    const stream = region.window + arrays.offsetOf(delta) - arrays.offsetOf(from) + (at[delta] ?? 0);
    ids.set(bytes.subarray(stream - hashBytes, stream), i * hashBytes);
  }
  return { deltas, ids };
}

/** Deltas with the ids of their bases, one after another. */
export interface NamedBases {
  readonly deltas: readonly number[];
  readonly ids: Uint8Array;
}

export interface ReadReport {
  readonly named: readonly NamedBases[];
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
  { window }: PackEngine,
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
    for (let i = chunks[2 * number] ?? 0; i < to;) {
      for (const end = window.load(roots, i, to); i < end; i++) {
        visit(roots[i] ?? 0);
        if ((i & 63) === 0 && Atomics.load(counters, STOPPED) !== 0) return;
      }
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
  yield* takeFamilies(engine, tasks, counters, family, (root) => walker.scan(root));
  return { found, unread: family.unread, archives, objects: family.objects, bytes: family.bytes };
}
