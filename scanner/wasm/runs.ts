// Which pieces of packs hold the objects of some families: those are read, and nothing else, into memory that is used again
// and again. Memory that was never touched costs several times what copying into it does.

import { BASE, CHILD, END, NEXT, OFFSET, PLACE } from './arrays';

const NONE: u32 = 0xffffffff;

/** A bit an object, those of this thread's families that wait to be placed; some zeros behind. */
let marks: usize = 0;
let lowest: u32 = NONE;
let highest: u32 = 0;

/** The run that `nextRun` or `nextHeads` found: offsets in its pack. */
export let runFrom: f64 = 0;
export let runTo: f64 = 0;
let runFirst: u32 = 0;
let runLast: u32 = 0;

/** More than the header of an object takes: its kind and size, and the distance or the id of its base. */
const HEAD: u64 = 64;

/**
 * Finds the next piece of a pack in which headers are: up to an object with more than `gap` bytes behind its header, which
 * nobody needs before it is inflated.
 *
 * @param from object that it begins with
 * @param to one past the last object that is wanted
 * @param last one past the pack's last object
 * @param packEnd offset of the end of that
 * @returns the object to go on with
 */
export function nextHeads(from: u32, to: u32, last: u32, packEnd: u64, gap: u32): u32 {
  let begin = load<u64>(OFFSET + (<usize>from << 3));
  runFrom = <f64>begin;
  for (let i = from; i < to; i++) {
    const end = i + 1 < last ? load<u64>(OFFSET + (<usize>(i + 1) << 3)) : packEnd;
    if (end - begin > HEAD + gap) {
      runTo = <f64>(begin + HEAD);
      return i + 1;
    }
    begin = end;
  }
  runTo = <f64>begin;
  return to;
}

/** Tells this thread where its marks are. They are zeros. */
export function setMarks(at: usize): void {
  marks = at;
}

/** Marks all objects of a family. Returns how many bytes of packs they take. */
export function markFamily(root: i32): f64 {
  let sum: u64 = 0;
  let i = root;
  do {
    const word = marks + (<usize>(i >> 6) << 3);
    store<u64>(word, load<u64>(word) | (<u64>1 << <u64>(i & 63)));
    if (<u32>i < lowest) lowest = i;
    if (<u32>i > highest) highest = i;
    sum += load<u32>(END + (<usize>i << 2));
    const child = load<i32>(CHILD + (<usize>i << 2));
    if (child >= 0) {
      i = child;
      continue;
    }
    while (i != root && load<i32>(NEXT + (<usize>i << 2)) < 0) i = load<i32>(BASE + (<usize>i << 2));
    if (i != root) i = load<i32>(NEXT + (<usize>i << 2));
  } while (i != root);
  return <f64>sum;
}

/** The first marked object from `i` on, NONE if there is none. */
function nextMarked(i: u32): u32 {
  if (i > highest) return NONE;
  let at = i >> 6;
  let word = load<u64>(marks + (<usize>at << 3)) & (~(<u64>0) << <u64>(i & 63));
  while (word == 0) {
    if (++at > highest >> 6) return NONE;
    word = load<u64>(marks + (<usize>at << 3));
  }
  return (at << 6) + <u32>ctz(word);
}

/**
 * Finds the next run of marked objects: one piece of a pack, with no more than `gap` bytes between two of them.
 *
 * @param from the first object it can begin with: the pack's first, or what was returned before
 * @param last one past the pack's last object
 * @returns from where to go on, NONE where there is none
 */
export function nextRun(from: u32, last: u32, gap: u32): u32 {
  let i = nextMarked(from < lowest ? lowest : from);
  if (i >= last) return NONE;
  runFirst = i;
  let begin = load<u64>(OFFSET + (<usize>i << 3));
  runFrom = <f64>begin;
  for (;;) {
    runLast = i;
    const end = begin + load<u32>(END + (<usize>i << 2));
    runTo = <f64>end;
    i = nextMarked(i + 1);
    if (i >= last) break;
    begin = load<u64>(OFFSET + (<usize>i << 3));
    if (begin > end + gap) break;
  }
  return runLast + 1;
}

/** How many bytes the runs of a pack take. */
export function bytesOfRuns(first: u32, last: u32, gap: u32): f64 {
  let sum: f64 = 0;
  for (let i = nextRun(first, last, gap); i != NONE; i = nextRun(i, last, gap)) sum += runTo - runFrom;
  return sum;
}

/** Notes where the objects of the run are, whose first byte stands at an address. */
export function placeRun(at: usize): void {
  const start = load<u64>(OFFSET + (<usize>runFirst << 3));
  for (let i = runFirst; i <= runLast; i = nextMarked(i + 1)) {
    store<u32>(PLACE + (<usize>i << 2), <u32>(at + <usize>(load<u64>(OFFSET + (<usize>i << 3)) - start)));
  }
}

/** Forgets all marks. */
export function forgetMarks(): void {
  if (lowest <= highest) {
    const from = lowest >> 6;
    memory.fill(marks + (<usize>from << 3), 0, (<usize>(highest >> 6) - from + 1) << 3);
  }
  lowest = NONE;
  highest = 0;
}
