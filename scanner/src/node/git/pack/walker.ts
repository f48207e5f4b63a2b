/**
 * Walks families of objects, from the whole object down its deltas, and searches what each delta changes. Where anything in
 * a family is suspicious, the family is walked once more: every member is rebuilt and judged as a whole, as a file is.
 */
import type { Hit, Scanner } from '../../../scan.ts';
import type { Sighting } from '../../../model.ts';
import { latin1, SHAPE, SLOT_MARGIN, SUPPORT } from '../suspicion.ts';
import type { Suspicion } from '../suspicion.ts';
import { BROKEN } from './engine.ts';
import type { ObjectArrays, PackEngine } from './engine.ts';

/** Beyond a change, in bytes: more than any anchor, name or host that it could complete. */
const MARGIN = 24;
/** What a visitor returns to leave a family. */
const STOP = -1;
/** Objects lie this far apart: what copies in pieces may write past the end. */
const GAP = 512;

/** What was found in an object, by its index. */
export interface FoundObject {
  readonly index: number;
  readonly sightings: readonly Sighting[];
}

export interface WalkResult {
  readonly found: FoundObject[];
  /** Objects that could not be read here: broken, or too large. An object may stand there twice. */
  readonly unread: number[];
  bytes: number;
  objects: number;
}

/** A base on the way down. */
interface Frame {
  index: number;
  /** Where its memory begins: below `at` where bases that nobody needs any more lay before it. */
  start: number;
  at: number;
  size: number;
  /** Deltas on it that are bases themselves, the most costly first: the last to be taken. */
  readonly rest: number[];
}

/** What is done with each member of a family. */
interface Visitor {
  /** A whole object stands at an address. @returns false to leave the family */
  whole(index: number, at: number, size: number): boolean;
  /**
   * A delta of so many bytes stands in the delta area; its object is rebuilt to `out` if it is a base.
   *
   * @returns its size, BROKEN, or STOP to leave the family
   */
  delta(index: number, base: Frame, length: number, out: number, capacity: number): number;
}

export class FamilyWalker {
  readonly #engine: PackEngine;
  readonly #arrays: ObjectArrays;
  readonly #scanner: Scanner;
  readonly #suspicion: Suspicion;
  readonly #stride: number;
  readonly result: WalkResult = { found: [], unread: [], bytes: 0, objects: 0 };
  #flags = 0;

  constructor(engine: PackEngine, scanner: Scanner, suspicion: Suspicion, stride: number) {
    this.#engine = engine;
    this.#arrays = engine.arrays;
    this.#scanner = scanner;
    this.#suspicion = suspicion;
    this.#stride = stride;
  }

