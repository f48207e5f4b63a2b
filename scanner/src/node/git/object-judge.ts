import { CoverageMeter } from '../../coverage.ts';
import type { Sighting } from '../../model.ts';
import type { Scanner } from '../../scan.ts';
import { BytesContent } from '../archive/content.ts';
import type { Content } from '../archive/content.ts';
import { kindOf } from '../archive/kind.ts';
import { loadArchives } from '../archive/load.ts';
import type { ScanArchive } from '../archive/load.ts';
import { scanLarge } from '../files/scan-large.ts';
import { spoolStream } from '../files/spool.ts';
import { runToEnd } from '../run-to-end.ts';

/** Judges objects by their content, as files are judged: archives are opened. */
export class ObjectJudge {
  readonly #scanner: Scanner;
  readonly #meter: CoverageMeter;
  readonly opensArchives: boolean;
  #scanArchive: ScanArchive | undefined;

  /** @param meter what is left out of archives is noted here */
  constructor(scanner: Scanner, meter: CoverageMeter, opensArchives: boolean) {
    this.#scanner = scanner;
    this.#meter = meter;
    this.opensArchives = opensArchives;
  }

  /** Loads what opens archives, so that `again` has it. */
  async prepare(): Promise<void> {
    if (this.opensArchives) this.#scanArchive = await loadArchives();
  }

  /** Judges an object for the first time, without a path. */
  async judge(id: string, data: Buffer): Promise<readonly Sighting[]> {
    const archive = await this.#archive(id, new BytesContent(data));
    return archive === undefined ? this.#scanner.scan(data) : runToEnd(archive);
  }

  /** The same for an object that is too large to be held. */
  async judgeStream(id: string, chunks: AsyncIterator<Buffer>): Promise<readonly Sighting[]> {
    const spool = await spoolStream([], chunks);
    try {
      const archive = await this.#archive(id, spool);
      return await runToEnd(archive ?? scanLarge(spool, '', this.#scanner, new CoverageMeter()));
    } finally {
      spool.close();
    }
  }

  /** Judges an object that was judged before, at a path. What it leaves out was noted then. */
  again(id: string, data: Buffer, path: string | null): readonly Sighting[] {
    const kind = this.#scanArchive === undefined ? undefined : kindOf(new BytesContent(data));
    if (kind === undefined || this.#scanArchive === undefined) return this.#scanner.scan(data, { path });
    const options = { scanner: this.#scanner, meter: new CoverageMeter(), maxFileSize: null };
    const archive = this.#scanArchive(new BytesContent(data), kind, { name: id, path }, options);
    for (let step = archive.next(); ; step = archive.next()) if (step.done === true) return step.value;
  }

  /** What is in an archive; undefined where it is none. */
  async #archive(id: string, content: Content): Promise<Generator<void, Sighting[], void> | undefined> {
    const kind = this.opensArchives ? kindOf(content) : undefined;
    if (kind === undefined) return undefined;
    this.#scanArchive ??= await loadArchives();
    const options = { scanner: this.#scanner, meter: this.#meter, maxFileSize: null };
    return this.#scanArchive(content, kind, { name: id, path: null }, options);
  }
}
