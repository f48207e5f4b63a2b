// Reads what trees and commits name, in one pass over all of them: of trees, the trees below and the blobs that are looked
// for; of commits, tree, parents and date. Ids become numbers of objects on the spot, names become numbers of strings.
//
// Everything here is hostile. What is odd in any way (a mode of unusual length, an id that no pack holds, a date that is
// none) is answered with ODD and left to the caller, who reads such an object by itself.
//
// Memory (src/node/git/pack/links.ts lays it out):
//   PACKS   32 bytes a pack       address of its fanout, of its ids, how far apart these are, the number of its first object,
//                                 address of its offsets, how far apart these are, address of its 64-bit offsets or 0
//   OFFSETS 8 bytes an object     as in pack.ts
//   WANTED  ids in order, MARKS u8[65536] which pairs of first bytes they have
//   CACHE   64 bytes a slot       id, number + 1
//   SLOTS   u32[SLOT_COUNT]       name's hash to its number + 1; NAMES 8 bytes each: address, length
//   OUT     u32[]                 trees: number, n | thread << 24, n times name and target;
//                                 commits: number, tree, seconds (u64), n, parents

const CACHE_SLOTS: u32 = 16384;
const NAME_SLOTS: u32 = 131072;
const MOST_NAMES: u32 = 65536;
const NAME_BYTES: u32 = 4194304;
const MOST_PARENTS: u32 = 4096;
/** Bytes of a thread's tables: cache, name slots, names, their text, marks. */
export const LINK_TABLES: u32 = CACHE_SLOTS * 64 + NAME_SLOTS * 4 + MOST_NAMES * 8 + NAME_BYTES + 4096;
/** Marks a target as one of the wanted blobs. */
const IS_WANTED: u32 = 0x80000000;
const NONE: u32 = 0xffffffff;
const ODD: u32 = 0;
const DONE: u32 = 1;
const FULL: u32 = 2;
/** The area for records is full: with another one, the same object can be linked again. */
const NO_ROOM: u32 = 3;

let hashBytes: u32 = 20;
let packTable: usize = 0;
let packCount: u32 = 0;
let offsetTable: usize = 0;
let wantedIds: usize = 0;
let wantedCount: u32 = 0;
let wantedMarks: usize = 0;
let cache: usize = 0;
let slots: usize = 0;
let names: usize = 0;
let texts: usize = 0;
let textEnd: usize = 0;
let out: usize = 0;
let outEnd: usize = 0;
let tag: u32 = 0;
/** Where an id is put together from its digits. */
let idBuffer: usize = 0;
/** How many names there are. */
export let nameCount: u32 = 0;

/** Where the names' entries begin. */
export function nameTable(): usize {
  return names;
}

/** One past the last record. */
export function linkEnd(): usize {
  return out;
}

/** Tells this thread where its tables are; all but those of packs and wanted ids are its own, and zero. */
export function setLinks(
  hash: u32, packsAt: usize, packs: u32, offsets: usize, wantedAt: usize, wanted: u32, marks: usize, tables: usize, thread: u32,
): void {
  hashBytes = hash;
  packTable = packsAt;
  packCount = packs;
  offsetTable = offsets;
  wantedIds = wantedAt;
  wantedCount = wanted;
  wantedMarks = marks;
  cache = tables;
  slots = cache + CACHE_SLOTS * 64;
  names = slots + NAME_SLOTS * 4;
  texts = names + MOST_NAMES * 8;
  textEnd = texts + NAME_BYTES;
  idBuffer = textEnd + 64;
  tag = thread << 24;
  nameCount = 0;
}

