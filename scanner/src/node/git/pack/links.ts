/**
 * What trees and commits name, read natively from the packs that are still in memory: one pass over all of them on all
 * threads, only once something was found. Each thread writes records into an area of its own (scanner/wasm/links.ts).
 */
import type { OpenPack, PackPart } from './pack-files.ts';
import type { PackEngine, PackExports } from './engine.ts';
import { BROKEN } from './engine.ts';
import type { MemoryLayout } from './memory.ts';
import { FamilyWalk, STOP } from './families.ts';
import type { Visitor } from './families.ts';
import type { ObjectArrays } from './object-arrays.ts';
import { AREAS_TAKEN, takeFamilies } from './tasks.ts';
import type { WalkTasks } from './tasks.ts';

/** A piece of memory, by address. */
export interface Area {
  readonly from: number;
  /** One past the last byte. */
  readonly to: number;
}

/** Where the tables of all threads are, by address. */
export interface LinkLayout {
  readonly packs: number;
  readonly packCount: number;
  readonly wanted: number;
  readonly wantedCount: number;
  readonly marks: number;
  /** Which position of its index each object has. */
  readonly positions: number;
  /** One for each thread: its tables, and an area for its records once all of `areas` are taken. */
  readonly threads: readonly (Area & { readonly tables: number })[];
  /** Areas for records that threads take in turn: pairs of addresses. Blobs stood there, which nobody needs any more. */
  readonly areas: Uint32Array;
  /** One past the last byte. */
  readonly end: number;
}

/** Ranges of positions of an index, to be looked up. */
export interface PositionTask {
  readonly pack: number;
  readonly from: number;
  readonly to: number;
}

export interface LinkTasks {
  readonly layout: LinkLayout;
  readonly hashBytes: number;
  readonly thread: number;
  readonly positions: readonly PositionTask[];
  readonly families: WalkTasks;
}

export interface LinkReport {
  /** Where the records are. */
  readonly records: readonly Area[];
  /** Where the names are, 8 bytes each, and how many. */
  readonly names: number;
  readonly nameCount: number;
  /** Whether there was no room for all. */
  readonly isFull: boolean;
}

const MIB = 2 ** 20;
const PAGE = 65_536;
/** LINK_TABLES of scanner/wasm/links.ts, and some. */
const TABLE_BYTES = 6_356_992;
const MOST_RECORD_BYTES = 512 * MIB;
const LEAST_RECORD_BYTES = 8 * MIB;
/** Bytes that records take, an object: more than trees of a hundred subtrees. */
const RECORD_BYTES_AN_OBJECT = 1024;
const ADDRESSABLE = 2 ** 32 - 2 ** 17;
const COMMIT = 1;
const BLOB = 3;
const FULL = 2;
const NO_ROOM = 3;
/** Smaller areas are not worth their entry, in bytes. */
const LEAST_AREA = 4096;
/** A record notes its thread in a byte. */
const MOST_THREADS = 255;

const align = (address: number): number => Math.ceil(address / 64) * 64;

/**
 * Grows the memory and fills the tables in.
 *
 * @param wanted ids of blobs, in order
 * @param areas where records may be written
 * @returns undefined where there is no room beside the packs
 */
export function layOutLinks(
  memory: WebAssembly.Memory,
  { pages, arrays }: MemoryLayout,
  packs: readonly OpenPack[],
  parts: readonly PackPart[],
  wanted: readonly Buffer[],
  threads: number,
  areas: Uint32Array,
): LinkLayout | undefined {
  if (threads > MOST_THREADS) return undefined;
  const count = parts.at(-1)?.last ?? 0;
  const hashBytes = packs[0]?.index.hashBytes ?? 0;
  let next = align(pages * PAGE);
  const take = (bytes: number): number => {
    const at = next;
    next = align(next + bytes);
    return at;
  };
  const table = take(packs.length * 32);
  const files = packs.map(({ index }) => take(index.data.length));
  const ids = take(wanted.length * hashBytes + 64);
  const marks = take(65_536);
  const tables = Array.from({ length: threads }, () => take(TABLE_BYTES));
  const room = Math.floor((ADDRESSABLE - next) / threads) - 64;
  const records = Math.min(room, MOST_RECORD_BYTES, LEAST_RECORD_BYTES + count * RECORD_BYTES_AN_OBJECT);
  if (records < LEAST_RECORD_BYTES) return undefined;
  const own = tables.map((at) => {
    const from = take(records);
    return { tables: at, from, to: from + records };
  });
  const missing = Math.ceil(next / PAGE) + 1 - memory.buffer.byteLength / PAGE;
  if (missing > 0) memory.grow(missing);
  const bytes = new Uint8Array(memory.buffer);
  const view = new DataView(memory.buffer);
  packs.forEach(({ index }, number) => {
    const at = files[number] ?? 0;
    bytes.set(index.data, at);
    index.moveTo(Buffer.from(memory.buffer, at, index.data.length));
    const entry = table + number * 32;
    const values = [
      at + index.fanout,
      at + index.ids,
      index.idStep,
      parts[number]?.first ?? 0,
      at + index.offsets,
      index.offsetStep,
      index.large === 0 ? 0 : at + index.large,
    ];
    values.forEach((value, i) => view.setUint32(entry + 4 * i, value, true));
  });
  wanted.forEach((id, i) => {
    bytes.set(id, ids + i * hashBytes);
    bytes[marks + id.readUInt16LE(0)] = 1;
  });
  return {
    packs: table,
    packCount: packs.length,
    wanted: ids,
    wantedCount: wanted.length,
    marks,
    // In what order families come is forgotten by now.
    positions: arrays.order,
    threads: own,
    areas,
    end: next,
  };
}

