/**
 * Searches what is inside an archive, and inside the archives inside it. What comes out of one goes through the same scanner
 * as any file; only the way to it is remembered, in front of what else a key was wrapped in.
 */
import { CoverageMeter } from '../../coverage.ts';
import { isMarkedUtf16 } from '../../decode/utf16.ts';
import type { SkipReason, Sighting } from '../../model.ts';
import type { Scanner } from '../../scan.ts';
import { WHOLE_FILE } from '../files/whole-file.ts';
import { scanLarge } from '../files/scan-large.ts';
import { ArchivePlace } from './archive-place.ts';
import type { ArchiveName } from './archive-place.ts';
import { ByteStream, piecesOf } from './byte-stream.ts';
import { BytesContent, readFully, Spool } from './content.ts';
import type { Content } from './content.ts';
import { decompress } from './decompress.ts';
import { OpenedRanges, Unopened } from './opened-ranges.ts';
import type { NextPiece } from './byte-stream.ts';
import { gzipInWindow } from './gzip.ts';
import { giveBack, takeBuffer } from './held-bytes.ts';
import { archiveKind, kindOf } from './kind.ts';
import type { ArchiveKind } from './kind.ts';
import { Allowance, MOST_DEPTH, Refusal } from './limits.ts';
import { TarReader } from './tar.ts';
import { loadXz, releaseXz } from './xz.ts';
import { zipEntries } from './zip.ts';
import { entryInWindow, locateEntry, zipEntryStream } from './zip-entry.ts';
import { loadZstd, releaseZstd } from './zstd.ts';

export interface ArchiveOptions {
  readonly scanner: Scanner;
  /** What is left out is noted here, by its way: `outer.zip!inner.zip!file`. */
  readonly meter: CoverageMeter;
  /** In bytes, or null; holds for entries as well. */
  readonly maxFileSize: number | null;
  /** A clock, in milliseconds. */
  readonly now?: () => number;
}

const PIECE = 2 ** 20;
const SPOOLED_AT_ONCE = 2 ** 23;

/** Makes ready what is WebAssembly: from then on nothing here waits. */
export async function loadDecompressors(): Promise<void> {
  await Promise.all([loadXz(), loadZstd()]);
}

/** Opens an archive and everything in it; what could not be opened is searched as the bytes that it is. */
export function* scanArchive(
  content: Content,
  kind: ArchiveKind,
  outermost: ArchiveName,
  options: ArchiveOptions,
): Generator<void, Sighting[], void> {
  const walk = new ArchiveWalk(options, content.size);
  try {
    yield* walk.open(content, kind, ArchivePlace.of(outermost));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    options.meter.skip(outermost.name, error.reason);
  } finally {
    releaseXz();
    releaseZstd();
  }
  return walk.found;
}

class ArchiveWalk {
  readonly found: Sighting[] = [];
  readonly #options: ArchiveOptions;
  readonly #allowance: Allowance;

  constructor(options: ArchiveOptions, size: number) {
    this.#options = options;
    this.#allowance = new Allowance(size, options.now ?? ((): number => performance.now()));
  }

