/** A stream, such as standard input, as one text: held where it is small, in windows where it is not. */
import type { Readable } from 'node:stream';
import { FindingCollector } from '../collect.ts';
import { CoverageMeter } from '../coverage.ts';
import type { ScanResult, Sighting } from '../model.ts';
import { BytesContent } from './archive/content.ts';
import type { Content } from './archive/content.ts';
import { kindOf } from './archive/kind.ts';
import { loadArchives } from './archive/load.ts';
import { scanLarge } from './files/scan-large.ts';
import { spoolStream } from './files/spool.ts';
import { WHOLE_FILE } from './files/whole-file.ts';
import { scannerFor } from './pool/scanner-for.ts';
import type { ScannerOptions } from './pool/scanner-for.ts';
import { runToEnd } from './run-to-end.ts';

export interface StreamScanOptions extends ScannerOptions {
  readonly stream: Readable;
  /** A path that says what the stream is, for the vendors it names and for whoever reads the result. */
  readonly name: string | null;
  /** Whether archives are opened; left out, they are. */
  readonly archives?: boolean;
  /** What stands for the root in the result: the working directory. */
  readonly root: string;
}

/**
 * Scans a stream to its end. What does not fit into memory at once is read from a file that only the user can read and that
 * has no name any more by then.
 */
export async function scanStream(options: StreamScanOptions): Promise<ScanResult> {
  const { stream, name, root } = options;
  const scanner = await scannerFor(options);
  const meter = new CoverageMeter();
  const collector = new FindingCollector();
  const chunks: Buffer[] = [];
  let length = 0;
  const iterator = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let isComplete = false;
  while (!isComplete && length <= WHOLE_FILE) {
    const next = await iterator.next();
    if (next.done === true) {
      isComplete = true;
    } else {
      chunks.push(Buffer.from(next.value));
      length += next.value.length;
    }
  }
  const bytes = Buffer.concat(chunks);
  const inside = async (content: Content): Promise<Generator<void, Sighting[], void> | undefined> => {
    const kind = options.archives === false ? undefined : kindOf(content);
    if (kind === undefined) return undefined;
    const outermost = { name: name ?? 'standard input', path: name };
    return (await loadArchives())(content, kind, outermost, { scanner, meter, maxFileSize: null });
  };
  let sightings: readonly Sighting[];
  if (isComplete) {
    meter.files++;
    meter.bytes += length;
    const archive = await inside(new BytesContent(bytes));
    sightings = archive === undefined ? scanner.scan(bytes, { path: name }) : await runToEnd(archive);
  } else {
    const spool = await spoolStream(chunks, iterator);
    try {
      const archive = await inside(spool);
      if (archive !== undefined) {
        meter.files++;
        meter.bytes += spool.size;
      }
      sightings = await runToEnd(archive ?? scanLarge(spool, name ?? '', scanner, meter));
    } finally {
      spool.close();
    }
  }
  for (const sighting of sightings) collector.add({ sighting, where: { source: 'stdin', root: 0, path: name } });
  return { roots: [root], findings: collector.findings(), coverage: meter.result() };
}
