// The prefilter: finds every anchor of every rule in a range of bytes, in one pass.
//
// Every fourth position is hashed with its four bytes and looked up in a table; an anchor of seven bytes or more cannot
// lie between two such positions without one of its own four-byte grams standing on one of them. That reads each byte
// once and touches the table once in four bytes, whatever the number of anchors: on text it is about three times as fast as
// three-byte Teddy with 128-bit shuffles, which is all that WebAssembly offers. Shorter anchors take the stride of two or
// one.
//
// Few grams have one table. With the encoded forms of anchors there are thousands: then two tables have to say yes, and to
// the same of eight classes of grams. Both stay in the processor's first-level cache, and nothing is shifted by a number
// that is not known before, as a table of bits would have it, which takes twice as long.
//
// Memory (the header and the anchors are written by src/prefilter/compile.ts, which documents the same layout; `prepare`
// makes the rest of them):
//   HEADER  u32[5]                  number of anchors, stride, the first that is an encoded form and its id, whether there are many
//   TABLE   u8[1 << TABLE_BITS]     by a gram's hash: 1, or a bit for its class where there are many
//   SECOND  u8[1 << TABLE_BITS]     the same by other bits of the hash, where there are many
//   BUCKETS u16[1 << BUCKET_BITS]   gram's hash to its first entry, 0 for none
//   ENTRIES u32[]                   anchor << 8 | gram's offset in the anchor; a bucket ends with 0xffffffff
//   VALUES  u64[MAX_ANCHORS]        up to eight bytes of each anchor
//   LENGTHS u8[MAX_ANCHORS]         how many of them are compared
//   IDS     u32[MAX_ANCHORS]        of those before the encoded forms, whose ids follow from their positions
//   HITS    u32[2 * MAX_HITS]       offset, anchor id

/** What AssemblyScript puts into memory itself begins at 1024: in the module that reads packs, a table of its inflate. */
const HEADER: usize = 2016;
const TABLE_BITS: u32 = 14;
const BUCKET_BITS: u32 = 14;
/** So many anchors have a table of bytes. */
const FEW: u32 = 64;
const TABLE: usize = 2048;
const SECOND: usize = TABLE + (1 << TABLE_BITS);
const BUCKETS: usize = SECOND + (1 << TABLE_BITS);
const ENTRIES: usize = BUCKETS + (2 << BUCKET_BITS);
const MAX_ANCHORS: usize = 4096;
const VALUES: usize = ENTRIES + 135168;
const LENGTHS: usize = VALUES + MAX_ANCHORS * 8;
const IDS: usize = LENGTHS + MAX_ANCHORS;
const HITS: usize = IDS + MAX_ANCHORS * 4;
export const MAX_HITS: u32 = 8192;
/** Its lower half is a multiplier of its own. */
const WIDE_MULTIPLIER: u64 = 0x9e3779b97f4a7c15;
const MULTIPLIER: u32 = <u32>WIDE_MULTIPLIER;
/** Of its own, so that most of what the tables mistake for a gram has an empty bucket. */
const BUCKET_MULTIPLIER: u32 = 0x9e3779b1;
const CLASS_MULTIPLIER: u32 = 0xc2b2ae35;

/** Working memory for another module that writes into the window: inflate.ts takes it. */
export const WORK: usize = HITS + MAX_HITS * 8;
const WORK_BYTES: usize = 24576;
/** Where the window for the bytes to search begins: nothing before it is anybody else's. */
export const WINDOW: usize = (WORK + WORK_BYTES + 65535) & ~65535;

let start: usize = 0;
let end: usize = 0;
export let found: u32 = 0;
/** Where hits are noted: threads that share the memory each take an area of their own. */
let hits: usize = HITS;
/** Where the last search stopped: the end of the range, or less where the hits filled up. */
export let stopped: usize = 0;

// @ts-ignore: decorators are AssemblyScript's
@inline
function first(gram: u32): usize {
  return (gram * MULTIPLIER) >> (32 - TABLE_BITS);
}

