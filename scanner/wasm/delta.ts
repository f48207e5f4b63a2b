// Applies git's deltas (Documentation/gitformat-pack.txt) and searches what they change.
//
// Whatever a delta copies in one piece has been searched in its base. So an anchor can be new only where inserted bytes
// are, or where two pieces meet: `margin` bytes on each side of those are searched along, no less than the longest
// anchor. Hits add up over all ranges of an object and stand in the hit area of the thread.
//
// Deltas are hostile: a copy outside the base, an insert past the delta's end, a result of another size than the delta
// claims, or the reserved instruction 0 make it BROKEN, and nothing is written outside of what the caller gave.
import { BROKEN } from './inflate';
import { found, forgetHits, MAX_HITS, search } from './prefilter';

/** Writable bytes that must follow the output of `applyDelta` and `layOut`. */
export const DELTA_SLACK: u32 = 64;
/** What is copied where no size is given: bytes. */
const WHOLE_COPY: u32 = 0x10000;
/** What a layout may take before it is searched and begun anew: bytes. */
const LAYOUT: u32 = 1 << 20;

let margin: u32 = 24;
let stride: u32 = 4;
/** Whether a layout was searched in parts: hits of earlier parts point at what stands there no more. */
export let isFlushed: bool = false;
/** Whether hits got lost because there were too many: take the object for suspicious. */
export let isOverflown: bool = false;
/** Where the layout of the last delta ended. */
export let layoutEnd: usize = 0;
/** Bytes that were searched, all told. */
export let searched: u64 = 0;

/** Sets how far beyond a change is searched, in bytes, and the stride of the prefilter: 0 where nothing is to be searched. */
export function setMargin(bytes: u32, by: u32): void {
  margin = bytes;
  stride = by;
}

/** Forgets the hits of the object before. */
export function beginObject(): void {
  forgetHits();
  isFlushed = false;
  isOverflown = false;
}

/** Searches a range of bytes; hits are added to those that are there. */
export function searchRange(from: usize, to: usize): void {
  if (isOverflown || stride == 0) return;
  searched += to - from;
  search(from, to, stride);
  // Room is kept for what one step of the search may add.
  if (found > MAX_HITS - 1024) isOverflown = true;
}

let at: usize = 0;

// @ts-ignore: decorators are AssemblyScript's
@inline
function varint(end: usize): u64 {
  let value: u64 = 0;
  let shift: u64 = 0;
  let byte: u32 = 128;
  while (byte & 128) {
    if (at >= end || shift > 56) return u64.MAX_VALUE;
    byte = load<u8>(at++);
    value |= <u64>(byte & 127) << shift;
    shift += 7;
  }
  return value;
}

/** The size of the result that a delta claims, or 2^64 - 1 where it is broken or made for another base. */
export function deltaSize(delta: usize, length: u32, baseSize: u32): u64 {
  at = delta;
  const end = delta + length;
  if (varint(end) != baseSize) return u64.MAX_VALUE;
  return varint(end);
}

/** For each set of bytes that an instruction to copy may have: where each byte of its offset and size is, 16 bytes. */
let shuffles: usize = 0;
/** Bytes of working memory that `initDelta` takes. */
export const DELTA_SCRATCH: u32 = 2048;

/** Takes `DELTA_SCRATCH` bytes of working memory for this thread and fills what never changes. */
export function initDelta(at: usize): void {
  shuffles = at;
  for (let code: u32 = 0; code < 128; code++) {
    const shuffle = at + (<usize>code << 4);
    // Lanes of their own for what is not there: zeros.
    v128.store(shuffle, i8x16.splat(-1));
    let next: u8 = 0;
    for (let bit: u32 = 0; bit < 7; bit++) if ((code >> bit) & 1) store<u8>(shuffle + bit, next++);
  }
}