  /** @throws Refusal where nothing more is to be opened */
  *open(content: Content, kind: ArchiveKind, place: ArchivePlace): Generator<void, void, void> {
    const before = this.found.length;
    const opened = new OpenedRanges();
    let failure: Refusal | undefined;
    try {
      if (kind === 'zip') yield* this.#zip(content, place, opened);
      else if (kind === 'gzip') yield* this.#gzip(content, place);
      else yield* this.#stream(kind, new ByteStream(piecesOf(content)), place, opened);
      if (kind !== 'zip' && kind !== 'tar') opened.add(0, content.size);
    } catch (error) {
      failure = this.#refuse(error, place);
    }
    if (!opened.hasAll(content.size) && this.#mayShow(content, opened)) {
      const plain = yield* this.#plain(new Unopened(content, opened), place);
      // What was opened in part may have shown it already.
      const inside = new Set(this.found.slice(before).map(({ fingerprint }) => fingerprint));
      this.#take(
        plain.filter(({ fingerprint }) => !inside.has(fingerprint)),
        place,
      );
    }
    if (failure !== undefined) throw failure;
  }

  /** Whether what was not opened of an archive can show anything: headers are small, and hold nothing as a rule. */
  #mayShow(content: Content, opened: OpenedRanges): boolean {
    if (!(content instanceof BytesContent) || opened.isEmpty || isMarkedUtf16(content.bytes)) return true;
    const { prefilter } = this.#options.scanner;
    const length = opened.gather(content.bytes, prefilter.window(content.size));
    return prefilter.search(0, length, () => {}) > 0;
  }

  /** Searches bytes as they are. */
  *#plain(content: Content, { path }: ArchivePlace): Generator<void, Sighting[], void> {
    const { scanner } = this.#options;
    const { size } = content;
    if (size > WHOLE_FILE) return yield* scanLarge(content, path ?? '', scanner, new CoverageMeter());
    const length = readFully(content, scanner.prefilter.window(size), 0, size, 0);
    return scanner.scanWindow(length, { path });
  }

  /** Notes why something is left out. @returns what ends the whole walk, if that is it */
  #refuse(error: unknown, { name }: ArchivePlace): Refusal | undefined {
    if (error instanceof Refusal && error.isFinal) return error;
    this.#options.meter.skip(name, reasonOf(error));
    return undefined;
  }

  #take(sightings: readonly Sighting[], place: ArchivePlace): void {
    if (sightings.length === 0) return;
    const { steps } = place;
    for (const one of sightings) this.found.push({ ...one, encoding: [...steps, ...one.encoding] });
  }

  *#zip(content: Content, place: ArchivePlace, opened: OpenedRanges): Generator<void, void, void> {
    const { prefilter } = this.#options.scanner;
    for (const entry of zipEntries(content, () => this.#allowance.takeEntry())) {
      const inside = place.entry('zip', entry.name);
      try {
        this.#refuseLarge(entry.size);
        const located = locateEntry(content, entry);
        const isHeld = entryInWindow(prefilter, content, located, this.#allowance);
        const left = isHeld
          ? this.#held(entry.size, inside)
          : this.#entry(zipEntryStream(content, located, this.#allowance), inside);
        if (left !== undefined) yield* left;
        opened.add(located.from, located.to);
      } catch (error) {
        const final = this.#refuse(error, inside);
        if (final !== undefined) throw final;
      }
      yield;
    }
  }

  *#gzip(content: Content, place: ArchivePlace): Generator<void, void, void> {
    const length = gzipInWindow(this.#options.scanner.prefilter, content, this.#allowance);
    if (length === undefined) {
      yield* this.#stream('gzip', new ByteStream(piecesOf(content)), place, new OpenedRanges());
    } else {
      this.#refuseLarge(length);
      const left = this.#held(length, place.decompressed('gzip'), true);
      if (left !== undefined) yield* left;
    }
  }

  *#stream(
    kind: Exclude<ArchiveKind, 'zip'>,
    stream: ByteStream,
    place: ArchivePlace,
    opened: OpenedRanges,
  ): Generator<void, void, void> {
    if (kind === 'tar') {
      yield* this.#tar(stream, place, opened);
    } else {
      const made = decompress(kind, () => stream.piece(), this.#allowance);
      yield* this.#entry(new ByteStream(made), place.decompressed(kind), true);
    }
  }

  *#tar(stream: ByteStream, place: ArchivePlace, opened: OpenedRanges): Generator<void, void, void> {
    const tar = new TarReader(stream);
    for (let entry = tar.next(); entry !== undefined; entry = tar.next()) {
      this.#allowance.takeEntry();
      const inside = place.entry('tar', entry.name);
      try {
        this.#refuseLarge(entry.size);
        yield* this.#entry(new ByteStream(tarPieces(tar, entry.size)), inside);
        opened.add(entry.from, entry.from + entry.size);
      } catch (error) {
        const final = this.#refuse(error, inside);
        if (final !== undefined) throw final;
      }
      yield;
    }
  }

  #refuseLarge(size: number): void {
    const { maxFileSize } = this.#options;
    if (maxFileSize !== null && size > maxFileSize) throw new Refusal('too-large');
  }

  /**
   * Searches what a stream holds, and opens it where it is an archive. What came before a failure is searched too.
   *
   * @param isDecompressed whether a tar in it belongs to the level that was counted already
   */
  *#entry(stream: ByteStream, place: ArchivePlace, isDecompressed = false): Generator<void, void, void> {
    const { scanner } = this.#options;
    let length = 0;
    let failure: unknown;
    try {
      while (length <= WHOLE_FILE) {
        const read = stream.read(scanner.prefilter.window(length + PIECE), length, PIECE);
        if (read === 0) break;
        length += read;
      }
      this.#refuseLarge(length);
    } catch (error) {
      failure = error;
    }
    if (failure !== undefined) {
      this.#take(scanner.scanWindow(length, place), place);
      throw failure;
    }
    if (length <= WHOLE_FILE) {
      const left = this.#held(length, place, isDecompressed);
      if (left !== undefined) yield* left;
    } else {
      const head = scanner.prefilter.window(length).subarray(0, length);
      const { opens, depth } = this.#opens(archiveKind(head), place, isDecompressed);
      yield* this.#large(head, stream, opens, place.atDepth(depth));
    }
  }

  /** Searches what stands at the beginning of the window. @returns what is left to do where that is an archive */
  #held(length: number, place: ArchivePlace, isDecompressed = false): Generator<void, void, void> | undefined {
    const { scanner } = this.#options;
    const bytes = scanner.prefilter.window(length).subarray(0, length);
    const { opens, depth } = this.#opens(kindOf(new BytesContent(bytes)), place, isDecompressed);
    if (opens !== undefined) return this.#openHeld(bytes, opens, place.atDepth(depth));
    this.#take(scanner.scanWindow(length, place), place);
    return undefined;
  }

  *#openHeld(bytes: Uint8Array, kind: ArchiveKind, place: ArchivePlace): Generator<void, void, void> {
    const buffer = takeBuffer(bytes.length);
    try {
      buffer.set(bytes);
      yield* this.open(new BytesContent(buffer.subarray(0, bytes.length)), kind, place);
    } finally {
      giveBack(buffer);
    }
  }

  /** Whether something within an archive is opened too, and how deep it lies then. */
  #opens(
    kind: ArchiveKind | undefined,
    place: ArchivePlace,
    isDecompressed: boolean,
  ): { opens: ArchiveKind | undefined; depth: number } {
    const depth = place.depth + (kind === 'tar' && isDecompressed ? 0 : 1);
    if (kind === undefined || depth <= MOST_DEPTH) return { opens: kind, depth };
    this.#options.meter.skip(place.name, 'limit');
    return { opens: undefined, depth };
  }

  /** What is too large to be held: read as it comes where that is enough, else from a temporary file. */
  *#large(
    head: Uint8Array,
    stream: ByteStream,
    kind: ArchiveKind | undefined,
    place: ArchivePlace,
  ): Generator<void, void, void> {
    if (kind !== undefined && kind !== 'zip') {
      // The window, where it stands, is wanted for what comes out of it.
      yield* this.#stream(kind, ByteStream.of(head.slice(), stream), place, new OpenedRanges());
      return;
    }
    const spool = new Spool();
    try {
      let failure: unknown;
      try {
        spool.write(head);
        let written = 0;
        for (let piece = stream.piece(); piece !== undefined; piece = stream.piece()) {
          spool.write(piece);
          this.#refuseLarge(spool.size);
          if (spool.size - written < SPOOLED_AT_ONCE) continue;
          written = spool.size;
          yield;
        }
      } catch (error) {
        failure = error;
      }
      const whole = failure === undefined ? (kind ?? kindOf(spool)) : undefined;
      if (whole === undefined || place.depth > MOST_DEPTH) this.#take(yield* this.#plain(spool, place), place);
      else yield* this.open(spool, whole, place);
      if (failure !== undefined) throw failure;
    } finally {
      spool.close();
    }
  }
}

function tarPieces(tar: TarReader, size: number): NextPiece {
  const piece = new Uint8Array(Math.min(size, PIECE));
  return () => {
    const length = tar.read(piece, 0, piece.length);
    return length === 0 ? undefined : piece.subarray(0, length);
  };
}

/** @throws what is no fault of the archive or of the machine */
function reasonOf(error: unknown): SkipReason {
  if (error instanceof Refusal) return error.reason;
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  // The temporary folder has no room for what is in it.
  return code === 'ENOSPC' ? 'limit' : 'unreadable';
}