  /** Scans the family of a whole object. */
  scan(root: number): void {
    this.#flags = 0;
    this.#engine.wasm.setMargin(MARGIN, this.#stride);
    this.#walk(root, this.#search);
    if (this.#flags === 0) return;
    // Each is counted once, by the first walk.
    const { bytes, objects } = this.result;
    if ((this.#flags & SHAPE) !== 0 || this.#hasSlots(root)) this.#walk(root, this.#judge);
    this.result.bytes = bytes;
    this.result.objects = objects;
  }

  readonly #search: Visitor = {
    whole: (_index, at, size) => {
      const { wasm } = this.#engine;
      wasm.beginObject();
      wasm.searchRange(at, at + size);
      if (wasm.found.value > 0) this.#takeHits(at, at + size);
      return true;
    },
    delta: (index, base, length, out, capacity) => {
      const { wasm, region } = this.#engine;
      wasm.beginObject();
      const isBase = (this.#arrays.child[index] ?? -1) >= 0;
      const size = isBase
        ? wasm.applyDelta(base.at, base.size, region.delta, length, out, capacity)
        : wasm.searchDelta(base.at, base.size, region.delta, length, region.layout);
      if (wasm.found.value > 0) {
        if (isBase) this.#takeHits(out, out + (size >>> 0));
        else this.#takeHits(region.layout, wasm.layoutEnd.value >>> 0);
      }
      return size >>> 0;
    },
  };

  #takeHits(from: number, to: number): void {
    const { wasm, hits, bytes } = this.#engine;
    if (wasm.isOverflown.value !== 0 || wasm.isFlushed.value !== 0) {
      this.#flags |= SHAPE | SUPPORT;
      return;
    }
    for (let i = 0; i < wasm.found.value; i++) {
      this.#flags |= this.#suspicion.of(bytes, hits[2 * i] ?? 0, hits[2 * i + 1] ?? 0, from, to);
    }
  }

  /** Whether anything that any member of a family changed could be a slot with a value. */
  #hasSlots(root: number): boolean {
    const { wasm, region, bytes } = this.#engine;
    let has = false;
    wasm.setMargin(SLOT_MARGIN, this.#stride);
    const look = (from: number, to: number): boolean => {
      has ||= this.#suspicion.hasSlot(latin1(bytes.subarray(from, to)));
      return has;
    };
    this.#walk(root, {
      whole: (_index, at, size) => !look(at, at + size),
      delta: (index, base, length, out, capacity) => {
        wasm.beginObject();
        const size = wasm.searchDelta(base.at, base.size, region.delta, length, region.layout) >>> 0;
        if (size === BROKEN) return BROKEN;
        has ||= wasm.isFlushed.value !== 0 || size > capacity;
        if (has || look(region.layout, wasm.layoutEnd.value >>> 0)) return STOP;
        if ((this.#arrays.child[index] ?? -1) < 0) return size;
        return wasm.applyDelta(base.at, base.size, region.delta, length, out, capacity) >>> 0;
      },
    });
    return has;
  }

  readonly #judge: Visitor = {
    whole: (index, at, size) => {
      this.#judgeWhole(index, at, size);
      return true;
    },
    delta: (index, base, length, out, capacity) => {
      const { wasm, region } = this.#engine;
      const size = wasm.applyDelta(base.at, base.size, region.delta, length, out, capacity) >>> 0;
      if (size !== BROKEN) this.#judgeWhole(index, out, size);
      return size;
    },
  };

  #judgeWhole(index: number, at: number, size: number): void {
    const { wasm, hits, bytes } = this.#engine;
    wasm.beginObject();
    wasm.searchRange(at, at + size);
    const count = wasm.found.value;
    if (count === 0) return;
    // Out of shared memory: text decoders take no shared bytes.
    const text = bytes.slice(at, at + size);
    let all: Hit[] = [];
    if (wasm.isOverflown.value !== 0) {
      const sightings = this.#scanner.scan(text, { path: null });
      if (sightings.length > 0) this.result.found.push({ index, sightings });
      return;
    }
    for (let i = 0; i < count; i++) all.push({ offset: (hits[2 * i] ?? 0) - at, anchor: hits[2 * i + 1] ?? 0 });
    if (!this.#suspicion.isWorthJudging(text, all)) return;
    all = all.toSorted((a, b) => a.offset - b.offset || a.anchor - b.anchor);
    const sightings = this.#scanner.judge(text, all, { path: null });
    if (sightings.length > 0) this.result.found.push({ index, sightings });
  }

  /** Takes a visitor through a family. What cannot be read is noted with all that builds on it. */
  #walk(root: number, visitor: Visitor): void {
    const { wasm, region, bytes } = this.#engine;
    const { at, end, size, child, next, cost } = this.#arrays;
    const expected = size[root] ?? 0;
    const whole =
      expected > region.limit ? BROKEN : wasm.inflate(at[root] ?? 0, end[root] ?? 0, region.stack, expected) >>> 0;
    if (whole !== expected || whole === BROKEN) {
      this.#leave(root);
      return;
    }
    this.result.objects++;
    this.result.bytes += whole;
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
    this.result.objects++;
    this.result.bytes += size;
  }

  #inflateDelta(index: number): boolean {
    const { wasm, region } = this.#engine;
    const { at, end, size } = this.#arrays;
    const expected = size[index] ?? 0;
    if (
      expected <= region.limit &&
      wasm.inflate(at[index] ?? 0, end[index] ?? 0, region.delta, expected) >>> 0 === expected
    ) {
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
      this.result.unread.push(one);
      for (let other = child[one] ?? -1; other >= 0; other = next[other] ?? -1) open.push(other);
    }
  }
}
