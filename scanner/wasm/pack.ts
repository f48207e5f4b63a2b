// Reads packs in shared memory: offsets, headers, delta families; see inflate.ts and delta.ts for what happens to each
// object. Everything a pack says is checked here or where it is used: nothing is read or written outside of the areas that
// the caller has laid out.
import { initDelta } from './delta';
import { INFLATE_SCRATCH, initInflate } from './inflate';
import { AT, BASE, CHILD, COST, END, KIND, NEXT, OFFSET, ORDER, SIZE } from './arrays';

export { setArrays } from './arrays';
export { bytesOfRuns, forgetMarks, markFamily, nextHeads, nextRun, placeRun, runFrom, runTo, setMarks } from './runs';
export { inflate, INPUT_SLACK, OUTPUT_SLACK, BROKEN, inflateEnd } from './inflate';
export { applyDelta, searchDelta, deltaSize, setMargin, beginObject, searchRange, isFlushed, isOverflown, searched, layoutEnd, DELTA_SLACK } from './delta';
export { setLinks, setOut, linkTree, linkCommit, linkEnd, mapPositions, nameCount, nameTable, LINK_TABLES } from './links';
export { found, prepare, setHits, MAX_HITS, WINDOW } from './prefilter';

/** Takes working memory for this thread: INFLATE_SCRATCH and DELTA_SCRATCH bytes. */
export function initThread(at: usize): void {
  initInflate(at);
  initDelta(at + INFLATE_SCRATCH);
}

const NO_BASE: i32 = -1;
/** The base is named by its id: the caller looks it up. */
const NAMED_BASE: i32 = -3;
const BROKEN_KIND: u8 = 0;
const OFS_DELTA: u32 = 6;
const REF_DELTA: u32 = 7;
const NONE: i32 = -1;
/** Sizes that do not fit; such an object is read elsewhere. */
const HUGE: u32 = 0xffffffff;

// @ts-ignore: decorators are AssemblyScript's
@inline
function big32(p: usize): u32 {
  return bswap(load<u32>(p));
}

/**
 * Reads the offsets of an index into OFFSET from `first` on and sorts them.
 *
 * @param table address of the offsets of 32 bits, `step` bytes apart, big-endian
 * @param large address of the table of 64-bit offsets, which has `larges` entries (0 where offsets are never marked: version 1)
 * @param work address of 8 bytes an object to sort with, and SORT_COUNTS behind them
 * @param lowest the first offset that can be one, and `end` one past the last
 * @returns false where an offset is out of bounds or there twice
 */
export function readOffsets(first: u32, count: u32, table: usize, step: u32, large: usize, larges: u32, work: usize, lowest: u64, end: u64): bool {
  const sorted = OFFSET + (<usize>first << 3);
  const isSmall = end <= 0xffffffff && larges == 0;
  const isSound = isSmall
    ? sortSmall(sorted, count, table, step, work, large != 0, <u32>lowest, <u32>end)
    : sortLarge(sorted, count, table, step, large, larges, work, lowest, end);
  if (!isSound) return false;
  for (let i: u32 = 1; i < count; i++) {
    if (load<u64>(sorted + (<usize>i << 3)) == load<u64>(sorted + (<usize>(i - 1) << 3))) return false;
  }
  return true;
}

/** Bytes that sorting counts in: three tables of 2,048 numbers. */
export const SORT_COUNTS: u32 = 24576;
const DIGIT_COUNTS: usize = 8192;

