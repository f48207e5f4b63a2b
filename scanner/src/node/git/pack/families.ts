/** Takes a visitor through families of objects: from the whole object down its deltas, each rebuilt above its base. */
import type { ObjectArrays } from './object-arrays.ts';
import { BROKEN } from './engine.ts';
import type { PackEngine } from './engine.ts';

/** What a visitor returns to leave a family. */
export const STOP = -1;
/** Objects lie this far apart: what copies in pieces may write past the end. */
const GAP = 512;

/** A base on the way down. */
export interface Frame {
  index: number;
  /** Where its memory begins: below `at` where bases that nobody needs any more lay before it. */
  start: number;
  at: number;
  size: number;
  /** Deltas on it that are bases themselves, the most costly first: the last to be taken. */
  readonly rest: number[];
}

/** What is done with each member of a family. */
export interface Visitor {
  /** A whole object stands at an address. @returns false to leave the family */
  whole(index: number, at: number, size: number): boolean;
  /**
   * A delta of so many bytes stands in the delta area; its object is rebuilt to `out` if it is a base.
   *
   * @returns its size, BROKEN, or STOP to leave the family
   */
  delta(index: number, base: Frame, length: number, out: number, capacity: number): number;
}

export class FamilyWalk {
  readonly #engine: PackEngine;
  readonly #arrays: ObjectArrays;
  /** Objects that could not be read here: broken, or too large. An object may stand there twice. */
  readonly unread: number[] = [];
  objects = 0;
  /** Of the objects that were visited, as they are once rebuilt. */
  bytes = 0;

  constructor(engine: PackEngine) {
    this.#engine = engine;
    this.#arrays = engine.arrays;
  }

  /** Takes a visitor through a family. What cannot be read is noted with all that builds on it. */
  walk(root: number, visitor: Visitor): void {
    const { region, bytes } = this.#engine;
    const { size, child, next, cost } = this.#arrays;
    const expected = size[root] ?? 0;
    const whole = expected > region.limit ? BROKEN : this.#inflate(root, region.stack, expected);
    if (whole !== expected || whole === BROKEN) {
      this.#leave(root);
      return;
    }
    this.objects++;
    this.bytes += whole;
    if (!visitor.whole(root, region.stack, whole)) return;
    if ((child[root] ?? -1) < 0) return;
    const frames: Frame[] = [{ index: root, start: region.stack, at: region.stack, size: whole, rest: [] }];
    const half = (region.stack + region.stackEnd) / 2;
    let isNew = true;
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const top = (frame.at + frame.size + GAP + 63) & ~63;
      const up = top >>> 0;
      const capacity = Math.max(0, Math.min(region.limit, region.stackEnd - up - GAP));
      if (isNew) {
        // Deltas that nothing builds on come at once, the others are kept for the way down.
        for (let one = child[frame.index] ?? -1; one >= 0; one = next[one] ?? -1) {
          if ((child[one] ?? -1) >= 0) frame.rest.push(one);
          else if (this.#inflateDelta(one)) {
            const made = visitor.delta(one, frame, size[one] ?? 0, up, capacity);
            if (made === STOP) return;
            if (made === BROKEN) this.#leave(one);
            else this.#count(made);
          }
        }
        if (frame.rest.length > 1) frame.rest.sort((a, b) => (cost[b] ?? 0) - (cost[a] ?? 0));
      }
      isNew = false;
      const index = frame.rest.pop();
      if (index === undefined) {
        frames.pop();
        continue;
      }
      if (!this.#inflateDelta(index)) continue;
      const made = visitor.delta(index, frame, size[index] ?? 0, up, capacity);
      if (made === STOP) return;
      if (made === BROKEN) {
        this.#leave(index);
        continue;
      }
      this.#count(made);
      const isLast = frame.rest.length === 0;
      let place = up;
      if (isLast && up > half && made > 0) {
        // Nobody needs the base any more: its memory is taken back, so that chains of any depth fit.
        bytes.copyWithin(frame.start, up, up + made);
        place = frame.start;
      }
      if (isLast) frames.pop();
      frames.push({ index, start: isLast ? frame.start : up, at: place, size: made, rest: [] });
      isNew = true;
    }
  }

  #count(size: number): void {
    this.objects++;
    this.bytes += size;
  }

  #inflate(index: number, to: number, expected: number): number {
    const { wasm, window } = this.#engine;
    const { at, end } = this.#arrays;
    const place = window.place(index);
    if (place === undefined) return BROKEN;
    return wasm.inflate(place + (at[index] ?? 0), place + (end[index] ?? 0), to, expected) >>> 0;
  }

  #inflateDelta(index: number): boolean {
    const { region } = this.#engine;
    const expected = this.#arrays.size[index] ?? 0;
    if (expected <= region.limit && this.#inflate(index, region.delta, expected) === expected) {
      return true;
    }
    this.#leave(index);
    return false;
  }

  /** Notes an object that cannot be read here, and all that build on it. */
  #leave(index: number): void {
    const { child, next } = this.#arrays;
    const open = [index];
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      this.unread.push(one);
      for (let other = child[one] ?? -1; other >= 0; other = next[other] ?? -1) open.push(other);
    }
  }
}
