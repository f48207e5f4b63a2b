/** How the memory that all threads share is laid out: the prefilter's tables, the objects' arrays, a region for each thread. */
import { HITS } from '../../../prefilter/compile.ts';

/** Addresses of the arrays that scanner/wasm/pack.ts describes; each holds one element an object. */
export interface ArrayAddresses {
  readonly offset: number;
  readonly at: number;
  readonly end: number;
  readonly size: number;
  readonly base: number;
  readonly child: number;
  readonly next: number;
  readonly cost: number;
  readonly order: number;
  readonly kind: number;
  readonly place: number;
}

/** What a thread works in, by address. */
export interface Region {
  /** Working memory of the inflater. */
  readonly scratch: number;
  readonly hits: number;
  /** Where the changed ranges of a delta are laid out. */
  readonly layout: number;
  /** Where a delta is inflated to. */
  readonly delta: number;
  /** Where objects are rebuilt, each above its base. */
  readonly stack: number;
  readonly stackEnd: number;
  /** A bit an object, for those that are to be read. */
  readonly marks: number;
  /** Where pieces of packs are read to. */
  readonly window: number;
  readonly windowBytes: number;
  /** The largest object, or delta, that is handled here, in bytes. */
  readonly limit: number;
}

export interface MemoryLayout {
  readonly count: number;
  readonly arrays: ArrayAddresses;
  readonly regions: readonly Region[];
  /** Where offsets are sorted. */
  readonly sorting: number;
  /** Pages of 64 KiB in all. */
  readonly pages: number;
}

const PAGE = 65_536;
const MIB = 2 ** 20;
/** WebAssembly addresses 4 GiB; the last page stays free for what reads a little too far. */
const ADDRESSABLE = 2 ** 32 - 2 * PAGE;
/** The tables of the prefilter end here: WINDOW of scanner/wasm/prefilter.ts. */
const TABLES_END: number = Math.ceil((HITS + 65_536) / PAGE) * PAGE;
const SCRATCH_BYTES = 32_768;
const HITS_BYTES = 65_536;
const LAYOUT_BYTES = 1.25 * MIB;
const SLACK = 4096;
/** The stack of a thread holds this many of the largest objects: a path of a delta tree needs the logarithm of its size. */
const STACK_OBJECTS = 6;
const LARGEST_OBJECT = 48 * MIB;
/** A window is no larger, and takes no more than this part of what a thread can have. */
const WINDOW_BYTES = 64 * MIB;
const WINDOW_PART = 1 / 8;

const align = (address: number): number => Math.ceil(address / 64) * 64;

/**
 * Lays the memory out.
 *
 * @param count objects
 * @param sortingBytes what sorting their offsets takes
 * @throws RangeError where there are more objects than can be addressed
 */
export function layOutMemory(count: number, sortingBytes: number, threads: number): MemoryLayout {
  let next = TABLES_END;
  const take = (bytes: number): number => {
    const at = next;
    next = align(next + bytes);
    return at;
  };
  const words = (count + 1) * 4;
  const arrays: ArrayAddresses = {
    offset: take((count + 1) * 8),
    at: take(words),
    end: take(words),
    size: take(words),
    base: take(words),
    child: take(words),
    next: take(words),
    cost: take(words),
    order: take(words),
    kind: take(count + 1),
    place: take(words),
  };
  const sorting = take(sortingBytes + SLACK);
  const own = (ADDRESSABLE - next) / threads;
  const windowBytes = Math.floor(Math.min(WINDOW_BYTES, own * WINDOW_PART));
  const markBytes = Math.ceil((count + 1) / 64) * 8;
  const small = windowBytes + markBytes + SCRATCH_BYTES + HITS_BYTES + LAYOUT_BYTES + 4 * SLACK;
  const limit = Math.floor(Math.min(LARGEST_OBJECT, (own - small) / (STACK_OBJECTS + 1.1)));
  if (limit < MIB) throw new RangeError('More objects than can be addressed.');
  const regions: Region[] = [];
  for (let thread = 0; thread < threads; thread++) {
    const scratch = take(SCRATCH_BYTES);
    const hits = take(HITS_BYTES);
    const layout = take(LAYOUT_BYTES);
    const delta = take(limit + SLACK);
    const stack = take(limit * STACK_OBJECTS);
    const stackEnd = next;
    const marks = take(markBytes);
    const window = take(windowBytes + SLACK);
    regions.push({ scratch, hits, layout, delta, stack, stackEnd, marks, window, windowBytes, limit: limit - SLACK });
  }
  return { count, arrays, regions, sorting, pages: Math.ceil(next / PAGE) + 1 };
}
