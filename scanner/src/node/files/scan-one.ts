import type { LocatedSighting, Whereabouts } from '../../collect.ts';
import type { Sighting } from '../../model.ts';
import { scanFile } from './scan-file.ts';
import type { FileFailure } from './scan-file.ts';
import type { TaskContext } from './task-context.ts';

/** What a file leaves to be done; or something was found in it, or nothing. */
export type Left = Generator<void, void, void> | typeof FOUND | typeof NOTHING;
const FOUND = 1;
export const NOTHING = 0;

/**
 * Scans one file; where it is too large for one go, returns what remains to be done. An archive becomes a task of its own,
 * which any thread may take.
 *
 * @param latin1 the path by its bytes, relative to the root, where that is the only way to open it
 */
export function scanOne(
  path: string | Buffer,
  name: string,
  latin1: string | null,
  root: number,
  mayBeMissing: boolean,
  context: TaskContext,
): Left {
  if (context.filter?.leavesOut(root, name) === true) return NOTHING;
  const { scanner, meter, tasks } = context;
  const outcome = scanFile(path, name, scanner, meter, context.maxFileSize, context.opensArchives);
  if (outcome === null) return NOTHING;
  if (outcome === 'archive') {
    tasks.add({ kind: 'archive', root, path: latin1 ?? name, isLatin1: latin1 !== null });
    return NOTHING;
  }
  if (typeof outcome === 'string') {
    noteFailure(outcome, root, name, mayBeMissing, context);
    return NOTHING;
  }
  if ('next' in outcome) return finishLarge(outcome, root, name, context);
  context.report(located(outcome, root, name));
  return FOUND;
}

/** Scans a file that can only be opened by its bytes. @param path relative to the root */
export function scanBytes(path: Buffer, root: number, mayBeMissing: boolean, context: TaskContext): Left {
  const file = Buffer.concat([Buffer.from(`${context.roots[root] ?? ''}/`), path]);
  return scanOne(file, path.toString('utf8'), path.toString('latin1'), root, mayBeMissing, context);
}

export function noteFailure(
  failure: FileFailure,
  root: number,
  name: string,
  mayBeMissing: boolean,
  { meter, reportRepository }: TaskContext,
): void {
  if (failure === 'directory') reportRepository(root, name);
  else if (failure === 'missing') {
    if (!mayBeMissing) meter.skip(name, 'vanished');
  } else if (failure === 'unreadable' || failure === 'too-large') meter.skip(name, failure);
}

function* finishLarge(
  scan: Generator<void, Sighting[], void>,
  root: number,
  name: string,
  context: TaskContext,
): Generator<void, void, void> {
  try {
    const sightings = yield* scan;
    if (sightings.length > 0) context.report(located(sightings, root, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    context.meter.skip(name, 'unreadable');
  }
}

export function located(sightings: readonly Sighting[], root: number, path: string): LocatedSighting[] {
  const where: Whereabouts = { source: 'file', root, path };
  return sightings.map((sighting) => ({ sighting, where }));
}
