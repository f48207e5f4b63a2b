/** Reads single objects by their id: packed or loose, of any object directory. For what was found; scans do not come here. */
import type { OpenPack } from './pack/pack-files.ts';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { applyDelta, LARGEST_OBJECT } from './delta.ts';
import { looseFile } from './repository.ts';

export type ObjectKind = 'commit' | 'tree' | 'blob' | 'tag';

export interface GitObject {
  readonly kind: ObjectKind;
  readonly data: Buffer;
}

export const KINDS: readonly (ObjectKind | undefined)[] = [undefined, 'commit', 'tree', 'blob', 'tag'];

/** The largest object that is held as one. */
const OFS_DELTA = 6;
const REF_DELTA = 7;
const FIRST_READ = 4096;
const CACHED_BYTES = 2 ** 26;

export class ObjectStore {
  readonly #directories: readonly string[];
  readonly #packs: readonly OpenPack[];
  readonly #hashBytes: number;
  readonly #files = new Map<OpenPack, number>();
  /** Objects that were read, the oldest first: bases mostly. */
  readonly #cache = new Map<string, GitObject>();
  #cached = 0;

  constructor(directories: readonly string[], packs: readonly OpenPack[], hashBytes: number) {
    this.#directories = directories;
    this.#packs = packs;
    this.#hashBytes = hashBytes;
  }

  /** The object, or undefined where it is nowhere, broken or too large to be held. */
  read(id: string): GitObject | undefined {
    const bytes = Buffer.from(id, 'hex');
    for (const pack of this.#packs) {
      const position = pack.index.find(bytes);
      if (position < 0) continue;
      const object = this.#packed(pack, pack.index.offsetAt(position));
      if (object !== undefined) return object;
    }
    for (const directory of this.#directories) {
      try {
        const object = parseLoose(
          inflateSync(readFileSync(looseFile(directory, id)), { maxOutputLength: LARGEST_OBJECT }),
        );
        if (object !== undefined) return object;
      } catch {
        // Not in this directory, or broken there: another one may hold it.
      }
    }
    return undefined;
  }

  /** Whether the object is there at all, readable or not. */
  has(id: string): boolean {
    const bytes = Buffer.from(id, 'hex');
    if (this.#packs.some((pack) => pack.index.find(bytes) >= 0)) return true;
    return this.#directories.some((directory) => {
      try {
        closeSync(openSync(looseFile(directory, id), 'r'));
        return true;
      } catch {
        return false;
      }
    });
  }

  close(): void {
    for (const file of this.#files.values()) closeSync(file);
    this.#files.clear();
    this.#cache.clear();
    this.#cached = 0;
  }

  /** Rebuilds a packed object: down to its whole base, and up again. */
  #packed(pack: OpenPack, at: number): GitObject | undefined {
    const deltas: { key: string; delta: Buffer }[] = [];
    let object: GitObject | undefined;
    const seen = new Set<number>();
    for (let offset = at; object === undefined;) {
      if (seen.has(offset) || !(offset >= 0)) return undefined;
      seen.add(offset);
      const key = `${pack.path}:${offset}`;
      object = this.#cache.get(key);
      if (object !== undefined) break;
      const entry = this.#entry(pack, offset);
      if (entry === undefined) return undefined;
      if (entry.kind === OFS_DELTA) {
        deltas.push({ key, delta: entry.data });
        offset -= entry.distance;
      } else if (entry.kind === REF_DELTA) {
        deltas.push({ key, delta: entry.data });
        const position = pack.index.find(Buffer.from(entry.base, 'hex'));
        if (position < 0) object = this.read(entry.base);
        else offset = pack.index.offsetAt(position);
        if (position < 0 && object === undefined) return undefined;
      } else {
        const kind = KINDS[entry.kind];
        if (kind === undefined) return undefined;
        object = { kind, data: entry.data };
        this.#keep(key, object);
      }
    }
    for (let i = deltas.length - 1; i >= 0; i--) {
      const { key, delta } = deltas[i] ?? { key: '', delta: Buffer.alloc(0) };
      const made = applyDelta(object.data, delta, (size) => Buffer.alloc(size));
      if (made === undefined) return undefined;
      object = { kind: object.kind, data: made.data };
      this.#keep(key, object);
    }
    return object;
  }

  #keep(key: string, object: GitObject): void {
    if (object.data.length > CACHED_BYTES / 4) return;
    this.#cache.set(key, object);
    this.#cached += object.data.length + 200;
    for (const [oldest, { data }] of this.#cache) {
      if (this.#cached <= CACHED_BYTES) break;
      this.#cache.delete(oldest);
      this.#cached -= data.length + 200;
    }
  }

  #entry(pack: OpenPack, offset: number): { kind: number; data: Buffer; distance: number; base: string } | undefined {
    let file = this.#files.get(pack);
    try {
      if (file === undefined) {
        file = openSync(pack.path, 'r');
        this.#files.set(pack, file);
      }
      let buffer = Buffer.alloc(FIRST_READ);
      const head = buffer.subarray(0, readSync(file, buffer, 0, FIRST_READ, offset));
      let at = 0;
      let byte = head[at++] ?? 0;
      const kind = (byte >> 4) & 7;
      let size = byte & 15;
      for (let scale = 16; (byte & 128) !== 0; scale *= 128) {
        if (at >= head.length) return undefined;
        byte = head[at++] ?? 0;
        size += (byte & 127) * scale;
      }
      if (size > LARGEST_OBJECT) return undefined;
      let distance = 0;
      let base = '';
      if (kind === OFS_DELTA) {
        byte = head[at++] ?? 0;
        distance = byte & 127;
        while ((byte & 128) !== 0) {
          if (at >= head.length) return undefined;
          byte = head[at++] ?? 0;
          distance = (distance + 1) * 128 + (byte & 127);
        }
        if (distance <= 0 || distance > offset) return undefined;
      } else if (kind === REF_DELTA) {
        base = head.toString('hex', at, at + this.#hashBytes);
        at += this.#hashBytes;
      }
      // Deflate makes nothing larger by more than a little; what follows the stream is left alone.
      const most = Math.min(size + Math.ceil(size / 1000) + 128, pack.end - offset - at);
      let packed: Buffer;
      if (most <= head.length - at) packed = head.subarray(at, at + most);
      else {
        buffer = Buffer.alloc(most);
        packed = buffer.subarray(0, readSync(file, buffer, 0, most, offset + at));
      }
      const data = inflateSync(packed, { maxOutputLength: Math.max(1, size) });
      return data.length === size ? { kind, data, distance, base } : undefined;
    } catch {
      return undefined;
    }
  }
}

/** Splits `kind size\0content`; undefined where it is not that. */
export function parseLoose(raw: Buffer): GitObject | undefined {
  const end = raw.indexOf(0);
  if (end < 0 || end > 64) return undefined;
  const [kind, size] = raw.toString('latin1', 0, end).split(' ');
  if (!KINDS.includes(kind as ObjectKind) || Number(size) !== raw.length - end - 1) return undefined;
  return { kind: kind as ObjectKind, data: raw.subarray(end + 1) };
}
