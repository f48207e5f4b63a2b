/** Scans every object of a repository, reachable or not: packs natively, loose objects, and through git what is unusual. */
import type { OpenPack } from './pack/pack-files.ts';
import { readFileSync, statSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import type { CoverageMeter } from '../../coverage.ts';
import type { SkipReason, Sighting } from '../../model.ts';
import type { Scanner } from '../../scan.ts';
import { catFile } from './batch.ts';
import type { BatchObject } from './batch.ts';
import { countCopies, withoutCopies } from './copies.ts';
import { ObjectJudge } from './object-judge.ts';
import { KINDS, ObjectStore, parseLoose } from './objects.ts';
import type { GitObject, ObjectKind } from './objects.ts';
import { openPack, PackScan } from './pack/scan-packs.ts';
import type { PackedObject, PackProgress } from './pack/scan-packs.ts';
import { listLoose, listPacks, looseFile, objectDirectories } from './repository.ts';
import type { Repository } from './repository.ts';

/** An object that holds keys. */
export interface KeyObject {
  readonly id: string;
  readonly kind: ObjectKind;
  /** Judged without a path. */
  readonly sightings: readonly Sighting[];
}

export interface ObjectScan {
  readonly found: ReadonlyMap<string, KeyObject>;
  readonly directories: readonly string[];
  readonly packs: readonly OpenPack[];
  /** Whether a pack is marked as partial: objects that are named may be elsewhere. */
  readonly isPartial: boolean;
  /** What reads links between the objects of packs natively; to be ended. */
  readonly scans: readonly PackScan[];
  /** Ids of loose commits; undefined where not all objects were seen natively. */
  readonly looseCommits: readonly string[] | undefined;
}

export interface ObjectScanOptions {
  readonly repository: Repository;
  readonly scanner: Scanner;
  /** Judges blobs; one that opens archives where nothing is said. */
  readonly judge?: ObjectJudge;
  readonly fingerprintKey: string | null;
  readonly threads: number;
  /** `git` has git read everything; what tests compare with, and a way out. */
  readonly reader: 'native' | 'git';
  readonly meter: CoverageMeter;
  /** Families that take more bytes of packs are read object by object; by default those that do not fit a thread's window. */
  readonly mostAtOnce?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: PackProgress) => void) | undefined;
  /** What was searched before and is left out: index files of packs, and loose objects. */
  readonly known?: { readonly packs: ReadonlySet<string>; readonly loose: ReadonlySet<string> } | undefined;
}

/** Objects up to here are held and judged as one; larger ones go through a temporary file, as files do. */
const HELD = 2 ** 26;
/** How often git is started anew behind a broken object before the rest is given up. */
const RESTARTS = 100;
/** How often a repository is looked at again that is repacked meanwhile. */
const ROUNDS = 4;

export async function scanObjects(options: ObjectScanOptions): Promise<ObjectScan> {
  const scan = new ObjectScanner(options);
  return scan.result();
}

class ObjectScanner {
  readonly #options: ObjectScanOptions;
  readonly #judge: ObjectJudge;
  readonly #found = new Map<string, KeyObject>();
  readonly #packs: OpenPack[] = [];
  #isPartial = false;
  readonly #scans: PackScan[] = [];
  readonly #looseCommits: string[] = [];
  /** Loose objects that are not held as one: git streams them. */
  readonly #large: string[] = [];
  #isNative = true;

  constructor(options: ObjectScanOptions) {
    this.#options = options;
    this.#judge = options.judge ?? new ObjectJudge(options.scanner, options.meter, true);
  }