/** Turns numbers of things into the places where the first of each goes. */
function startsOf(counts: usize): void {
  let sum: u32 = 0;
  for (let slot = counts; slot < counts + DIGIT_COUNTS; slot += 4) {
    const number = load<u32>(slot);
    store<u32>(slot, sum);
    sum += number;
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function count1(slot: usize): void {
  store<u32>(slot, load<u32>(slot) + 1);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function take1(slot: usize): usize {
  const place = load<u32>(slot);
  store<u32>(slot, place + 1);
  return <usize>place;
}

/** Least significant digit first, eleven bits a pass, in words of 32 bits; the last pass widens. */
function sortSmall(sorted: usize, count: u32, table: usize, step: u32, work: usize, isMarked: bool, lowest: u32, end: u32): bool {
  const other = work + (<usize>count << 2);
  const low = work + (<usize>count << 3);
  const middle = low + DIGIT_COUNTS;
  const high = middle + DIGIT_COUNTS;
  memory.fill(low, 0, SORT_COUNTS);
  for (let i: u32 = 0; i < count; i++) {
    const offset = big32(table + <usize>i * step);
    // A marked one would stand in a table of large offsets, which is empty.
    if ((isMarked && offset & 0x80000000) || offset < lowest || offset >= end) return false;
    count1(low + (<usize>(offset & 2047) << 2));
    count1(middle + (<usize>((offset >> 11) & 2047) << 2));
    count1(high + (<usize>(offset >> 22) << 2));
  }
  startsOf(low);
  startsOf(middle);
  startsOf(high);
  for (let i: u32 = 0; i < count; i++) {
    const offset = big32(table + <usize>i * step);
    store<u32>(work + (take1(low + (<usize>(offset & 2047) << 2)) << 2), offset);
  }
  for (let i: u32 = 0; i < count; i++) {
    const offset = load<u32>(work + (<usize>i << 2));
    store<u32>(other + (take1(middle + (<usize>((offset >> 11) & 2047) << 2)) << 2), offset);
  }
  for (let i: u32 = 0; i < count; i++) {
    const offset = load<u32>(other + (<usize>i << 2));
    store<u64>(sorted + (take1(high + (<usize>(offset >> 22) << 2)) << 3), offset);
  }
  return true;
}

/** The same in words of 64 bits. */
function sortLarge(sorted: usize, count: u32, table: usize, step: u32, large: usize, larges: u32, work: usize, lowest: u64, end: u64): bool {
  let from = sorted;
  let to = work;
  let highest: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    let offset: u64 = big32(table + <usize>i * step);
    if (large != 0 && offset & 0x80000000) {
      const entry = <u32>offset & 0x7fffffff;
      if (entry >= larges) return false;
      offset = ((<u64>big32(large + (<usize>entry << 3))) << 32) | big32(large + (<usize>entry << 3) + 4);
    }
    if (offset < lowest || offset >= end) return false;
    store<u64>(from + (<usize>i << 3), offset);
    if (offset > highest) highest = offset;
  }
  const counts = work + (<usize>count << 3);
  let passes: u32 = 0;
  for (let shift: u64 = 0; shift < 64 && highest >> shift != 0; shift += 11) passes++;
  // An even number of passes leaves the result where it belongs.
  if (passes & 1) passes++;
  for (let pass: u32 = 0; pass < passes; pass++) {
    const shift: u64 = pass * 11 > 63 ? 63 : pass * 11;
    memory.fill(counts, 0, DIGIT_COUNTS);
    for (let i: u32 = 0; i < count; i++) count1(counts + ((<usize>(load<u64>(from + (<usize>i << 3)) >> shift) & 2047) << 2));
    startsOf(counts);
    for (let i: u32 = 0; i < count; i++) {
      const offset = load<u64>(from + (<usize>i << 3));
      store<u64>(to + (take1(counts + ((<usize>(offset >> shift) & 2047) << 2)) << 3), offset);
    }
    const other = from;
    from = to;
    to = other;
  }
  return true;
}

/** The object of one pack that begins at an offset, between `low` and `high`; -1 for none. */
function find(offset: u64, low: u32, high: u32): i32 {
  // Bases are near: widen backwards first.
  let step: u32 = 16;
  let from = high;
  while (from > low) {
    from = from - low > step ? from - step : low;
    if (load<u64>(OFFSET + (<usize>from << 3)) <= offset) break;
    high = from;
    step <<= 2;
  }
  low = from;
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = load<u64>(OFFSET + (<usize>middle << 3));
    if (value == offset) return <i32>middle;
    if (value < offset) low = middle + 1;
    else high = middle;
  }
  return -1;
}

/**
 * Reads the headers of objects `from` to `to` of a pack whose objects are `first` and on.
 *
 * @param memoryAt address at which the byte of the pack stands that has the offset `fileAt`
 * @param packEnd offset of the end of the last object
 * @param last one past the pack's last object
 * @param hash bytes of an object id
 * @returns the number of deltas whose base is named by its id
 */
export function readHeaders(from: u32, to: u32, first: u32, last: u32, memoryAt: usize, fileAt: u64, packEnd: u64, hash: u32): u32 {
  let named: u32 = 0;
  for (let i = from; i < to; i++) {
    const offset = load<u64>(OFFSET + (<usize>i << 3));
    const endOffset = i + 1 < last ? load<u64>(OFFSET + (<usize>(i + 1) << 3)) : packEnd;
    const begin = memoryAt + <usize>(offset - fileAt);
    let p = begin;
    const end = memoryAt + <usize>(endOffset - fileAt);
    store<u8>(KIND + i, BROKEN_KIND);
    store<i32>(BASE + (<usize>i << 2), NO_BASE);
    store<u32>(SIZE + (<usize>i << 2), 0);
    const length = endOffset - offset;
    store<u32>(END + (<usize>i << 2), length >= HUGE ? HUGE : <u32>length);
    if (p >= end) continue;
    let byte: u32 = load<u8>(p++);
    const kind = (byte >> 4) & 7;
    let size: u64 = byte & 15;
    let shift: u64 = 4;
    while (byte & 128 && p < end && shift < 60) {
      byte = load<u8>(p++);
      size |= <u64>(byte & 127) << shift;
      shift += 7;
    }
    if (byte & 128) continue;
    let base: i32 = NO_BASE;
    if (kind == OFS_DELTA) {
      if (p >= end) continue;
      byte = load<u8>(p++);
      let distance: u64 = byte & 127;
      let length: u32 = 0;
      while (byte & 128 && p < end && length++ < 8) {
        byte = load<u8>(p++);
        distance = ((distance + 1) << 7) | (byte & 127);
      }
      if (byte & 128 || distance == 0 || distance >= offset) continue;
      base = find(offset - distance, first, i);
      if (base < 0) continue;
    } else if (kind == REF_DELTA) {
      if (p + hash > end) continue;
      base = NAMED_BASE;
      p += hash;
      named++;
    } else if (kind == 0 || kind == 5) {
      continue;
    }
    store<i32>(BASE + (<usize>i << 2), base);
    store<u8>(KIND + i, <u8>kind);
    store<u32>(AT + (<usize>i << 2), <u32>(p - begin));
    store<u32>(SIZE + (<usize>i << 2), size >= HUGE ? HUGE : <u32>size);
  }
  return named;
}

/**
 * Links bases with what builds on them, gives every delta the kind of its family, and adds up what each family costs.
 * Returns how many objects belong to a family whose base is here; the others keep a kind of 6 or 7.
 *
 * @param isOrdered whether bases stand before what builds on them, as they do where none is named by its id
 */
export function plan(count: u32, isOrdered: bool): u32 {
  const reached = isOrdered ? inheritKinds(count) : orderFamilies(count);
  memory.fill(CHILD, 255, <usize>count << 2);
  memory.fill(NEXT, 255, <usize>count << 2);
  for (let i: u32 = 0; i < count; i++) store<u32>(COST + (<usize>i << 2), (load<u32>(SIZE + (<usize>i << 2)) >> 4) + 12);
  // The largest index first, so that lists ascend.
  for (let i: i32 = <i32>count - 1; i >= 0; i--) {
    const at = <usize>i << 2;
    const base = load<i32>(BASE + at);
    if (base < 0) continue;
    store<i32>(NEXT + at, load<i32>(CHILD + (<usize>base << 2)));
    store<i32>(CHILD + (<usize>base << 2), i);
    // All that builds on it stands behind it, and has been added.
    if (isOrdered) addCost(base, i);
  }
  if (isOrdered) return reached;
  for (let next: i32 = <i32>reached - 1; next >= 0; next--) {
    const i = load<u32>(ORDER + (<usize>next << 2));
    const base = load<i32>(BASE + (<usize>i << 2));
    if (base >= 0) addCost(base, i);
  }
  return reached;
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function addCost(base: u32, delta: u32): void {
  const sum = <u64>load<u32>(COST + (<usize>base << 2)) + load<u32>(COST + (<usize>delta << 2));
  store<u32>(COST + (<usize>base << 2), sum > 0xffffffff ? 0xffffffff : <u32>sum);
}

/** Gives deltas their kinds in one pass. */
function inheritKinds(count: u32): u32 {
  let reached: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const base = load<i32>(BASE + (<usize>i << 2));
    const kind = load<u8>(KIND + (base < 0 ? i : base));
    if (kind == BROKEN_KIND || kind >= <u8>OFS_DELTA) continue;
    store<u8>(KIND + i, kind);
    reached++;
  }
  return reached;
}

/** The same from the roots down, wherever bases stand: ORDER lists them before what builds on them. */
function orderFamilies(count: u32): u32 {
  memory.fill(CHILD, 255, <usize>count << 2);
  memory.fill(NEXT, 255, <usize>count << 2);
  let reached: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const base = load<i32>(BASE + (<usize>i << 2));
    if (base >= 0) {
      store<i32>(NEXT + (<usize>i << 2), load<i32>(CHILD + (<usize>base << 2)));
      store<i32>(CHILD + (<usize>base << 2), i);
    } else if (base == NO_BASE && load<u8>(KIND + i) != BROKEN_KIND) {
      store<u32>(ORDER + (<usize>reached << 2), i);
      reached++;
    }
  }
  for (let next: u32 = 0; next < reached; next++) {
    const i = load<u32>(ORDER + (<usize>next << 2));
    const kind = load<u8>(KIND + i);
    for (let child = load<i32>(CHILD + (<usize>i << 2)); child != NONE; child = load<i32>(NEXT + (<usize>child << 2))) {
      store<u8>(KIND + child, kind);
      store<u32>(ORDER + (<usize>reached << 2), <u32>child);
      reached++;
    }
  }
  return reached;
}
