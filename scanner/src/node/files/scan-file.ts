import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { CoverageMeter } from '../../coverage.ts';
import type { Sighting } from '../../model.ts';
import type { Scanner } from '../../scan.ts';
import { BytesContent, FileContent, readFully } from '../archive/content.ts';
import { giveBack, takeBuffer } from '../archive/held-bytes.ts';
import { archiveKind, kindOf, mayCarryZip } from '../archive/kind.ts';
import type { ScanArchive } from '../archive/load.ts';
import { scanLarge } from './scan-large.ts';
import { WHOLE_FILE } from './whole-file.ts';

/** Without following a link at the end, and without waiting for the other end of a pipe. Windows has neither flag. */
const OPEN_FLAGS: number = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** A first read: most files fit, and it stays in the processor's second-level cache until it is searched. */
const FIRST_READ = 2 ** 18;
const NEXT_READ = 2 ** 20;

export type FileFailure = 'directory' | 'missing' | 'link' | 'unreadable' | 'too-large';

/**
 * Everything is judged at once, or, where the file is large, when the generator is run to its end. Null where nothing stands
 * in it, as in most files.
 */
export type FileOutcome = FileFailure | readonly Sighting[] | Generator<void, Sighting[], void> | null;

/**
 * Opens a file, reads it straight into the prefilter's memory and scans it.
 *
 * @param path what to open: a string, or the bytes of a name that is no UTF-8
 * @param name the path that findings are told with, relative to the root
 * @param maxSize in bytes, or null
 * @param leavesArchives whether archives are only told
 */
export function scanFile(
  path: string | Buffer,
  name: string,
  scanner: Scanner,
  meter: CoverageMeter,
  maxSize: number | null = null,
  leavesArchives = false,
): FileOutcome | 'archive' {
  let file: number;
  try {
    file = openSync(path, OPEN_FLAGS);
  } catch (error) {
    return failureOf(error);
  }
  let isLarge = false;
  try {
    if (maxSize !== null && fstatSync(file).size > maxSize) return 'too-large';
    const { prefilter } = scanner;
    let window = prefilter.window(FIRST_READ);
    let length = readSync(file, window, 0, FIRST_READ, null);
    if (leavesArchives && isArchive(file, window, length)) return 'archive';
    while (length >= FIRST_READ) {
      window = prefilter.window(length + NEXT_READ);
      const more = readSync(file, window, length, NEXT_READ, null);
      if (more === 0) break;
      length += more;
      if (length > WHOLE_FILE) {
        isLarge = true;
        return closing(file, scanLarge(new FileContent(file), name, scanner, meter));
      }
    }
    meter.files++;
    meter.bytes += length;
    const sightings = scanner.scanWindow(length, { path: name });
    return sightings.length === 0 ? null : sightings;
  } catch (error) {
    return failureOf(error);
  } finally {
    if (!isLarge) closeSync(file);
  }
}

/**
 * Scans an archive, and what is in it.
 *
 * @param scanArchive loaded when it is needed
 */
export function* scanArchiveFile(
  path: string | Buffer,
  name: string,
  scanner: Scanner,
  meter: CoverageMeter,
  maxFileSize: number | null,
  scanArchive: ScanArchive,
): Generator<void, readonly Sighting[] | FileFailure, void> {
  let file: number;
  try {
    file = openSync(path, OPEN_FLAGS);
  } catch (error) {
    return failureOf(error);
  }
  try {
    const content = new FileContent(file);
    const { size } = content;
    if (maxFileSize !== null && size > maxFileSize) return 'too-large';
    if (size > WHOLE_FILE) {
      const kind = kindOf(content);
      // Another file may stand there by now.
      if (kind === undefined) return yield* scanLarge(content, name, scanner, meter);
      meter.files++;
      meter.bytes += size;
      return yield* scanArchive(content, kind, { name, path: name }, { scanner, meter, maxFileSize });
    }
    const buffer = takeBuffer(size);
    try {
      const bytes = buffer.subarray(0, readFully(content, buffer, 0, size, 0));
      const held = new BytesContent(bytes);
      const kind = kindOf(held);
      meter.files++;
      meter.bytes += bytes.length;
      if (kind === undefined) return scanner.scan(bytes, { path: name });
      return yield* scanArchive(held, kind, { name, path: name }, { scanner, meter, maxFileSize });
    } finally {
      giveBack(buffer);
    }
  } catch (error) {
    return failureOf(error);
  } finally {
    closeSync(file);
  }
}

/** @param length of what was read first: where that is less than was asked for, it is all */
function isArchive(file: number, window: Uint8Array, length: number): boolean {
  if (archiveKind(window, length) !== undefined) return true;
  if (!mayCarryZip(window[0], window[1])) return false;
  const content = length < FIRST_READ ? new BytesContent(window.subarray(0, length)) : new FileContent(file);
  return kindOf(content) !== undefined;
}

function* closing(file: number, scan: Generator<void, Sighting[], void>): Generator<void, Sighting[], void> {
  try {
    return yield* scan;
  } finally {
    closeSync(file);
  }
}

function failureOf(error: unknown): FileFailure {
  switch ((error as NodeJS.ErrnoException).code) {
    case undefined:
      throw error;
    case 'ENOENT':
    case 'ENOTDIR':
      return 'missing';
    case 'ELOOP':
    case 'EMLINK':
      return 'link';
    case 'EISDIR':
      return 'directory';
    default:
      return 'unreadable';
  }
}
