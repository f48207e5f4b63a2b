/** Objects that stand in more than one pack: they are searched wherever they stand, and counted once. */
import type { OpenPack } from './pack/pack-files.ts';
import { closeSync, openSync, readSync } from 'node:fs';
import { constants, inflateSync } from 'node:zlib';
import { KINDS } from './objects.ts';

export interface CopyCount {
  readonly blobs: number;
  readonly commits: number;
  /** Of all but trees, as they are once rebuilt. */
  readonly bytes: number;
}

const OFS_DELTA = 6;
const REF_DELTA = 7;
const TREE = 2;
/** Enough for an entry's header and the first bytes of its deflated delta, which hold two sizes. */
const HEAD = 160;

/**
 * Leaves out the packs all of whose objects are in another one: of a repository that borrows from its own copy, or that was
 * repacked a moment ago, only one has to be read.
 */
export function withoutCopies(packs: readonly OpenPack[], before: readonly OpenPack[]): OpenPack[] {
  const kept: OpenPack[] = [];
  for (const pack of packs.toSorted((a, b) => b.index.count - a.index.count)) {
    if (pack.index.count === 0 || hasNew(pack, [...before, ...kept])) kept.push(pack);
  }
  return kept;
}

function hasNew({ index }: OpenPack, others: readonly OpenPack[]): boolean {
  for (let position = 0; position < index.count; position++) {
    const id = index.idAt(position);
    if (!others.some((other) => other.index.find(id) >= 0)) return true;
  }
  return false;
}

/** What packs hold that stands in one before them as well. */
export function countCopies(packs: readonly OpenPack[], before: readonly OpenPack[]): CopyCount {
  const earlier = [...before];
  const sum = { blobs: 0, commits: 0, bytes: 0 };
  for (const pack of packs) {
    if (earlier.length > 0) countIn(pack, earlier, sum);
    earlier.push(pack);
  }
  return sum;
}

function countIn(
  pack: OpenPack,
  earlier: readonly OpenPack[],
  sum: { -readonly [field in keyof CopyCount]: number },
): void {
  const { index } = pack;
  let reader: EntryReader | undefined;
  try {
    for (let position = 0; position < index.count; position++) {
      const id = index.idAt(position);
      if (!earlier.some((other) => other.index.find(id) >= 0)) continue;
      reader ??= new EntryReader(pack);
      const entry = reader.read(index.offsetAt(position));
      if (entry === undefined || entry.kind === TREE) continue;
      sum.bytes += entry.size;
      if (KINDS[entry.kind] === 'blob') sum.blobs++;
      else if (KINDS[entry.kind] === 'commit') sum.commits++;
    }
  } finally {
    reader?.close();
  }
}

/** Tells kinds and sizes of packed objects without rebuilding them. */
class EntryReader {
  readonly #pack: OpenPack;
  readonly #file: number;
  readonly #kinds = new Map<number, number>();
  readonly #buffer = Buffer.alloc(HEAD);

  constructor(pack: OpenPack) {
    this.#pack = pack;
    this.#file = openSync(pack.path, 'r');
  }

  close(): void {
    closeSync(this.#file);
  }

  read(offset: number): { kind: number; size: number } | undefined {
    const entry = this.#entry(offset);
    if (entry === undefined || entry.from < 0) return entry;
    const kind = this.#kindAt(entry.from);
    return kind === undefined ? undefined : { kind, size: entry.size };
  }

  #kindAt(start: number): number | undefined {
    const passed: number[] = [];
    let kind: number | undefined;
    for (let offset = start; kind === undefined;) {
      kind = this.#kinds.get(offset);
      if (kind !== undefined) break;
      const entry = passed.includes(offset) ? undefined : this.#entry(offset);
      if (entry === undefined) return undefined;
      passed.push(offset);
      if (entry.from < 0) ({ kind } = entry);
      else offset = entry.from;
    }
    for (const offset of passed) this.#kinds.set(offset, kind);
    return kind;
  }

  /** An entry's header; `from` is its base's offset, -1 for a whole object. */
  #entry(offset: number): { kind: number; size: number; from: number } | undefined {
    if (!(offset > 0)) return undefined;
    const head = this.#buffer.subarray(0, readSync(this.#file, this.#buffer, 0, HEAD, offset));
    let at = 0;
    let byte = head[at++] ?? 0;
    const kind = (byte >> 4) & 7;
    let size = byte & 15;
    for (let scale = 16; (byte & 128) !== 0 && at < head.length; scale *= 128) {
      byte = head[at++] ?? 0;
      size += (byte & 127) * scale;
    }
    if (kind !== OFS_DELTA && kind !== REF_DELTA) return { kind, size, from: -1 };
    let from: number;
    if (kind === OFS_DELTA) {
      byte = head[at++] ?? 0;
      let distance = byte & 127;
      while ((byte & 128) !== 0 && at < head.length) {
        byte = head[at++] ?? 0;
        distance = (distance + 1) * 128 + (byte & 127);
      }
      from = offset - distance;
    } else {
      const position = this.#pack.index.find(head.subarray(at, at + this.#pack.index.hashBytes));
      at += this.#pack.index.hashBytes;
      if (position < 0) return undefined;
      from = this.#pack.index.offsetAt(position);
    }
    const made = sizeMade(head.subarray(at));
    return made === undefined || !(from > 0) ? undefined : { kind, size: made, from };
  }
}

/** The second number of a delta: the size of what it makes. */
function sizeMade(deflated: Buffer): number | undefined {
  let delta: Buffer;
  try {
    delta = inflateSync(deflated, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return undefined;
  }
  let at = 0;
  let size = 0;
  for (let number = 0; number < 2; number++) {
    size = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = delta[at++];
      if (byte === undefined) return undefined;
      size += (byte & 127) * scale;
      if (byte < 128) break;
    }
  }
  return size;
}
