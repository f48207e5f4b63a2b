/** Scans all packs of a repository: lays out the shared memory, starts the threads and leads them through the phases. */
import type { OpenPack, PackPart } from './pack-files.ts';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { lowerBound } from '../../../place/lower-bound.ts';
import { writeAnchors } from '../../../prefilter/compile.ts';
import type { Scanner } from '../../../scan.ts';
import type { Sighting } from '../../../model.ts';
import { useHelpers, spareHelpers } from '../../pool/helper-threads.ts';
import { compilePackModule } from './engine.ts';
import { LinkedObjects } from './linked.ts';
import { layOutLinks, positionTasks } from './links.ts';
import type { LinkReport } from './links.ts';
import { layOutMemory } from './memory.ts';
import type { MemoryLayout } from './memory.ts';
import { PackIndex } from './pack-index.ts';
import { COUNTERS, KIB_DONE, OBJECTS_DONE, STOPPED, TAKEN } from './tasks.ts';
import type { NamedBases, ReadTask, WalkReport, WalkTasks } from './tasks.ts';
import { PackThread } from './thread.ts';
import { PackWorkers } from './workers.ts';

export interface PackScanOptions {
  readonly packs: readonly OpenPack[];
  readonly hashBytes: number;
  readonly scanner: Scanner;
  readonly fingerprintKey: string | null;
  /** Whether blobs that are archives are told; where not, they are searched like any other. */
  readonly opensArchives: boolean;
  /** Families that take more bytes of packs are read object by object; by default those that do not fit a thread's window. */
  readonly mostAtOnce?: number | undefined;
  /** Threads in all, this one included. */
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: PackProgress) => void) | undefined;
}

export interface PackProgress {
  readonly objects: number;
  readonly totalObjects: number;
  readonly bytes: number;
}

/** An object of a pack. */
export interface PackedObject {
  readonly pack: OpenPack;
  readonly offset: number;
  /** 1 commit, 2 tree, 3 blob, 4 tag; 0, 6 or 7 where not even that could be told. */
  readonly kind: number;
}

export interface PackScanResult {
  readonly found: readonly (PackedObject & { readonly sightings: readonly Sighting[] })[];
  /** What could not be read here: for git to read. */
  readonly unread: readonly PackedObject[];
  /** Blobs that are archives: for whoever can open them. */
  readonly archives: readonly PackedObject[];
  /** How many objects of each kind there are. */
  readonly kinds: Readonly<Record<'commit' | 'tree' | 'blob' | 'tag', number>>;
  /** Of all objects but trees, as they are once rebuilt. */
  readonly bytes: number;
}

/** A piece in which headers are read; it fits the smallest window. */
const READ_PIECE = 2 ** 20;
const CHUNKS = 400;
const COMMIT = 1;
const TREE = 2;
const BLOB = 3;
const TAG = 4;
const HEADER_BYTES = 12;
/** Of scanner/wasm/pack.ts. */
const SORT_COUNTS = 24_576;

export function openPack(indexPath: string, hashBytes: number): OpenPack {
  const path = indexPath.replace(/\.idx$/, '.pack');
  const index = PackIndex.read(indexPath, hashBytes);
  const { size } = statSync(path);
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEADER_BYTES);
    const trailer = Buffer.alloc(hashBytes);
    readSync(file, head, 0, HEADER_BYTES, 0);
    if (size < HEADER_BYTES + hashBytes || head.toString('latin1', 0, 4) !== 'PACK') throw new RangeError('not a pack');
    const version = head.readUInt32BE(4);
    if (version !== 2 && version !== 3) throw new RangeError(`pack of version ${version}`);
    readSync(file, trailer, 0, hashBytes, size - hashBytes);
    if (!trailer.equals(index.packChecksum)) throw new RangeError('the index belongs to another pack');
  } finally {
    closeSync(file);
  }
  return { path, index, end: size - hashBytes };
}

