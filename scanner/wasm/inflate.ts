// Inflates deflate streams that stand in memory, one call an object. Written after RFC 1950 and 1951, with the decoding tables
// of libdeflate (github.com/ebiggers/libdeflate): one lookup gives a symbol, its base and how many bits it takes, and codes
// longer than the table go through a second one.
//
// The input is hostile. Every step consumes input and stays between `end` and what was promised as output; both buffers
// have to have slack (INPUT_SLACK readable bytes after the input, OUTPUT_SLACK writable ones after the output), so that one
// comparison a step is enough. What a stream says about its own length, its checksum among it, is checked at the end.

/** Readable bytes that must follow the input, whatever they hold. */
export const INPUT_SLACK: u32 = 64;
/** Writable bytes that must follow the output: four literals and the longest match, copied in pieces of 16. */
export const OUTPUT_SLACK: u32 = 320;
/** What `inflate` returns for a broken stream. */
export const BROKEN: u32 = 0xffffffff;

const LITLEN_BITS: u32 = 11;
const OFFSET_BITS: u32 = 8;
const PRECODE_BITS: u32 = 7;
const MAX_CODE_BITS: u32 = 15;

// While symbols are decoded, two spent bits stand below those that come next: masked, they are the offset of an entry of four
// bytes as they are.

// An entry, from the low end: bits to take in all (6), bits below the extra ones (from 8), flags, value (from 16): of a second
// level the offset of its entries.
const EXCEPTIONAL: u32 = 0x8000;
const SUBTABLE: u32 = 0x4000;
const END_OF_BLOCK: u32 = 0x2000;
const INVALID: u32 = 0x1000;
const LITERAL: u32 = 0x80000000;
/** In entries with extra bits: the two that are spent. */
const SPENT: u32 = 0x200;

// The working memory of one thread. Sizes of tables with their second levels: ENOUGH of zlib's inftrees.h.
const LITLEN: usize = 0; // u32[2342]
const OFFSETS: usize = 9472; // u32[402]
const FIXED_LITLEN: usize = 11136; // u32[2048]
const FIXED_OFFSETS: usize = 19328; // u32[256]
const PRECODE: usize = 20352; // u32[128]
const LITLEN_RESULTS: usize = 20864; // u32[288]
const OFFSET_RESULTS: usize = 22016; // u32[32]
const PRECODE_RESULTS: usize = 22144; // u32[19]
const LENGTHS: usize = 22272; // u8[320 + slack]
const SORTED: usize = 22784; // u16[288]
const COUNTS: usize = 23424; // u32[17]
const STARTS: usize = 23552; // u32[17]
const USED: usize = 23680; // u16[288]
const PRECODE_ORDER: usize = 24320; // u8[19]
/** Bytes of working memory that `initInflate` takes. */
export const INFLATE_SCRATCH: u32 = 24576;

let scratch: usize = 0;
let fixedLitlenBits: u32 = 0;
let fixedOffsetBits: u32 = 0;
/** How many bits the table that was built last is indexed by. */
let builtBits: u32 = 0;

