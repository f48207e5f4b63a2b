// The prefilter: finds every anchor of every rule in a range of bytes, in one pass.
//
// Every fourth position is hashed with its four bytes and looked up in a table of bits; an anchor of seven bytes or more
// cannot lie between two such positions without one of its own four-byte grams standing on one of them. That reads each byte
// once and touches the table once in four bytes, whatever the number of anchors: on text it is about three times as fast as
// three-byte Teddy with 128-bit shuffles, which is all that WebAssembly offers. Shorter anchors take the stride of two or
// one. The table has a bit for a gram and not a byte: with the encoded forms of anchors there are thousands of grams, and it
// has to stay in the processor's first-level cache.
//
// Memory (filled by src/prefilter/compile.ts, which documents the same layout):
//   TABLE   u32[1 << WORD_BITS]     a bit for each gram's hash
//   BUCKETS u16[1 << BUCKET_BITS]   gram's hash to its first entry, 0 for none
//   ENTRIES u32[]                   anchor << 8 | gram's offset in the anchor; a bucket ends with 0xffffffff
//   ANCHORS 32 bytes each           mask u64, value u64, length u32, id u32, unused u64
//   HITS    u32[2 * MAX_HITS]       offset, anchor id

const WORD_BITS: u32 = 13;
const BUCKET_BITS: u32 = 14;
const TABLE: usize = 1024;
const BUCKETS: usize = TABLE + (4 << WORD_BITS);
const ENTRIES: usize = BUCKETS + (2 << BUCKET_BITS);
const ANCHORS: usize = ENTRIES + 131072;
const HITS: usize = ANCHORS + 131072;
export const MAX_HITS: u32 = 8192;
const MULTIPLIER: u32 = 0x9e3779b1;

/** Where the window for the bytes to search begins: all before it belongs to the prefilter. */
export const WINDOW: usize = (HITS + MAX_HITS * 8 + 65535) & ~65535;

let start: usize = 0;
let end: usize = 0;
export let found: u32 = 0;
/** Where hits are noted: threads that share the memory each take an area of their own. */
let hits: usize = HITS;
/** Where the last search stopped: the end of the range, or less where the hits filled up. */
export let stopped: usize = 0;

// @ts-ignore: decorators are AssemblyScript's
@inline
function slot(gram: u32): u32 {
  const hash = gram * MULTIPLIER;
  // The upper bits say which word, the next five which of its bits: a shift counts modulo 32. Only the lowest bit is meant.
  return load<u32>((hash >> (32 - WORD_BITS)) << 2, TABLE) >> ((hash >> (27 - WORD_BITS)) & 31);
}

/** Compares the anchors that have a position's gram and notes those that stand there whole. */
function check(position: usize): void {
  const first = load<u16>(BUCKETS + (((load<u32>(position) * MULTIPLIER) >> (32 - BUCKET_BITS)) << 1));
  if (first == 0) return;
  let entry: usize = ENTRIES + (<usize>first << 2);
  for (;;) {
    const packed = load<u32>(entry);
    if (packed == 0xffffffff) return;
    entry += 4;
    const anchor = ANCHORS + ((packed >> 8) << 5);
    const at = position - (packed & 255);
    if (at < start || at + load<u32>(anchor, 16) > end) continue;
    if ((load<u64>(at) & load<u64>(anchor)) != load<u64>(anchor, 8)) continue;
    const hit = hits + (found << 3);
    store<u32>(hit, <u32>at);
    store<u32>(hit, load<u32>(anchor, 20), 4);
    found++;
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function any64(p: usize): u32 {
  return (
    slot(load<u32>(p)) | slot(load<u32>(p, 4)) | slot(load<u32>(p, 8)) | slot(load<u32>(p, 12)) |
    slot(load<u32>(p, 16)) | slot(load<u32>(p, 20)) | slot(load<u32>(p, 24)) | slot(load<u32>(p, 28)) |
    slot(load<u32>(p, 32)) | slot(load<u32>(p, 36)) | slot(load<u32>(p, 40)) | slot(load<u32>(p, 44)) |
    slot(load<u32>(p, 48)) | slot(load<u32>(p, 52)) | slot(load<u32>(p, 56)) | slot(load<u32>(p, 60))
  );
}

/**
 * Searches from `from` to `to`, for anchors that begin at `begin` or later. Returns the number of hits; where they fill
 * up, `stopped` is short of `to` and the search goes on from there, with the same `begin`.
 */
export function search4(begin: usize, from: usize, to: usize): u32 {
  start = begin;
  end = to;
  found = 0;
  return sweep4(from, to);
}

/** Notes hits in another area of `MAX_HITS` times eight bytes. */
export function setHits(at: usize): void {
  hits = at;
}

/** Forgets the hits so far; `search` adds to them. */
export function forgetHits(): void {
  found = 0;
}

/** Searches a range that is whole in itself and adds its hits to those before. */
export function search(from: usize, to: usize, stride: usize): void {
  start = from;
  end = to;
  if (stride == 4) sweep4(from, to);
  else finish(from, to, stride);
}

function sweep4(from: usize, to: usize): u32 {
  let p = from;
  while (p + 64 <= to) {
    if (any64(p) & 1) {
      for (let q = p; q < p + 64; q += 4) {
        if (slot(load<u32>(q)) & 1) check(q);
      }
      if (found > MAX_HITS - 1024) {
        stopped = p + 64;
        return found;
      }
    }
    p += 64;
  }
  return finish(p, to, 4);
}

/** The same for a smaller stride: 2 where the shortest anchor has five or six bytes, 1 where it has four. */
export function searchBy(begin: usize, from: usize, to: usize, stride: usize): u32 {
  start = begin;
  end = to;
  found = 0;
  return finish(from, to, stride);
}

function finish(from: usize, to: usize, stride: usize): u32 {
  let p = from;
  for (; p + 4 <= to; p += stride) {
    if (!(slot(load<u32>(p)) & 1)) continue;
    check(p);
    if (found > MAX_HITS - 1024) {
      stopped = p + stride;
      return found;
    }
  }
  stopped = to;
  return found;
}