const tick = (): Promise<void> => new Promise((done) => setImmediate(done));

export class PackScan {
  readonly #options: PackScanOptions;
  readonly #module: WebAssembly.Module;
  readonly #counters: Int32Array;
  readonly #workers: PackWorkers;
  /** Descriptors of packs. */
  readonly #files: number[] = [];
  /** What links are read from. */
  #state:
    | { memory: WebAssembly.Memory; layout: MemoryLayout; parts: readonly PackPart[]; main: PackThread }
    | undefined;

  constructor(options: PackScanOptions) {
    this.#options = options;
    this.#module = compilePackModule();
    this.#counters = new Int32Array(new SharedArrayBuffer(COUNTERS * 4));
    this.#workers = new PackWorkers(options.threads - 1);
  }

  /** Scans. Whoever has the result asks for links, or ends it. */
  async result(): Promise<PackScanResult> {
    try {
      return await this.#scan(this.#options.packs);
    } catch (error) {
      await this.end();
      throw error;
    } finally {
      useHelpers();
    }
  }

  async end(): Promise<void> {
    this.#state = undefined;
    Atomics.store(this.#counters, STOPPED, 1);
    await this.#workers.end();
    for (const file of this.#files.splice(0)) closeSync(file);
  }

  /**
   * Reads what all trees and commits name.
   *
   * @param wanted the blobs that are looked for, by id
   * @returns undefined where memory has no room for it
   */
  async link(wanted: readonly string[]): Promise<LinkedObjects | undefined> {
    if (this.#state === undefined) return undefined;
    const { memory, layout, parts, main } = this.#state;
    const { packs, hashBytes } = this.#options;
    const sorted = wanted.toSorted();
    const ids = sorted.map((id) => Buffer.from(id, 'hex'));
    const threads = this.#workers.count + 1;
    const tables = layOutLinks(memory, layout, packs, parts, ids, threads);
    if (tables === undefined) return undefined;
    const families = familyTasks(main, layout.count, [COMMIT, TREE]);
    const tasks = { layout: tables, hashBytes, positions: positionTasks(parts), families };
    Atomics.store(this.#counters, TAKEN, 0);
    const linking = this.#workers.orderAll((thread) => ({ kind: 'link', ...tasks, thread: thread + 1 }));
    const reports: LinkReport[] = [await this.#drive(main.link({ ...tasks, thread: 0 }), layout.count)];
    for (const reply of await linking) if (reply.kind === 'linked') reports.push(reply.report);
    if (reports.some(({ isFull }) => isFull)) return undefined;
    return new LinkedObjects({
      memory,
      layout: tables,
      reports,
      packs,
      parts,
      arrays: main.engine.arrays,
      wanted: sorted,
    });
  }

  async #scan(packs: readonly OpenPack[]): Promise<PackScanResult> {
    const { scanner, hashBytes } = this.#options;
    const count = packs.reduce((sum, pack) => sum + pack.index.count, 0);
    const sorting = packs.reduce(
      (most, { index }) => Math.max(most, index.count * 8 + index.data.length + SORT_COUNTS),
      0,
    );
    const layout = layOutMemory(count, sorting, this.#workers.count + 1);
    const memory = new WebAssembly.Memory({ initial: layout.pages, maximum: 65_536, shared: true });
    writeAnchors(memory, scanner.rules.anchors);
    const parts = this.#open(packs);
    const order = {
      memory,
      layout,
      counters: this.#counters.buffer as SharedArrayBuffer,
      packs: parts,
      mostAtOnce: this.#options.mostAtOnce ?? Infinity,
    };
    const main = new PackThread({ ...order, thread: 0 }, this.#module, scanner);
    main.engine.wasm.prepare();
    const ready = this.#workers.orderAll((thread) => ({
      kind: 'begin',
      ...order,
      thread: thread + 1,
      module: this.#module,
      fingerprintKey: this.#options.fingerprintKey,
      decodes: scanner.rules.decodes,
    }));

    this.#takeOffsets(packs, parts, layout, main);
    const tasks = readTasks(parts, main);
    Atomics.store(this.#counters, TAKEN, 0);
    const reading = this.#workers.orderAll(() => ({ kind: 'read', tasks, hashBytes }));
    const { named } = await this.#drive(main.read({ tasks, hashBytes }), count);
    const allNamed = [...named];
    for (const reply of await reading) if (reply.kind === 'read') allNamed.push(...reply.named);
    await ready;
    spareHelpers(false);
    for (const one of allNamed) resolveNamed(main, packs, parts, hashBytes, one);
    const reached = main.engine.wasm.plan(count, allNamed.length === 0);

    const { opensArchives } = this.#options;
    const walk = { ...familyTasks(main, count, [COMMIT, BLOB, TAG]), opensArchives };
    Atomics.store(this.#counters, TAKEN, 0);
    const walking = this.#workers.orderAll(() => ({ kind: 'walk', ...walk }));
    const reports: WalkReport[] = [await this.#drive(main.walk(walk), count)];
    for (const reply of await walking) if (reply.kind === 'walked') reports.push(this.#workers.report(reply));
    this.#state = { memory, layout, parts, main };
    return this.#gather(reports, packs, parts, main, reached < count);
  }

  /** Runs this thread's part in slices, so that signals and progress get their turn. */
  async #drive<T>(work: Generator<void, T, void>, totalObjects: number): Promise<T> {
    const { signal, onProgress } = this.#options;
    for (let step = work.next(); ; step = work.next()) {
      if (step.done === true) return step.value;
      onProgress?.({
        objects: Atomics.load(this.#counters, OBJECTS_DONE),
        totalObjects,
        bytes: Atomics.load(this.#counters, KIB_DONE) * 1024,
      });
      await tick();
      signal?.throwIfAborted();
    }
  }

  #open(packs: readonly OpenPack[]): PackPart[] {
    let first = 0;
    return packs.map(({ path, index, end }) => {
      const file = openSync(path, 'r');
      this.#files.push(file);
      const part: PackPart = { file, first, last: first + index.count, end };
      first = part.last;
      return part;
    });
  }

  /** Reads the offsets of each pack from its index, in order. */
  #takeOffsets(
    packs: readonly OpenPack[],
    parts: readonly PackPart[],
    { sorting }: MemoryLayout,
    { engine }: PackThread,
  ): void {
    for (const [number, { index, end }] of packs.entries()) {
      const { count } = index;
      const table = sorting + count * 8 + SORT_COUNTS;
      const lengths = index.version === 2 ? count * 4 + index.larges * 8 : count * index.offsetStep;
      engine.bytes.set(index.data.subarray(index.offsets, index.offsets + lengths), table);
      const large = index.version === 2 ? table + count * 4 : 0;
      const isSound = engine.wasm.readOffsets(
        parts[number]?.first ?? 0,
        count,
        table,
        index.offsetStep,
        large,
        index.larges,
        sorting,
        BigInt(HEADER_BYTES),
        BigInt(end),
      );
      if (isSound === 0) throw new RangeError('offsets out of bounds');
    }
  }

  #gather(
    reports: readonly WalkReport[],
    packs: readonly OpenPack[],
    parts: readonly PackPart[],
    { engine }: PackThread,
    hasUnreached: boolean,
  ): PackScanResult {
    const { arrays } = engine;
    const { kind } = arrays;
    const place = (index: number): PackedObject => {
      const number = parts.findIndex((part) => index < part.last);
      const pack = packs[number];
      if (pack === undefined) throw new RangeError(`There is no object ${index}.`);
      return { pack, offset: arrays.offsetOf(index), kind: kind[index] ?? 0 };
    };
    const counts = Array.from({ length: 8 }, () => 0);
    for (const one of kind) counts[one] = (counts[one] ?? 0) + 1;
    const unread = new Set(reports.flatMap((report) => report.unread));
    if (hasUnreached) for (const [index, one] of kind.entries()) if (one === 0 || one > 4) unread.add(index);
    return {
      found: reports.flatMap((report) => report.found.map(({ index, sightings }) => ({ ...place(index), sightings }))),
      unread: [...unread].map(place),
      archives: reports.flatMap((report) => report.archives.map(place)),
      kinds: { commit: counts[1] ?? 0, tree: counts[2] ?? 0, blob: counts[3] ?? 0, tag: counts[4] ?? 0 },
      bytes: reports.reduce((sum, report) => sum + report.bytes, 0),
    };
  }
}

/** Cuts packs into pieces of about a megabyte, at the beginnings of objects. */
function readTasks(parts: readonly PackPart[], { engine }: PackThread): ReadTask[] {
  const { arrays } = engine;
  const tasks: ReadTask[] = [];
  parts.forEach((part, pack) => {
    let from = part.first;
    while (from < part.last) {
      const limit = arrays.offsetOf(from) + READ_PIECE;
      const to = lowerBound(from + 1, part.last, (i) => arrays.offsetOf(i) < limit);
      tasks.push({ pack, from, to });
      from = to;
    }
  });
  return tasks;
}

/** Looks up bases that are named by their ids, in whichever pack they are. */
function resolveNamed(
  { engine }: PackThread,
  packs: readonly OpenPack[],
  parts: readonly PackPart[],
  hashBytes: number,
  { deltas, ids }: NamedBases,
): void {
  const { arrays } = engine;
  const { base } = arrays;
  const find = (id: Uint8Array, own: number): number => {
    for (const number of [own, ...packs.keys()]) {
      const pack = packs[number];
      const part = parts[number];
      const position = pack?.index.find(id) ?? -1;
      if (pack === undefined || part === undefined || position < 0) continue;
      const wanted = pack.index.offsetAt(position);
      const object = lowerBound(part.first, part.last, (i) => arrays.offsetOf(i) < wanted);
      if (object < part.last && arrays.offsetOf(object) === wanted) return object;
    }
    return -1;
  };
  for (const [i, delta] of deltas.entries()) {
    const own = parts.findIndex(({ last }) => delta < last);
    const found = find(ids.subarray(i * hashBytes, (i + 1) * hashBytes), own);
    base[delta] = found === delta || found < 0 ? ABSENT : found;
  }
}

const ABSENT = -2;

/** Lists the families of some kinds, in chunks of like cost, the most costly first. */
function familyTasks({ engine }: PackThread, count: number, kinds: readonly number[]): WalkTasks {
  const { kind, base, cost } = engine.arrays;
  const roots = new Uint32Array(new SharedArrayBuffer(count * 4));
  let length = 0;
  let total = 0;
  for (let i = 0; i < count; i++) {
    if (base[i] !== -1) continue;
    const one = kind[i] ?? 0;
    if (!kinds.includes(one)) continue;
    roots[length++] = i;
    total += cost[i] ?? 0;
  }
  const chunks: { from: number; to: number; cost: number }[] = [];
  const limit = total / CHUNKS;
  let from = 0;
  let sum = 0;
  for (let i = 0; i < length; i++) {
    sum += cost[roots[i] ?? 0] ?? 0;
    if (sum < limit && i < length - 1) continue;
    chunks.push({ from, to: i + 1, cost: sum });
    from = i + 1;
    sum = 0;
  }
  chunks.sort((a, b) => b.cost - a.cost);
  const shared = new Uint32Array(new SharedArrayBuffer(Math.max(8, chunks.length * 8)), 0, chunks.length * 2);
  chunks.forEach((chunk, i) => {
    shared[2 * i] = chunk.from;
    shared[2 * i + 1] = chunk.to;
  });
  return { roots, chunks: shared };
}
