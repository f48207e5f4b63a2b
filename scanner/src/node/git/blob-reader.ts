/** Judges single objects that are asked for by id, each once; for ranges and what is staged. */
import type { CoverageMeter } from '../../coverage.ts';
import type { Sighting } from '../../model.ts';
import type { Scanner } from '../../scan.ts';
import { catFile } from './batch.ts';
import type { ObjectJudge } from './object-judge.ts';
import type { ObjectStore } from './objects.ts';

/** Objects up to here are held and judged as one; larger ones go through a temporary file, as files do. */
const HELD = 2 ** 26;
const none: readonly Sighting[] = [];

export interface JudgedObject {
  /** Judged without a path. */
  readonly sightings: readonly Sighting[];
  /** Its content where keys are in it and it is not too large, for judging it with a path. */
  readonly data: Buffer | null;
}

export class BlobReader {
  readonly #scanner: Scanner;
  readonly #judge: ObjectJudge;
  readonly #cwd: string;
  readonly #meter: CoverageMeter;
  readonly #signal: AbortSignal | undefined;
  readonly #known = new Map<string, JudgedObject>();
  /** Read first, where there is one: spares a process. */
  readonly #store: ObjectStore | undefined;

  constructor(
    scanner: Scanner,
    judge: ObjectJudge,
    cwd: string,
    meter: CoverageMeter,
    signal?: AbortSignal,
    store?: ObjectStore,
  ) {
    this.#scanner = scanner;
    this.#judge = judge;
    this.#cwd = cwd;
    this.#meter = meter;
    this.#signal = signal;
    this.#store = store;
  }

  /** Reads what was not read before. What is missing is noted in the coverage. */
  async read(ids: Iterable<string>, areCounted: boolean): Promise<void> {
    const fresh = [...new Set(ids)].filter((id) => !this.#known.has(id));
    const left: string[] = [];
    for (const id of fresh) {
      const object = this.#store?.read(id);
      if (object === undefined) {
        left.push(id);
        continue;
      }
      await this.#take(id, object.data);
      if (areCounted) this.#count(object.kind, object.data.length);
    }
    if (left.length === 0) return;
    const { bytes, files } = this.#meter;
    let total = 0;
    for await (const object of catFile(left, this.#cwd, this.#signal)) {
      if (object.kind === 'missing') {
        this.#known.set(object.id, { sightings: none, data: null });
        this.#meter.skip(object.id, 'missing-object');
      } else if (object.size <= HELD) {
        const parts: Buffer[] = [];
        for await (const chunk of object.chunks()) parts.push(chunk);
        await this.#take(object.id, Buffer.concat(parts));
      } else {
        const sightings = await this.#judge.judgeStream(object.id, object.chunks());
        this.#known.set(object.id, { sightings, data: null });
      }
      if (areCounted && object.kind !== 'missing') {
        total += object.size;
        this.#count(object.kind, 0);
      }
    }
    this.#meter.bytes = bytes + total;
    this.#meter.files = files;
  }

  /** What is in an object that was read, at a path: latin1 of its bytes, or null. */
  sightings(id: string, path: string | null): readonly Sighting[] {
    const known = this.#known.get(id);
    if (known === undefined || known.sightings.length === 0 || known.data === null || path === null) {
      return known?.sightings ?? none;
    }
    const name = Buffer.from(path, 'latin1').toString('utf8');
    return this.#scanner.rules.names.mentions(name).length === 0
      ? known.sightings
      : this.#judge.again(id, known.data, name);
  }

  content(id: string): Buffer | null {
    return this.#known.get(id)?.data ?? null;
  }

  async #take(id: string, data: Buffer): Promise<void> {
    const sightings = await this.#judge.judge(id, data);
    this.#known.set(id, { sightings, data: sightings.length > 0 ? data : null });
  }

  #count(kind: string, bytes: number): void {
    this.#meter.bytes += bytes;
    if (kind === 'blob') this.#meter.blobs++;
    else if (kind === 'commit') this.#meter.commits++;
  }
}