  async result(): Promise<ObjectScan> {
    const { repository, reader, meter } = this.#options;
    const directories = objectDirectories(repository);
    const halvesBefore = new Set(directories.flatMap((directory) => listPacks(directory).halves));
    const seenPacks = new Set<string>();
    const looseSeen = new Set<string>(this.#options.known?.loose);
    for (let round = 0; round < ROUNDS; round++) {
      const isLastRound = round === ROUNDS - 1;
      const fresh: OpenPack[] = [];
      let hasVanished = false;
      for (const directory of directories) {
        const { indexes, promisors } = listPacks(directory);
        if (promisors.length > 0) this.#isPartial = true;
        for (const path of indexes) {
          if (seenPacks.has(path)) continue;
          try {
            const pack = openPack(path, repository.hashBytes);
            seenPacks.add(path);
            if (this.#options.known?.packs.has(path) === true) this.#packs.push(pack);
            else fresh.push(pack);
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !isLastRound) {
              hasVanished = true;
              continue;
            }
            seenPacks.add(path);
            meter.skip(path, skipReasonOf(error));
          }
        }
      }
      const before = [...this.#packs];
      const unlike = withoutCopies(fresh, before);
      this.#packs.push(...fresh);
      if (reader === 'git') {
        this.#isNative = false;
        await this.#scanThroughGit(null);
        break;
      }
      if (unlike.length > 0 && (await this.#scanPacks(unlike, before, isLastRound))) {
        // None of them counts as seen: those that are still there are read with what took the place of the others.
        hasVanished = true;
        this.#packs.splice(0, this.#packs.length, ...before);
        for (const { path } of fresh) seenPacks.delete(path.replace(/\.pack$/, '.idx'));
      }
      for (const directory of directories) {
        hasVanished = (await this.#scanLoose(directory, looseSeen, isLastRound)) || hasVanished;
      }
      if (!hasVanished && !hasNewPacks(directories, seenPacks)) break;
    }
    if (this.#large.length > 0) await this.#scanThroughGit(this.#large);
    // One that git is just moving would be whole by now.
    for (const half of directories.flatMap((directory) => listPacks(directory).halves)) {
      if (halvesBefore.has(half)) meter.skip(half, 'corrupt');
    }
    return {
      found: this.#found,
      directories,
      packs: this.#packs,
      isPartial: this.#isPartial,
      scans: this.#scans,
      looseCommits: this.#isNative ? this.#looseCommits : undefined,
    };
  }

  /** @returns whether a pack vanished before it was read */
  async #scanPacks(packs: readonly OpenPack[], before: readonly OpenPack[], isLastRound: boolean): Promise<boolean> {
    const { repository, scanner, fingerprintKey, threads, mostAtOnce, signal, onProgress, meter } = this.#options;
    let result;
    try {
      const scan = new PackScan({
        packs,
        hashBytes: repository.hashBytes,
        scanner,
        fingerprintKey,
        opensArchives: this.#judge.opensArchives,
        threads,
        mostAtOnce,
        signal,
        onProgress,
      });
      result = await scan.result();
      this.#scans.push(scan);
    } catch (error) {
      signal?.throwIfAborted();
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !isLastRound) return true;
      if (!(error instanceof RangeError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
      this.#isNative = false;
      // An index that lies, or more than memory holds: git may know better.
      await this.#scanThroughGit(
        packs.flatMap(({ index }) => Array.from({ length: index.count }, (_, i) => index.idAt(i).toString('hex'))),
      );
      return false;
    }
    const copies = countCopies(packs, before);
    meter.blobs += result.kinds.blob - copies.blobs;
    meter.commits += result.kinds.commit - copies.commits;
    meter.bytes += result.bytes - copies.bytes;
    const ids = idsOf([...result.found, ...result.unread, ...result.archives]);
    for (const one of result.found) {
      const kind = KINDS[one.kind];
      const id = ids.get(one);
      if (kind !== undefined && id !== undefined) this.#found.set(id, { id, kind, sightings: one.sightings });
    }
    await this.#openArchives(
      packs,
      result.archives.map((one) => ids.get(one)).filter((id) => id !== undefined),
    );
    const unread = result.unread.filter(({ kind }) => kind !== 2).map((one) => ids.get(one));
    if (unread.length > 0) {
      await this.#scanThroughGit(
        unread.filter((id) => id !== undefined),
        true,
      );
    }
    return false;
  }

  /** Opens the blobs that the threads took for archives. What was found in their bytes is found again, or inside. */
  async #openArchives(packs: readonly OpenPack[], ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const { repository, signal } = this.#options;
    const store = new ObjectStore(objectDirectories(repository), packs, repository.hashBytes);
    try {
      for (const id of new Set(ids)) {
        signal?.throwIfAborted();
        const object = store.read(id);
        if (object === undefined) continue;
        const sightings = await this.#judge.judge(id, object.data);
        this.#found.delete(id);
        this.#note(id, object.kind, sightings);
      }
    } finally {
      store.close();
    }
  }

  /** @returns whether an object vanished before it was read */
  async #scanLoose(directory: string, seen: Set<string>, isLastRound: boolean): Promise<boolean> {
    const { repository, meter } = this.#options;
    let hasVanished = false;
    for (const id of listLoose(directory, repository.hashBytes)) {
      if (seen.has(id) || this.#isPacked(id)) continue;
      try {
        const file = looseFile(directory, id);
        if (statSync(file).size > HELD) {
          seen.add(id);
          this.#large.push(id);
          continue;
        }
        const object = parseLoose(inflateSync(readFileSync(file), { maxOutputLength: HELD }));
        seen.add(id);
        if (object === undefined) {
          meter.skip(id, 'corrupt');
        } else {
          this.#count(object.kind, object.data.length);
          if (object.kind === 'commit') this.#looseCommits.push(id);
          if (object.kind !== 'tree') this.#note(id, object.kind, await this.#judged(id, object));
        }
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT' && !isLastRound) hasVanished = true;
        else if (code === 'ERR_BUFFER_TOO_LARGE') {
          seen.add(id);
          this.#large.push(id);
        } else meter.skip(id, skipReasonOf(error));
      }
    }
    return hasVanished;
  }

  #isPacked(id: string): boolean {
    const bytes = Buffer.from(id, 'hex');
    return this.#packs.some(({ index }) => index.find(bytes) >= 0);
  }

