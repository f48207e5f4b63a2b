import { closeSync, constants, openSync, readSync } from 'node:fs';
import type { CoverageMeter } from '../../coverage.ts';
import type { Sighting } from '../../model.ts';
import type { Scanner } from '../../scan.ts';
import { scanLarge } from './scan-large.ts';

/** Without following a link at the end, and without waiting for the other end of a pipe. Windows has neither flag. */
const OPEN_FLAGS: number = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** A first read: most files fit, and it stays in the processor's second-level cache until it is searched. */
const FIRST_READ = 2 ** 18;
const NEXT_READ = 2 ** 20;
/** Files up to here are held and judged as one text. */
export const WHOLE_FILE: number = 2 ** 23;

export type FileOutcome = 'scanned' | 'directory' | 'missing' | 'link' | 'unreadable';

/**
 * Opens a file, reads it straight into the prefilter's memory and scans it.
 *
 * @param path what to open: a string, or the bytes of a name that is no UTF-8
 * @param name the path that findings and gaps are told with, relative to the root
 * @yields now and then while a large file is scanned, so that the caller can answer to others
 */
export function* scanFile(path: string | Buffer, name: string, scanner: Scanner, meter: CoverageMeter, report: (sightings: Sighting[]) => void): Generator<void, FileOutcome, void> {
  let file: number;
  try {
    file = openSync(path, OPEN_FLAGS);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : code === 'ELOOP' || code === 'EMLINK' ? 'link' : code === 'EISDIR' ? 'directory' : 'unreadable';
  }
  try {
    const { prefilter } = scanner;
    let window = prefilter.window(FIRST_READ);
    let length = readSync(file, window, 0, FIRST_READ, null);
    while (length >= FIRST_READ) {
      window = prefilter.window(length + NEXT_READ);
      const more = readSync(file, window, length, NEXT_READ, null);
      if (more === 0) break;
      length += more;
      if (length > WHOLE_FILE) {
        const sightings = yield* scanLarge(file, length, name, scanner, meter);
        if (sightings.length > 0) report(sightings);
        return 'scanned';
      }
    }
    meter.files++;
    meter.bytes += length;
    const sightings = scanner.scanWindow(length, { path: name });
    if (sightings.length > 0) report(sightings);
    return 'scanned';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EISDIR') return 'directory';
    if (code === undefined) throw error;
    return 'unreadable';
  } finally {
    closeSync(file);
  }
}
