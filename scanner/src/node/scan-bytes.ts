import { CoverageMeter } from '../coverage.ts';
import type { Sighting } from '../model.ts';
import type { Scanner } from '../scan.ts';
import { BytesContent } from './archive/content.ts';
import { kindOf } from './archive/kind.ts';
import { loadArchives } from './archive/load.ts';
import { runToEnd } from './run-to-end.ts';

/** Judges a text as a file with that path is judged: an archive is opened. What it leaves out is not told. */
export async function scanBytes(
  scanner: Scanner,
  bytes: Uint8Array,
  path: string | null,
): Promise<readonly Sighting[]> {
  const kind = kindOf(new BytesContent(bytes));
  if (kind === undefined) return scanner.scan(bytes, { path });
  const scanArchive = await loadArchives();
  const options = { scanner, meter: new CoverageMeter(), maxFileSize: null };
  return runToEnd(scanArchive(new BytesContent(bytes), kind, { name: path ?? '', path }, options));
}