/** Has the records that follow written to another area. */
export function setOut(at: usize, to: usize): void {
  out = at;
  outEnd = to;
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function big32(p: usize): u32 {
  return bswap(load<u32>(p));
}

/** Orders two ids as memcmp does. */
function compare(a: usize, b: usize): i32 {
  const first = bswap(load<u64>(a));
  const second = bswap(load<u64>(b));
  if (first != second) return first < second ? -1 : 1;
  for (let i: u32 = 8; i < hashBytes; i += 4) {
    const x = big32(a + i);
    const y = big32(b + i);
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

/** Position of an id among `count` others in order, `step` bytes apart. */
function search(id: usize, ids: usize, step: u32, from: u32, to: u32): u32 {
  while (from < to) {
    const middle = (from + to) >> 1;
    const order = compare(id, ids + <usize>middle * step);
    if (order == 0) return middle;
    if (order < 0) to = middle;
    else from = middle + 1;
  }
  return NONE;
}

/** The number of the object of a pack that begins at an offset. */
function numberAt(offset: u64, from: u32, to: u32): u32 {
  while (from < to) {
    const middle = (from + to) >> 1;
    const value = load<u64>(offsetTable + (<usize>middle << 3));
    if (value == offset) return middle;
    if (value < offset) from = middle + 1;
    else to = middle;
  }
  return NONE;
}

/** The offset that an index gives for a position. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function offsetOf(pack: usize, position: u32): u64 {
  const offset: u64 = big32(<usize>(load<u32>(pack, 16) + position * load<u32>(pack, 20)));
  const large: usize = load<u32>(pack, 24);
  if (large == 0 || (offset & 0x80000000) == 0) return offset;
  return bswap(load<u64>(large + (<usize>(offset & 0x7fffffff) << 3)));
}

/** The number of the object with an id, or NONE. */
function lookup(id: usize): u32 {
  const slot = cache + (<usize>(load<u32>(id, 4) & (CACHE_SLOTS - 1)) << 6);
  const known = load<u32>(slot, 32);
  if (known != 0 && compare(slot, id) == 0) return known - 1;
  for (let i: u32 = 0; i < packCount; i++) {
    const pack = packTable + (<usize>i << 5);
    const fanout: usize = load<u32>(pack);
    const first: u32 = load<u8>(id);
    const position = search(id, load<u32>(pack, 4), load<u32>(pack, 8), first == 0 ? 0 : big32(fanout + ((first - 1) << 2)), big32(fanout + (first << 2)));
    if (position == NONE) continue;
    const begin = load<u32>(pack, 12);
    const number = numberAt(offsetOf(pack, position), begin, begin + big32(fanout + 1020));
    if (number == NONE) return NONE;
    memory.copy(slot, id, hashBytes);
    store<u32>(slot, number + 1, 32);
    return number;
  }
  return NONE;
}

/** Notes for positions `from` to `to` of a pack's index which object stands there: `table[number] = position`. */
export function mapPositions(number: u32, from: u32, to: u32, table: usize): void {
  const pack = packTable + (<usize>number << 5);
  const begin = load<u32>(pack, 12);
  const end = begin + big32(<usize>load<u32>(pack) + 1020);
  for (let position = from; position < to; position++) {
    const object = numberAt(offsetOf(pack, position), begin, end);
    if (object != NONE) store<u32>(table + (<usize>object << 2), position);
  }
}

/** The number of a name, or NONE where there are too many. */
function intern(at: usize, length: u32): u32 {
  let hash: u32 = 2166136261;
  for (let i: u32 = 0; i < length; i++) hash = (hash ^ load<u8>(at + i)) * 16777619;
  let slot = (hash ^ (hash >> 15)) & (NAME_SLOTS - 1);
  for (;;) {
    const known = load<u32>(slots + (<usize>slot << 2));
    if (known == 0) break;
    const entry = names + (<usize>(known - 1) << 3);
    if (load<u32>(entry, 4) == length && memory.compare(load<u32>(entry), at, length) == 0) return known - 1;
    slot = (slot + 1) & (NAME_SLOTS - 1);
  }
  if (nameCount >= MOST_NAMES || texts + length > textEnd) return NONE;
  memory.copy(texts, at, length);
  store<u32>(names + (<usize>nameCount << 3), <u32>texts);
  store<u32>(names + (<usize>nameCount << 3), length, 4);
  texts += length;
  nameCount++;
  store<u32>(slots + (<usize>slot << 2), nameCount);
  return nameCount - 1;
}

/** Lists the trees below a tree and the wanted blobs in it. */
export function linkTree(number: u32, at: usize, size: u32): u32 {
  const end = at + size;
  const head = out;
  let to = out + 8;
  if (to > outEnd) return NO_ROOM;
  let p = at;
  const zeros = i8x16.splat(0);
  while (p < end) {
    if (to + 8 > outEnd) return NO_ROOM;
    let space = p + 5;
    if (load<u8>(space) != 32) {
      space++;
      if (load<u8>(space) != 32) return ODD;
    }
    let name = space + 1;
    let zero = name;
    let found: u32 = 0;
    for (;;) {
      found = <u32>i8x16.bitmask(i8x16.eq(v128.load(zero), zeros));
      if (found) break;
      zero += 16;
      if (zero >= end) return ODD;
    }
    zero += ctz(found);
    const id = zero + 1;
    const next = id + hashBytes;
    if (next > end) return ODD;
    const mode = load<u32>(p);
    // "40000 " or "040000 ": a tree.
    if (mode == 0x30303034 || mode == 0x30303430) {
      const isTree = space == p + 5 ? mode == 0x30303034 && load<u8>(p, 4) == 48 : mode == 0x30303430 && load<u16>(p, 4) == 0x3030;
      if (isTree) {
        const target = lookup(id);
        if (target == NONE) return ODD;
        const string = intern(name, <u32>(zero - name));
        if (string == NONE) return FULL;
        store<u32>(to, string);
        store<u32>(to, target, 4);
        to += 8;
        p = next;
        continue;
      }
    }
    if (load<u8>(wantedMarks + load<u16>(id))) {
      const place = search(id, wantedIds, hashBytes, 0, wantedCount);
      if (place != NONE) {
        const string = intern(name, <u32>(zero - name));
        if (string == NONE) return FULL;
        store<u32>(to, string);
        store<u32>(to, place | IS_WANTED, 4);
        to += 8;
      }
    }
    p = next;
  }
  store<u32>(head, number);
  store<u32>(head, <u32>((to - head - 8) >> 3) | tag, 4);
  out = to;
  return DONE;
}

/** Reads hexadecimal digits; the number of the object that they name, or NONE. */
function lookupHex(at: usize): u32 {
  for (let i: u32 = 0; i < hashBytes; i++) {
    let value: u32 = 0;
    for (let half: u32 = 0; half < 2; half++) {
      const digit: u32 = load<u8>(at + 2 * i + half);
      value = (value << 4) | (digit - 48 < 10 ? digit - 48 : digit - 97 < 6 ? digit - 87 : 256);
    }
    if (value > 255) return NONE;
    store<u8>(idBuffer + i, <u8>value);
  }
  return lookup(idBuffer);
}

/** Lists a commit's tree, its parents and the committer's seconds. */
export function linkCommit(number: u32, at: usize, size: u32): u32 {
  const end = at + size;
  const digits: u32 = hashBytes << 1;
  let p = at;
  // "tree "
  if (size < (digits + 6) || load<u32>(p) != 0x65657274 || load<u8>(p, 4) != 32 || load<u8>(p + 5 + digits) != 10) return ODD;
  const tree = lookupHex(p + 5);
  if (tree == NONE) return ODD;
  p += 6 + digits;
  const head = out;
  let to = head + 20;
  if (to > outEnd) return NO_ROOM;
  let parents: u32 = 0;
  // "parent "
  while (p + 8 + digits < end && load<u32>(p) == 0x65726170) {
    if (load<u32>(p, 3) != 0x20746e65 || load<u8>(p + 7 + digits) != 10 || parents == MOST_PARENTS) return ODD;
    const parent = lookupHex(p + 7);
    if (parent == NONE) return ODD;
    if (to + 4 > outEnd) return NO_ROOM;
    store<u32>(to, parent);
    to += 4;
    parents++;
    p += 8 + digits;
  }
  // "author ", in one line
  if (p + 7 > end || load<u32>(p) != 0x68747561) return ODD;
  while (p < end && load<u8>(p) != 10) p++;
  p++;
  // "committer "
  if (p + 10 > end || load<u64>(p) != 0x657474696d6d6f63 || load<u16>(p, 8) != 0x2072) return ODD;
  p += 10;
  while (p < end && load<u8>(p) != 60) if (load<u8>(p++) == 10) return ODD;
  while (p < end && load<u8>(p) != 62) if (load<u8>(p++) == 10) return ODD;
  p++;
  if (p >= end || load<u8>(p) != 32) return ODD;
  p++;
  let seconds: u64 = 0;
  let length: u32 = 0;
  while (p < end && <u32>load<u8>(p) - 48 < 10 && length < 15) {
    seconds = seconds * 10 + load<u8>(p++) - 48;
    length++;
  }
  if (length == 0 || p >= end || (load<u8>(p) != 32 && load<u8>(p) != 10)) return ODD;
  store<u32>(head, number);
  store<u32>(head, tree, 4);
  store<u32>(head, <u32>(seconds & 0xffffffff), 8);
  store<u32>(head, <u32>(seconds >> 32), 12);
  store<u32>(head, parents, 16);
  out = to;
  return DONE;
}