/** Where the streams of blobs stand next to each other in packs that memory holds whole. */
export function blobAreas({ kind, at, end }: ObjectArrays, parts: readonly PackPart[]): Uint32Array {
  const areas: number[] = [];
  for (const { first, last } of parts) {
    for (let number = first; number < last; number++) {
      if (kind[number] !== BLOB) continue;
      const from = (at[number] ?? 0) + 7;
      while (number + 1 < last && kind[number + 1] === BLOB) number++;
      const to = end[number] ?? 0;
      if (to - from >= LEAST_AREA) areas.push((from >>> 3) * 8, (to >>> 3) * 8);
    }
  }
  const shared = new Uint32Array(new SharedArrayBuffer(areas.length * 4));
  shared.set(areas);
  return shared;
}

/** Positions of all indexes, in as many pieces as there are threads or more. */
export function positionTasks(parts: readonly PackPart[]): PositionTask[] {
  const PIECE = 65_536;
  return parts.flatMap(({ first, last }, pack) =>
    Array.from({ length: Math.ceil((last - first) / PIECE) }, (_, i) => ({
      pack,
      from: i * PIECE,
      to: Math.min(last - first, (i + 1) * PIECE),
    })),
  );
}

/** One thread's part: its share of the positions, then families of trees and commits. */
export function* linkFamilies(
  engine: PackEngine,
  { layout, hashBytes, thread, positions, families }: LinkTasks,
  counters: Int32Array,
): Generator<void, LinkReport, void> {
  const { wasm } = engine;
  const own = layout.threads[thread];
  if (own === undefined) throw new RangeError(`There are no tables for thread ${thread}.`);
  wasm.setLinks(
    hashBytes,
    layout.packs,
    layout.packCount,
    engine.offsetsAt,
    layout.wanted,
    layout.wantedCount,
    layout.marks,
    own.tables,
    thread,
  );
  wasm.setMargin(0, 0);
  for (const [i, { pack, from, to }] of positions.entries()) {
    if (i % layout.threads.length === thread) wasm.mapPositions(pack, from, to, layout.positions);
  }
  let isFull = false;
  const family = new FamilyWalk(engine);
  const records: { from: number; to: number }[] = [];
  const close = (): void => {
    const last = records.at(-1);
    if (last !== undefined) last.to = wasm.linkEnd() >>> 0;
  };
  /** Goes on in the next area. @returns false where there is none */
  const goOn = (): boolean => {
    const number = Atomics.add(counters, AREAS_TAKEN, 1);
    const { areas } = layout;
    const area = { from: areas[2 * number] ?? own.from, to: areas[2 * number + 1] ?? own.to };
    if (records.at(-1)?.from === own.from) return false;
    close();
    records.push(area);
    wasm.setOut(area.from, area.to);
    return true;
  };
  goOn();
  const visitor = linkVisitor(wasm, engine, goOn, () => (isFull = true));
  yield* takeFamilies(families, counters, family, (root) => {
    if (!isFull) family.walk(root, visitor);
  });
  close();
  return { records, names: wasm.nameTable() >>> 0, nameCount: wasm.nameCount.value, isFull };
}

function linkVisitor(
  wasm: PackExports,
  { arrays, region }: PackEngine,
  goOn: () => boolean,
  fill: () => void,
): Visitor {
  const { kind } = arrays;
  const link = (index: number, at: number, size: number): boolean => {
    const linkOnce = (): number =>
      kind[index] === COMMIT ? wasm.linkCommit(index, at, size) : wasm.linkTree(index, at, size);
    let answer = linkOnce();
    while (answer === NO_ROOM && goOn()) answer = linkOnce();
    const isFull = answer === FULL || answer === NO_ROOM;
    if (isFull) fill();
    return !isFull;
  };
  return {
    whole: link,
    delta: (index, base, length, out, capacity) => {
      const size = wasm.applyDelta(base.at, base.size, region.delta, length, out, capacity) >>> 0;
      if (size === BROKEN) return BROKEN;
      return link(index, out, size) ? size : STOP;
    },
  };
}
