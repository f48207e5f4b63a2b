/**
 * Walks families of objects, from the whole object down its deltas, and searches what each delta changes. Where anything in
 * a family is suspicious, the family is walked once more: every member is rebuilt and judged as a whole, as a file is.
 */
import type { ObjectArrays } from './object-arrays.ts';
import type { Scanner } from '../../../scan.ts';
import type { Hit } from '../../../find/text.ts';
import type { Sighting } from '../../../model.ts';
import { latin1, SHAPE, SLOT_MARGIN, SUPPORT } from '../suspicion.ts';
import type { Suspicion } from '../suspicion.ts';
import { isArchiveAt, makesArchive } from './archive-head.ts';
import { BROKEN } from './engine.ts';
import type { PackEngine } from './engine.ts';
import { FamilyWalk, STOP } from './families.ts';
import type { Visitor } from './families.ts';

const BLOB = 3;
/** Beyond a change, in bytes: more than any anchor, name or host that it could complete. */
const MARGIN = 24;

/** What was found in an object, by its index. */
export interface FoundObject {
  readonly index: number;
  readonly sightings: readonly Sighting[];
}

export class FamilyWalker {
  readonly #engine: PackEngine;
  readonly #arrays: ObjectArrays;
  readonly #scanner: Scanner;
  readonly #suspicion: Suspicion;
  readonly #stride: number;
  readonly #opensArchives: boolean;
  readonly family: FamilyWalk;
  readonly found: FoundObject[] = [];
  /** Blobs that are archives, by their index: whoever can open them does. */
  readonly archives: number[] = [];
  /** Whether the family's objects can be archives that somebody opens. */
  #mayBeArchives = false;
  #flags = 0;

  constructor(engine: PackEngine, scanner: Scanner, suspicion: Suspicion, stride: number, opensArchives: boolean) {
    this.#engine = engine;
    this.family = new FamilyWalk(engine);
    this.#arrays = engine.arrays;
    this.#scanner = scanner;
    this.#suspicion = suspicion;
    this.#stride = stride;
    this.#opensArchives = opensArchives;
  }

  /** Scans the family of a whole object. */
  scan(root: number): void {
    this.#flags = 0;
    this.#mayBeArchives = this.#opensArchives && this.#arrays.kind[root] === BLOB;
    this.#engine.wasm.setMargin(MARGIN, this.#stride);
    this.family.walk(root, this.#search);
    if (this.#flags === 0) return;
    // Each is counted once, by the first walk.
    const { bytes, objects } = this.family;
    if ((this.#flags & SHAPE) !== 0 || this.#hasSlots(root)) this.family.walk(root, this.#judge);
    this.family.bytes = bytes;
    this.family.objects = objects;
  }

  readonly #search: Visitor = {
    whole: (index, at, size) => {
      const { wasm, bytes } = this.#engine;
      if (this.#mayBeArchives && isArchiveAt(bytes, at, size)) this.archives.push(index);
      wasm.beginObject();
      wasm.searchRange(at, at + size);
      this.#takeHits(at, at + size);
      return true;
    },
    delta: (index, base, length, out, capacity) => {
      const { wasm, region, bytes } = this.#engine;
      if (this.#mayBeArchives && makesArchive(bytes, region.delta, region.delta + length, base)) {
        this.archives.push(index);
      }
      wasm.beginObject();
      const isBase = (this.#arrays.child[index] ?? -1) >= 0;
      const size = isBase
        ? wasm.applyDelta(base.at, base.size, region.delta, length, out, capacity)
        : wasm.searchDelta(base.at, base.size, region.delta, length, region.layout);
      if (isBase) this.#takeHits(out, out + (size >>> 0));
      else this.#takeHits(region.layout, wasm.layoutEnd.value >>> 0);
      return size >>> 0;
    },
  };

  #takeHits(from: number, to: number): void {
    const { wasm, hits, bytes } = this.#engine;
    // A layout begins as its object does, or as its base does.
    if (this.#suspicion.isOpenedWhole(bytes, from, to - from)) this.#flags |= SHAPE;
    if (wasm.found.value === 0) return;
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
    this.family.walk(root, {
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
    if (count === 0 && !this.#suspicion.isOpenedWhole(bytes, at, size)) return;
    // Out of shared memory: text decoders take no shared bytes.
    const text = bytes.slice(at, at + size);
    let all: Hit[] = [];
    if (wasm.isOverflown.value !== 0) {
      const sightings = this.#scanner.scan(text, { path: null });
      if (sightings.length > 0) this.found.push({ index, sightings });
      return;
    }
    for (let i = 0; i < count; i++) all.push({ offset: (hits[2 * i] ?? 0) - at, anchor: hits[2 * i + 1] ?? 0 });
    if (!this.#suspicion.isWorthJudging(text, all)) return;
    all = all.toSorted((a, b) => a.offset - b.offset || a.anchor - b.anchor);
    const sightings = this.#scanner.judge(text, all, { path: null });
    if (sightings.length > 0) this.found.push({ index, sightings });
  }
}