/** By the upper end of a wider product, which is as good a hash of its own, and needs no second multiplication. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function second(gram: u32): usize {
  return <usize>((<u64>gram * WIDE_MULTIPLIER) >> (64 - TABLE_BITS));
}

/** Not zero where an anchor may have a gram. `isMany` is known when this is compiled. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function slot(gram: u32, isMany: bool): u32 {
  // The tables' places are part of the instruction: added to the index they would cost an instruction each.
  if (!isMany) return <u32>load<u8>(first(gram), TABLE);
  const product = <u64>gram * WIDE_MULTIPLIER;
  return (
    <u32>load<u8>(<usize>(<u32>product >> (32 - TABLE_BITS)), TABLE) &
    <u32>load<u8>(<usize>(product >> (64 - TABLE_BITS)), SECOND)
  );
}

/** Makes the tables of the anchors that the header counts. */
export function prepare(): void {
  const count = load<u32>(HEADER);
  const stride = load<u32>(HEADER, 4);
  const isMany = count > FEW;
  store<u32>(HEADER, u32(isMany), 16);
  memory.fill(TABLE, 0, ENTRIES - TABLE);
  for (let index: u32 = 0; index < count; index++) {
    for (let offset: u32 = 0; offset < stride; offset++) {
      const gram = gramOf(index, offset);
      const mark = isMany ? 1 << ((gram * CLASS_MULTIPLIER) >> 29) : 1;
      store<u8>(first(gram), load<u8>(first(gram), TABLE) | mark, TABLE);
      store<u8>(second(gram), load<u8>(second(gram), SECOND) | mark, SECOND);
      const bucket = bucketOf(gram);
      store<u16>(bucket, load<u16>(bucket) + 1);
    }
  }
  // Entries of one bucket stand together: they were counted, and now are put in from each bucket's end.
  let next: u32 = 1;
  for (let bucket = BUCKETS; bucket < ENTRIES; bucket += 2) {
    const size = load<u16>(bucket);
    if (size == 0) continue;
    next += size;
    store<u16>(bucket, <u16>next);
    store<u32>(ENTRIES + (<usize>next << 2), 0xffffffff);
    next++;
  }
  for (let index = <i32>count - 1; index >= 0; index--) {
    for (let offset = <i32>stride - 1; offset >= 0; offset--) {
      const bucket = bucketOf(gramOf(index, offset));
      const at = load<u16>(bucket) - 1;
      store<u16>(bucket, at);
      store<u32>(ENTRIES + (<usize>at << 2), (index << 8) | offset);
    }
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function gramOf(index: u32, offset: u32): u32 {
  return load<u32>(VALUES + (<usize>index << 3) + offset);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function bucketOf(gram: u32): usize {
  return BUCKETS + (((gram * BUCKET_MULTIPLIER) >> (32 - BUCKET_BITS)) << 1);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function idOf(anchor: u32): u32 {
  const firstForm = load<u32>(HEADER, 8);
  return anchor < firstForm ? load<u32>(IDS + (<usize>anchor << 2)) : anchor - firstForm + load<u32>(HEADER, 12);
}

/** Compares the anchors that have a position's gram and notes those that stand there whole. */
function check(position: usize): void {
  const begin = load<u16>(bucketOf(load<u32>(position)));
  if (begin == 0) return;
  let entry: usize = ENTRIES + (<usize>begin << 2);
  for (;;) {
    const packed = load<u32>(entry);
    if (packed == 0xffffffff) return;
    entry += 4;
    const anchor = packed >> 8;
    const at = position - (packed & 255);
    const length = <u32>load<u8>(LENGTHS + anchor);
    if (at < start || at + length > end) continue;
    if ((load<u64>(at) ^ load<u64>(VALUES + (<usize>anchor << 3))) << (64 - (<u64>length << 3))) continue;
    const hit = hits + (found << 3);
    store<u32>(hit, <u32>at);
    store<u32>(hit, idOf(anchor), 4);
    found++;
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function any16(p: usize, isMany: bool): u32 {
  if (isMany) {
    return slot(load<u32>(p), true) | slot(load<u32>(p, 4), true) | slot(load<u32>(p, 8), true) | slot(load<u32>(p, 12), true);
  }
  const indices = i32x4.shr_u(i32x4.mul(v128.load(p), i32x4.splat(MULTIPLIER)), 32 - TABLE_BITS);
  return in2(i64x2.extract_lane(indices, 0)) | in2(i64x2.extract_lane(indices, 1));
}

/** Looks up the two halves of a word. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function in2(indices: u64): u32 {
  return <u32>load<u8>(<usize>(<u32>indices), TABLE) | <u32>load<u8>(<usize>(indices >> 32), TABLE);
}

function check16(p: usize, isMany: bool): void {
  for (let q = p; q < p + 16; q += 4) {
    if (slot(load<u32>(q), isMany) != 0) check(q);
  }
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
  return load<u32>(HEADER, 16) == 0 ? sweep64(from, to, false) : sweep64(from, to, true);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function sweep64(from: usize, to: usize, isMany: bool): u32 {
  let p = from;
  while (p + 64 <= to) {
    // A branch each, which is hardly ever taken: with all loads before one branch, the engine runs out of registers.
    if (any16(p, isMany) != 0) check16(p, isMany);
    if (any16(p + 16, isMany) != 0) check16(p + 16, isMany);
    if (any16(p + 32, isMany) != 0) check16(p + 32, isMany);
    if (any16(p + 48, isMany) != 0) check16(p + 48, isMany);
    if (found > MAX_HITS - 1024) {
      stopped = p + 64;
      return found;
    }
    p += 64;
  }
  // What a history changes is mostly shorter.
  for (; p + 16 <= to; p += 16) if (any16(p, isMany) != 0) check16(p, isMany);
  return finishBy(p, to, 4, isMany);
}

/** The same for a smaller stride: 2 where the shortest anchor has five or six bytes, 1 where it has four. */
export function searchBy(begin: usize, from: usize, to: usize, stride: usize): u32 {
  start = begin;
  end = to;
  found = 0;
  return finish(from, to, stride);
}

function finish(from: usize, to: usize, stride: usize): u32 {
  return load<u32>(HEADER, 16) == 0 ? finishBy(from, to, stride, false) : finishBy(from, to, stride, true);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function finishBy(from: usize, to: usize, stride: usize, isMany: bool): u32 {
  let p = from;
  for (; p + 4 <= to; p += stride) {
    if (slot(load<u32>(p), isMany) == 0) continue;
    check(p);
    if (found > MAX_HITS - 1024) {
      stopped = p + stride;
      return found;
    }
  }
  stopped = to;
  return found;
}

/** How often a byte stands in a range. */
export function count(from: usize, to: usize, byte: u32): u32 {
  const wanted = i8x16.splat(<i8>byte);
  let total: u32 = 0;
  let p = from;
  while (p + 16 <= to) {
    // Each of sixteen sums has room for that many.
    const until = min(to, p + 255 * 16);
    let sums = i8x16.splat(0);
    for (; p + 16 <= until; p += 16) sums = i8x16.sub(sums, i8x16.eq(v128.load(p), wanted));
    const quarters = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(sums));
    total += i32x4.extract_lane(quarters, 0) + i32x4.extract_lane(quarters, 1);
    total += i32x4.extract_lane(quarters, 2) + i32x4.extract_lane(quarters, 3);
  }
  for (; p < to; p++) if (load<u8>(p) == byte) total++;
  return total;
}