  /**
   * Has git read objects.
   *
   * @param ids which, or null for all
   * @param areCounted whether the coverage has counted them already
   */
  async #scanThroughGit(ids: readonly string[] | null, areCounted = false): Promise<void> {
    const { repository, signal, meter } = this.#options;
    let left = ids;
    for (let restart = 0; ; restart++) {
      let done = 0;
      let isWhole = true;
      try {
        for await (const object of catFile(left, repository.cwd, signal)) {
          if (object.kind === 'missing') meter.skip(object.id, 'missing-object');
          else isWhole = await this.#scanBatchObject(object, areCounted);
          done++;
        }
        return;
      } catch (error) {
        signal?.throwIfAborted();
        if (left === null || (isWhole && done >= left.length)) throw error;
        // Git ends at a broken object, or within it: it is told, and the rest is asked for again.
        if (isWhole) meter.skip(left[done++] ?? '', 'corrupt');
        left = left.slice(done);
        if (left.length === 0) return;
        if (restart < RESTARTS) continue;
        for (const id of left) meter.skip(id, 'corrupt');
        return;
      }
    }
  }

  /** @returns whether the object came to its end */
  async #scanBatchObject(object: BatchObject, isCounted: boolean): Promise<boolean> {
    const { meter } = this.#options;
    if (!isCounted) {
      this.#count(object.kind, object.size);
      if (object.kind === 'commit') this.#looseCommits.push(object.id);
    }
    let length = 0;
    async function* chunks(): AsyncGenerator<Buffer, void, void> {
      for await (const chunk of object.chunks()) {
        length += chunk.length;
        yield chunk;
      }
    }
    if (object.kind === 'tree') {
      for await (const _ of chunks());
    } else if (object.size <= HELD) {
      const parts: Buffer[] = [];
      for await (const chunk of chunks()) parts.push(chunk);
      if (length === object.size) {
        const data = Buffer.concat(parts);
        this.#note(object.id, object.kind, await this.#judged(object.id, { kind: object.kind, data }));
      }
    } else {
      this.#note(object.id, object.kind, await this.#judge.judgeStream(object.id, chunks()));
    }
    if (length !== object.size) meter.skip(object.id, 'corrupt');
    return length === object.size;
  }

  /** Messages are no archives, whatever they begin with. */
  async #judged(id: string, { kind, data }: GitObject): Promise<readonly Sighting[]> {
    return kind === 'blob' ? this.#judge.judge(id, data) : this.#options.scanner.scan(data);
  }

  #count(kind: ObjectKind, bytes: number): void {
    const { meter } = this.#options;
    if (kind === 'tree') return;
    meter.bytes += bytes;
    if (kind === 'blob') meter.blobs++;
    else if (kind === 'commit') meter.commits++;
  }

  #note(id: string, kind: ObjectKind, sightings: readonly Sighting[]): void {
    if (sightings.length > 0) this.#found.set(id, { id, kind, sightings });
  }
}

function hasNewPacks(directories: readonly string[], seen: ReadonlySet<string>): boolean {
  return directories.some((directory) => listPacks(directory).indexes.some((path) => !seen.has(path)));
}

const REASONS: Readonly<Record<string, SkipReason>> = {
  ENOENT: 'vanished',
  EACCES: 'unreadable',
  EPERM: 'unreadable',
  ERR_BUFFER_TOO_LARGE: 'too-large',
};

function skipReasonOf(error: unknown): SkipReason {
  return REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? 'corrupt';
}

/** The ids of objects that are known by their place. */
function idsOf(objects: readonly PackedObject[]): Map<PackedObject, string> {
  const wanted = new Map<OpenPack, Map<number, PackedObject[]>>();
  for (const object of objects) {
    const offsets = wanted.get(object.pack) ?? new Map<number, PackedObject[]>();
    wanted.set(object.pack, offsets);
    offsets.set(object.offset, [...(offsets.get(object.offset) ?? []), object]);
  }
  const ids = new Map<PackedObject, string>();
  for (const [{ index }, offsets] of wanted) {
    for (let position = 0; position < index.count; position++) {
      for (const object of offsets.get(index.offsetAt(position)) ?? []) {
        ids.set(object, index.idAt(position).toString('hex'));
      }
    }
  }
  return ids;
}