/** An instruction's offset, and its size above that, in one step: branches on its bits are guessed wrong every other time. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function copyAt(p: usize, there: u32): u64 {
  return i64x2.extract_lane(i8x16.swizzle(v128.load64_zero(p), v128.load(shuffles + (<usize>there << 4))), 0);
}

/** Copies; may write up to 31 bytes more than asked for. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function copy(to: usize, from: usize, size: u32): void {
  if (size > 512) {
    memory.copy(to, from, size);
    return;
  }
  const end = from + size;
  do {
    v128.store(to, v128.load(from));
    from += 16;
    to += 16;
  } while (from < end);
}

/**
 * Rebuilds an object from its base to `out`, where `capacity` bytes and the slack are, and searches what changed. Returns
 * its size, or BROKEN.
 */
export function applyDelta(base: usize, baseSize: u32, delta: usize, length: u32, out: usize, capacity: u32): u32 {
  const size = deltaSize(delta, length, baseSize);
  if (size > capacity) return BROKEN;
  const end = delta + length;
  let p = at;
  const limit = out + <usize>size;
  let o = out;
  /** The range that waits to be searched, in the output; it is once the bytes behind it are there. */
  let from: usize = 0;
  let to: usize = 0;
  while (p < end) {
    const code: u32 = load<u8>(p++);
    const begin = o;
    let changed: u32 = 0;
    if (code & 128) {
      const there = code & 127;
      const both = copyAt(p, there);
      p += popcnt(there);
      const copyOffset = <u32>both;
      const copySize = <u32>(both >> 32) || WHOLE_COPY;
      if (<u64>copyOffset + copySize > baseSize || copySize > <u32>(limit - o) || p > end) return BROKEN;
      copy(o, base + copyOffset, copySize);
      o += copySize;
      // Begins as its base does: no seam.
      if (begin == out && copyOffset == 0) continue;
    } else {
      if (code == 0 || code > <u32>(limit - o) || code > <u32>(end - p)) return BROKEN;
      copy(o, p, code);
      p += code;
      o += code;
      changed = code;
    }
    const low = begin > out + margin ? begin - margin : out;
    const high = begin + changed + margin;
    if (to != 0 && low <= to) {
      to = high;
    } else {
      if (to != 0) searchRange(from, to);
      from = low;
      to = high;
    }
  }
  if (o != limit) return BROKEN;
  if (to != 0) searchRange(from, to < o ? to : o);
  return <u32>size;
}

/**
 * The same for an object that nothing builds on: it is not rebuilt, only what is searched is laid out, piece after piece,
 * to `out`, where LAYOUT bytes, four margins and the slack are. Returns the object's size, or BROKEN.
 */
export function searchDelta(base: usize, baseSize: u32, delta: usize, length: u32, out: usize): u32 {
  const size = deltaSize(delta, length, baseSize);
  if (size >= BROKEN) return BROKEN;
  const end = delta + length;
  let p = at;
  const full = out + LAYOUT;
  let left = size;
  let o = out;
  let isFirst = true;
  while (p < end) {
    const code: u32 = load<u8>(p++);
    if (code & 128) {
      const there = code & 127;
      const both = copyAt(p, there);
      p += popcnt(there);
      const copyOffset = <u32>both;
      const copySize = <u32>(both >> 32) || WHOLE_COPY;
      if (<u64>copyOffset + copySize > baseSize || copySize > left || p > end) return BROKEN;
      left -= copySize;
      const source = base + copyOffset;
      if (copySize > 2 * margin + 16) {
        if (!(isFirst && copyOffset == 0)) {
          copy(o, source, margin);
          o += margin;
        }
        // Apart: what ends one range and begins the next never stood together.
        store<u8>(o++, 10);
        copy(o, source + copySize - margin, margin);
        o += margin;
      } else {
        copy(o, source, copySize);
        o += copySize;
      }
    } else {
      if (code == 0 || code > left || code > <u32>(end - p)) return BROKEN;
      copy(o, p, code);
      p += code;
      o += code;
      left -= code;
    }
    isFirst = false;
    if (o > full) {
      searchRange(out, o);
      isFlushed = true;
      memory.copy(out, o - margin, margin);
      o = out + margin;
    }
  }
  if (left != 0) return BROKEN;
  layoutEnd = o;
  searchRange(out, o);
  return <u32>size;
}