/** Takes `INFLATE_SCRATCH` bytes of working memory for this thread and fills what never changes. */
export function initInflate(at: usize): void {
  scratch = at;
  // 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  store<u64>(at + PRECODE_ORDER, 0x0609070800121110);
  store<u64>(at + PRECODE_ORDER, 0x020d030c040b050a, 8);
  store<u32>(at + PRECODE_ORDER, 0x0f010e, 16);
  for (let symbol: u32 = 0; symbol < 256; symbol++) store<u32>(at + LITLEN_RESULTS + (symbol << 2), LITERAL | (symbol << 16));
  store<u32>(at + LITLEN_RESULTS + 1024, EXCEPTIONAL | END_OF_BLOCK);
  let base: u32 = 3;
  for (let symbol: u32 = 257; symbol < 285; symbol++) {
    const extra: u32 = symbol < 265 ? 0 : (symbol - 261) >> 2;
    store<u32>(at + LITLEN_RESULTS + (symbol << 2), (base << 16) | SPENT | extra);
    base += 1 << extra;
  }
  store<u32>(at + LITLEN_RESULTS + (285 << 2), (258 << 16) | SPENT);
  for (let symbol: u32 = 286; symbol < 288; symbol++) store<u32>(at + LITLEN_RESULTS + (symbol << 2), EXCEPTIONAL | INVALID);
  base = 1;
  for (let symbol: u32 = 0; symbol < 30; symbol++) {
    const extra: u32 = symbol < 4 ? 0 : (symbol - 2) >> 1;
    store<u32>(at + OFFSET_RESULTS + (symbol << 2), (base << 16) | SPENT | extra);
    base += 1 << extra;
  }
  for (let symbol: u32 = 30; symbol < 32; symbol++) store<u32>(at + OFFSET_RESULTS + (symbol << 2), EXCEPTIONAL | INVALID);
  for (let symbol: u32 = 0; symbol < 19; symbol++) store<u32>(at + PRECODE_RESULTS + (symbol << 2), symbol << 16);

  const lengths = at + LENGTHS;
  for (let symbol: u32 = 0; symbol < 288; symbol++) {
    store<u8>(lengths + symbol, symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8);
  }
  build(at + FIXED_LITLEN, LITLEN_BITS, lengths, 288, at + LITLEN_RESULTS);
  fixedLitlenBits = builtBits;
  memory.fill(lengths, 5, 32);
  build(at + FIXED_OFFSETS, OFFSET_BITS, lengths, 32, at + OFFSET_RESULTS);
  fixedOffsetBits = builtBits;
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function double(table: usize, entries: u32): void {
  const bytes = entries << 2;
  if (bytes < 16) {
    for (let i: u32 = 0; i < bytes; i += 4) store<u32>(table + bytes + i, load<u32>(table + i));
  } else {
    for (let i: u32 = 0; i < bytes; i += 16) v128.store(table + bytes + i, v128.load(table + i));
  }
}

/**
 * Builds a decoding table from the lengths of a canonical code. False where the code is over-subscribed, or incomplete
 * with more than one code in it (what zlib refuses too).
 */
function build(table: usize, bits: u32, lengths: usize, symbols: u32, results: usize): bool {
  const counts = scratch + COUNTS;
  const starts = scratch + STARTS;
  const sorted = scratch + SORTED;
  const zero = i8x16.splat(0);
  v128.store(counts, zero);
  v128.store(counts, zero, 16);
  v128.store(counts, zero, 32);
  v128.store(counts, zero, 48);
  // Most symbols have no code, and most streams are short: only those in use are counted and sorted.
  let last = scratch + USED;
  for (let i: u32 = 0; i < symbols; i += 16) {
    let mask: u32 = <u32>i8x16.bitmask(i8x16.ne(v128.load(lengths + i), zero));
    if (symbols - i < 16) mask &= (1 << (symbols - i)) - 1;
    while (mask) {
      const symbol = i + ctz(mask);
      mask &= mask - 1;
      store<u16>(last, <u16>symbol);
      last += 2;
      const slot = counts + (<usize>load<u8>(lengths + symbol) << 2);
      store<u32>(slot, load<u32>(slot) + 1);
    }
  }
  let longest: u32 = MAX_CODE_BITS;
  while (longest > 0 && load<u32>(counts + (longest << 2)) == 0) longest--;
  if (bits > longest) bits = longest == 0 ? 1 : longest;
  builtBits = bits;
  let used: u32 = 0;
  let start: u32 = 0;
  for (let length: u32 = 1; length <= longest; length++) {
    start += load<u32>(counts + ((length - 1) << 2));
    store<u32>(starts + (length << 2), start);
    used = (used << 1) + load<u32>(counts + (length << 2));
  }
  for (let one = scratch + USED; one < last; one += 2) {
    const symbol = load<u16>(one);
    const slot = starts + (<usize>load<u8>(lengths + symbol) << 2);
    const at = load<u32>(slot);
    store<u32>(slot, at + 1);
    store<u16>(sorted + (at << 1), symbol);
  }
  let next = sorted;
  const space: u32 = 1 << longest;
  if (used > space) return false;
  if (used < space) {
    if (longest > 1) return false;
    // No code at all, or a single one of one bit: whatever else turns up is invalid.
    store<u32>(table, EXCEPTIONAL | INVALID | 1);
    store<u32>(table + 4, EXCEPTIONAL | INVALID | 1);
    if (longest == 1 && used == 1) store<u32>(table, load<u32>(results + (<usize>load<u16>(next) << 2)) + 0x101);
    return true;
  }
  let length: u32 = 1;
  let count: u32 = load<u32>(counts + 4);
  while (count == 0) count = load<u32>(counts + (++length << 2));
  let tableEnd: u32 = 1 << length;
  let code: u32 = 0;
  while (length <= bits) {
    do {
      store<u32>(table + (code << 2), load<u32>(results + (<usize>load<u16>(next) << 2)) + (length << 8) + length);
      next += 2;
      if (code == tableEnd - 1) {
        for (; length < bits; length++) {
          double(table, tableEnd);
          tableEnd <<= 1;
        }
        return true;
      }
      const bit: u32 = 1 << (31 - clz(code ^ (tableEnd - 1)));
      code = (code & (bit - 1)) | bit;
    } while (--count);
    do {
      if (++length <= bits) {
        double(table, tableEnd);
        tableEnd <<= 1;
      }
      count = load<u32>(counts + (length << 2));
    } while (count == 0);
  }
  tableEnd = 1 << bits;
  const mask: u32 = tableEnd - 1;
  let prefix: u32 = 0xffffffff;
  let subtable: u32 = 0;
  for (;;) {
    if ((code & mask) != prefix) {
      prefix = code & mask;
      subtable = tableEnd;
      let subtableBits: u32 = length - bits;
      let filled: u32 = count;
      while (filled < (<u32>1 << subtableBits)) {
        subtableBits++;
        filled = (filled << 1) + load<u32>(counts + ((bits + subtableBits) << 2));
      }
      tableEnd = subtable + (1 << subtableBits);
      store<u32>(table + (prefix << 2), (subtable << 18) | EXCEPTIONAL | SUBTABLE | (subtableBits << 8) | bits);
    }
    const rest: u32 = length - bits;
    const entry = load<u32>(results + (<usize>load<u16>(next) << 2)) + (rest << 8) + rest;
    next += 2;
    for (let i: u32 = subtable + (code >> bits); i < tableEnd; i += 1 << rest) store<u32>(table + (i << 2), entry);
    if (code == (<u32>1 << length) - 1) break;
    const bit: u32 = 1 << (31 - clz(code ^ ((1 << length) - 1)));
    code = (code & (bit - 1)) | bit;
    count--;
    while (count == 0) count = load<u32>(counts + (++length << 2));
  }
  return true;
}

/** Where the stream that was inflated last ended. */
export let inflateEnd: usize = 0;

/**
 * Inflates the zlib stream at `src`, which ends at `end` or before, to `dst`, where `capacity` bytes and the slack are.
 * Returns the number of bytes, or BROKEN.
 */
export function inflate(src: usize, end: usize, dst: usize, capacity: u32): u32 {
  const header = load<u16>(src);
  // Deflate with a window of 32 KiB at most, no dictionary, and a header that checks.
  if ((header & 15) != 8 || (header & 255) >> 4 > 7 || header & 0x2000 || (((header & 255) << 8) | (header >> 8)) % 31 != 0) return BROKEN;
  const size = inflateRaw(src + 2, end, dst, capacity);
  if (size == BROKEN || inflateEnd + 4 > end) return BROKEN;
  if (bswap(load<u32>(inflateEnd)) != adler32(dst, size)) return BROKEN;
  inflateEnd += 4;
  return size;
}

/** The same for a deflate stream with nothing around it (RFC 1951); whoever calls has a checksum of their own to compare. */
export function inflateRaw(src: usize, end: usize, dst: usize, capacity: u32): u32 {
  const begin = dst;
  const outEnd = dst + capacity;
  const inEnd = end + 8;
  let bits: u64 = 0;
  let left: u32 = 0;
  let isLast: u32 = 0;
  while (!isLast) {
    if (src > inEnd) return BROKEN;
    bits |= load<u64>(src) << left;
    src += (63 - left) >> 3;
    left |= 56;
    isLast = <u32>bits & 1;
    const type = (<u32>bits >> 1) & 3;
    bits >>= 3;
    left -= 3;
    let litlen: usize;
    let offsets: usize;
    let litlenMask: u32;
    let offsetMask: u32;
    if (type == 0) {
      src -= left >> 3;
      const length = <u32>load<u16>(src);
      if ((length ^ load<u16>(src, 2)) != 0xffff) return BROKEN;
      src += 4;
      if (src + length > end || dst + length > outEnd) return BROKEN;
      memory.copy(dst, src, length);
      dst += length;
      src += length;
      bits = 0;
      left = 0;
      continue;
    } else if (type == 1) {
      litlen = scratch + FIXED_LITLEN;
      offsets = scratch + FIXED_OFFSETS;
      litlenMask = (4 << fixedLitlenBits) - 4;
      offsetMask = (4 << fixedOffsetBits) - 4;
    } else if (type == 2) {
      const litlenCodes = (<u32>bits & 31) + 257;
      const offsetCodes = ((<u32>bits >> 5) & 31) + 1;
      const precodes = ((<u32>bits >> 10) & 15) + 4;
      bits >>= 14;
      left -= 14;
      if (litlenCodes > 286 || offsetCodes > 30) return BROKEN;
      const lengths = scratch + LENGTHS;
      v128.store(lengths, i8x16.splat(0));
      store<u32>(lengths + 16, 0);
      for (let i: u32 = 0; i < precodes; i++) {
        if (left < 3) {
          bits |= load<u64>(src) << left;
          src += (63 - left) >> 3;
          left |= 56;
        }
        store<u8>(lengths + load<u8>(scratch + PRECODE_ORDER + i), <u8>(bits & 7));
        bits >>= 3;
        left -= 3;
      }
      const precode = scratch + PRECODE;
      if (!build(precode, PRECODE_BITS, lengths, 19, scratch + PRECODE_RESULTS)) return BROKEN;
      const precodeMask: u64 = (1 << builtBits) - 1;
      const total = litlenCodes + offsetCodes;
      let i: u32 = 0;
      while (i < total) {
        if (left < 14) {
          if (src > inEnd) return BROKEN;
          bits |= load<u64>(src) << left;
          src += (63 - left) >> 3;
          left |= 56;
        }
        const entry = load<u32>(precode + (<usize>(bits & precodeMask) << 2));
        if (entry & INVALID) return BROKEN;
        bits >>= entry & 63;
        left -= entry & 63;
        const symbol = entry >> 16;
        if (symbol < 16) {
          store<u8>(lengths + i, <u8>symbol);
          i++;
          continue;
        }
        let value: u8 = 0;
        let repeat: u32;
        if (symbol == 16) {
          if (i == 0) return BROKEN;
          value = load<u8>(lengths + i - 1);
          repeat = 3 + (<u32>bits & 3);
          bits >>= 2;
          left -= 2;
        } else if (symbol == 17) {
          repeat = 3 + (<u32>bits & 7);
          bits >>= 3;
          left -= 3;
        } else {
          repeat = 11 + (<u32>bits & 127);
          bits >>= 7;
          left -= 7;
        }
        if (i + repeat > total) return BROKEN;
        // At most 138: nine pieces of 16, within the slack of the array.
        const filler = i8x16.splat(value);
        for (let at: u32 = 0; at < repeat; at += 16) v128.store(lengths + i + at, filler);
        i += repeat;
      }
      if (load<u8>(lengths + 256) == 0) return BROKEN;
      litlen = scratch + LITLEN;
      offsets = scratch + OFFSETS;
      if (!build(offsets, OFFSET_BITS, lengths + litlenCodes, offsetCodes, scratch + OFFSET_RESULTS)) return BROKEN;
      offsetMask = (4 << builtBits) - 4;
      if (!build(litlen, LITLEN_BITS, lengths, litlenCodes, scratch + LITLEN_RESULTS)) return BROKEN;
      litlenMask = (4 << builtBits) - 4;
    } else {
      return BROKEN;
    }

    bits <<= 2;
    left += 2;
    // `left` keeps rubbish above its low six bits: only those are ever looked at.
    bits |= load<u64>(src) << left;
    src += 7 - ((left >> 3) & 7);
    left |= 56;
    let entry = load<u32>(litlen + (<u32>bits & litlenMask));
    for (;;) {
      if (src > inEnd || dst > outEnd) return BROKEN;
      let saved = bits;
      bits >>= entry;
      left -= entry;
      if (entry & LITERAL) {
        store<u8>(dst++, <u8>(entry >> 16));
        entry = load<u32>(litlen + (<u32>bits & litlenMask));
        saved = bits;
        bits >>= entry;
        left -= entry;
        if (entry & LITERAL) {
          store<u8>(dst++, <u8>(entry >> 16));
          entry = load<u32>(litlen + (<u32>bits & litlenMask));
          saved = bits;
          bits >>= entry;
          left -= entry;
          if (entry & LITERAL) {
            store<u8>(dst++, <u8>(entry >> 16));
            entry = load<u32>(litlen + (<u32>bits & litlenMask));
            saved = bits;
            bits >>= entry;
            left -= entry;
            if (entry & LITERAL) {
              store<u8>(dst++, <u8>(entry >> 16));
              bits |= load<u64>(src) << left;
              src += 7 - ((left >> 3) & 7);
              left |= 56;
              entry = load<u32>(litlen + (<u32>bits & litlenMask));
              continue;
            }
          }
        }
      }
      if (entry & EXCEPTIONAL) {
        if (entry & END_OF_BLOCK) break;
        if (entry & INVALID) return BROKEN;
        entry = load<u32>(litlen + (entry >> 16) + (<u32>bits & ((4 << ((entry >> 8) & 31)) - 4)));
        saved = bits;
        bits >>= entry;
        left -= entry;
        if (entry & LITERAL) {
          store<u8>(dst++, <u8>(entry >> 16));
          bits |= load<u64>(src) << left;
          src += 7 - ((left >> 3) & 7);
          left |= 56;
          entry = load<u32>(litlen + (<u32>bits & litlenMask));
          continue;
        }
        if (entry & EXCEPTIONAL) {
          if (entry & END_OF_BLOCK) break;
          return BROKEN;
        }
      }
      const length = (entry >> 16) + (<u32>(saved & ((<u64>4 << entry) - 1)) >> ((entry >> 8) & 31));
      bits |= load<u64>(src) << left;
      src += 7 - ((left >> 3) & 7);
      left |= 56;
      entry = load<u32>(offsets + (<u32>bits & offsetMask));
      if (entry & EXCEPTIONAL) {
        if (entry & INVALID) return BROKEN;
        bits >>= OFFSET_BITS;
        left -= OFFSET_BITS;
        entry = load<u32>(offsets + (entry >> 16) + (<u32>bits & ((4 << ((entry >> 8) & 31)) - 4)));
        if (entry & EXCEPTIONAL) return BROKEN;
      }
      saved = bits;
      bits >>= entry;
      left -= entry;
      const distance = (entry >> 16) + (<u32>(saved & ((<u64>4 << entry) - 1)) >> ((entry >> 8) & 31));
      if (distance > <u32>(dst - begin)) return BROKEN;
      bits |= load<u64>(src) << left;
      src += 7 - ((left >> 3) & 7);
      left |= 56;
      entry = load<u32>(litlen + (<u32>bits & litlenMask));
      let from = dst - distance;
      const to = dst + length;
      if (distance >= 16) {
        v128.store(dst, v128.load(from));
        v128.store(dst, v128.load(from, 16), 16);
        if (length > 32) {
          dst += 32;
          from += 32;
          do {
            v128.store(dst, v128.load(from));
            dst += 16;
            from += 16;
          } while (dst < to);
        }
      } else if (distance >= 8) {
        store<u64>(dst, load<u64>(from));
        store<u64>(dst, load<u64>(from, 8), 8);
        if (length > 16) {
          do {
            dst += 8;
            from += 8;
            store<u64>(dst, load<u64>(from, 8), 8);
          } while (dst + 8 < to);
        }
      } else if (distance == 1) {
        const filler = i8x16.splat(load<u8>(from));
        do {
          v128.store(dst, filler);
          dst += 16;
        } while (dst < to);
      } else {
        do {
          store<u8>(dst++, load<u8>(from++));
        } while (dst < to);
      }
      dst = to;
    }
    bits >>= 2;
    left -= 2;
    left &= 63;
  }
  src -= left >> 3;
  inflateEnd = src;
  return src > end || dst > outEnd ? BROKEN : <u32>(dst - begin);
}

/** Adler-32 (RFC 1950), 32 bytes a step. */
function adler32(at: usize, size: u32): u32 {
  let a: u32 = 1;
  let b: u32 = 0;
  // What a byte weighs by its place in a step: as many as bytes follow it there, itself counted.
  const w0 = i16x8(32, 31, 30, 29, 28, 27, 26, 25);
  const w1 = i16x8(24, 23, 22, 21, 20, 19, 18, 17);
  const w2 = i16x8(16, 15, 14, 13, 12, 11, 10, 9);
  const w3 = i16x8(8, 7, 6, 5, 4, 3, 2, 1);
  while (size > 0) {
    // As many as 16 bits hold the sums of, signed: 128 bytes a lane.
    let run: u32 = size < 4096 ? size : 4096;
    size -= run;
    let sums = i32x4.splat(0);
    let before = i32x4.splat(0);
    let t0 = i16x8.splat(0);
    let t1 = i16x8.splat(0);
    let t2 = i16x8.splat(0);
    let t3 = i16x8.splat(0);
    const blocks = run >> 5;
    for (let i: u32 = 0; i < blocks; i++) {
      const x = v128.load(at);
      const y = v128.load(at, 16);
      at += 32;
      before = i32x4.add(before, sums);
      t0 = i16x8.add(t0, i16x8.extend_low_i8x16_u(x));
      t1 = i16x8.add(t1, i16x8.extend_high_i8x16_u(x));
      t2 = i16x8.add(t2, i16x8.extend_low_i8x16_u(y));
      t3 = i16x8.add(t3, i16x8.extend_high_i8x16_u(y));
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.add(i16x8.extadd_pairwise_i8x16_u(x), i16x8.extadd_pairwise_i8x16_u(y))));
    }
    b += a * (blocks << 5);
    const weighted = i32x4.add(i32x4.add(i32x4.dot_i16x8_s(t0, w0), i32x4.dot_i16x8_s(t1, w1)), i32x4.add(i32x4.dot_i16x8_s(t2, w2), i32x4.dot_i16x8_s(t3, w3)));
    b += (horizontal(before) << 5) + horizontal(weighted);
    a += horizontal(sums);
    for (run &= 31; run > 0; run--) {
      a += load<u8>(at++);
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return (b << 16) | a;
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function horizontal(lanes: v128): u32 {
  return i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1) + i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3);
}
