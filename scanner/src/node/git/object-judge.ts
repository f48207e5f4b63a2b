import { CoverageMeter } from '../../coverage.ts';
import type { Sighting } from '../../model.ts';
import type { Scanner } from '../../scan.ts';
import { BytesContent, bytesAt } from '../archive/content.ts';
import type { Content } from '../archive/content.ts';
import { archiveKind } from '../archive/kind.ts';
import { loadArchives } from '../archive/load.ts';
import type { ScanArchive } from '../archive/load.ts';
import { scanLarge } from '../files/scan-large.ts';
import { spoolStream } from '../files/spool.ts';
import { runToEnd } from '../run-to-end.ts';

const HEAD_BYTES = 512;

/** Judges objects by their content, as files are judged: archives are opened. */
export class ObjectJudge {
  readonly #scanner: Scanner;
  readonly #meter: CoverageMeter;
  readonly #opensArchives: boolean;
  #scanArchive: ScanArchive | undefined;

  /** @param meter what is left out of archives is noted here */
  constructor(scanner: Scanner, meter: CoverageMeter, opensArchives: boolean) {
    this.#scanner = scanner;
    this.#meter = meter;
    this.#opensArchives = opensArchives;
  }

  /** Loads what opens archives, so that `again` has it. */
  async prepare(): Promise<void> {
    if (this.#opensArchives) this.#scanArchive = await loadArchives();
  }

  /**
   * Judges an object for the first time, without a path.
   *
   * @param plain what stands in it as it is, where that was judged already
   */
  async judge(id: string, data: Buffer, plain?: readonly Sighting[]): Promise<readonly Sighting[]> {
    return this.#open(id, new BytesContent(data), plain ?? this.#scanner.scan(data));
  }

  /** The same for an object that is too large to be held. */
  async judgeStream(id: string, chunks: AsyncIterator<Buffer>): Promise<readonly Sighting[]> {
    const spool = await spoolStream([], chunks);
    try {
      const plain = await runToEnd(scanLarge(spool, '', this.#scanner, new CoverageMeter()));
      return await this.#open(id, spool, plain);
    } finally {
      spool.close();
    }
  }

  /** Judges an object that was judged before, at a path. What it leaves out was noted then. */
  again(id: string, data: Buffer, path: string | null): readonly Sighting[] {
    const plain = this.#scanner.scan(data, { path });
    const kind = this.#scanArchive === undefined ? undefined : archiveKind(data);
    if (kind === undefined || this.#scanArchive === undefined) return plain;
    const options = { scanner: this.#scanner, meter: new CoverageMeter(), maxFileSize: null };
    const scan = this.#scanArchive(new BytesContent(data), kind, { name: id, path }, plain, options);
    for (let step = scan.next(); ; step = scan.next()) if (step.done === true) return step.value;
  }

  async #open(id: string, content: Content, plain: readonly Sighting[]): Promise<readonly Sighting[]> {
    const kind = this.#opensArchives ? archiveKind(bytesAt(content, 0, HEAD_BYTES)) : undefined;
    if (kind === undefined) return plain;
    this.#scanArchive ??= await loadArchives();
    const options = { scanner: this.#scanner, meter: this.#meter, maxFileSize: null };
    return runToEnd(this.#scanArchive(content, kind, { name: id, path: null }, plain, options));
  }
}
