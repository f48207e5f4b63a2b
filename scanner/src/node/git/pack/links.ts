/**
 * What trees and commits name, read natively from the packs: one pass over all of them on all
 * threads, only once something was found. Each thread writes records into an area of its own (scanner/wasm/links.ts).
 */
import type { OpenPack, PackPart } from './pack-files.ts';
import type { PackEngine } from './engine.ts';
import type { PackExports } from './pack-exports.ts';
import { BROKEN } from './engine.ts';
import type { MemoryLayout } from './memory.ts';
import { FamilyWalk, STOP } from './families.ts';
import type { Visitor } from './families.ts';
import { takeFamilies } from './tasks.ts';
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
  /** One for each thread: its tables, and an area for its records. */
  readonly threads: readonly (Area & { readonly tables: number })[];
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
  readonly records: Area;
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
const FULL = 2;
const NO_ROOM = 3;
/** A record notes its thread in a byte. */
const MOST_THREADS = 255;

const align = (address: number): number => Math.ceil(address / 64) * 64;

/**
 * Grows the memory and fills the tables in.
 *
 * @param wanted ids of blobs, in order
 * @returns undefined where there is no room
 */
export function layOutLinks(
  memory: WebAssembly.Memory,
  { pages, arrays }: MemoryLayout,
  packs: readonly OpenPack[],
  parts: readonly PackPart[],
  wanted: readonly Buffer[],
  threads: number,
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
    end: next,
  };
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
  wasm.setOut(own.from, own.to);
  const visitor = linkVisitor(wasm, engine, () => (isFull = true));
  yield* takeFamilies(engine, families, counters, family, (root) => {
    if (!isFull) family.walk(root, visitor);
  });
  const records = { from: own.from, to: wasm.linkEnd() >>> 0 };
  return { records, names: wasm.nameTable() >>> 0, nameCount: wasm.nameCount.value, isFull };
}

function linkVisitor(wasm: PackExports, { arrays, region }: PackEngine, fill: () => void): Visitor {
  const { kind } = arrays;
  const link = (index: number, at: number, size: number): boolean => {
    const answer = kind[index] === COMMIT ? wasm.linkCommit(index, at, size) : wasm.linkTree(index, at, size);
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
