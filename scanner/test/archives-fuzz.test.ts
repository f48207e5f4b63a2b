/**
 * Mutated archives and files: nothing that stands in one ends a scan, hangs it, or makes it grow. `KEYTURN_FUZZ=10000` tries as
 * many; a few hundred by default. The same seed gives the same mutants.
 */
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { CoverageMeter } from '../src/coverage.ts';
import type { SkipReason } from '../src/model.ts';
import { BytesContent } from '../src/node/archive/content.ts';
import { archiveKind } from '../src/node/archive/kind.ts';
import { loadArchives } from '../src/node/archive/load.ts';
import { createScanner } from '../src/node/pool/create-scanner.ts';
import { runToEnd } from '../src/node/run-to-end.ts';
import { filtered, hasTool, tar, zip } from './archives.ts';
import { quineZip, zipOfZips } from './bombs.ts';
import { clarkyKey, klipyKey } from './sample.ts';

const MUTANTS = Number(process.env['KEYTURN_FUZZ'] ?? 300);
const SEED = Number(process.env['KEYTURN_FUZZ_SEED'] ?? 1);
const MOST_GROWTH = 2 ** 28;

/** Numbers that formats trip over, as four bytes. */
const EXTREMES = [0, 1, 0x7f, 0xff, 0xffff, 0x10_000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];

/** Whole numbers below a bound, the same for the same seed. */
function random(seed: number): (below: number) => number {
  let state = Math.imul(seed, 0x9e37_79b1) | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % Math.max(1, below);
  };
}

function originals(): Buffer[] {
  const text = `${'some text of a file, again and again\n'.repeat(40)}KEY=${clarkyKey(1)}\nother ${klipyKey(2)}\n`;
  const encoded = `a: ${Buffer.from(text).toString('base64')}\nb: ${Buffer.from(text).toString('hex')}\n`;
  const files = { 'a.env': text, 'deep/b.yaml': encoded };
  const entries = [
    { name: 'a.env', content: text },
    { name: 'stored', content: text, method: 0 },
    { name: 'deep/b.yaml', content: encoded },
  ];
  const packed = zip(entries, 'a comment');
  const notebook = JSON.stringify({
    cells: [{ source: [text], outputs: [{ data: { 'image/png': encoded.slice(3, 900) } }] }],
  });
  return [
    packed,
    zip([...entries, { name: 'inner.zip', content: packed }, { name: 'inner.tgz', content: gzipSync(tar(files)) }]),
    tar(files),
    gzipSync(tar(files)),
    gzipSync(text),
    quineZip,
    zipOfZips(1),
    Buffer.from(text, 'utf16le'),
    Buffer.from(encoded),
    Buffer.from(notebook),
    ...['bzip2', 'xz', 'zstd']
      .filter(hasTool)
      .flatMap((tool) => [filtered(tool, Buffer.from(text)), filtered(tool, tar(files))]),
  ];
}

function mutate(original: Buffer, other: Buffer, next: (below: number) => number): Buffer {
  let bytes = Buffer.from(original);
  for (let count = 1 + next(4); count > 0; count--) {
    const at = next(bytes.length);
    switch (next(7)) {
      case 0:
        bytes[at] = next(256);
        break;
      case 1:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << next(8));
        break;
      case 2:
        bytes = bytes.subarray(0, at);
        break;
      case 3:
        if (at + 4 <= bytes.length) bytes.writeUInt32LE(EXTREMES[next(EXTREMES.length)] ?? 0, at);
        break;
      case 4:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(next(bytes.length))]);
        break;
      case 5:
        bytes = Buffer.concat([bytes.subarray(0, at), other.subarray(next(other.length)), bytes.subarray(at)]);
        break;
      default:
        bytes.fill(next(256), at, Math.min(bytes.length, at + next(64)));
    }
  }
  return bytes;
}

it(
  `${MUTANTS} mutants are searched without a crash, a hang, or growth`,
  async () => {
    const scanArchive = await loadArchives();
    const scanner = createScanner(null);
    const next = random(SEED);
    const all = originals();
    const reasons = new Set<SkipReason>();
    let archives = 0;
    let found = 0;
    const memory = (): number => {
      const { heapUsed, arrayBuffers, external } = process.memoryUsage();
      return heapUsed + arrayBuffers + external;
    };
    const before = memory();
    for (let i = 0; i < MUTANTS; i++) {
      const bytes = mutate(all[i % all.length] ?? Buffer.alloc(0), all[next(all.length)] ?? Buffer.alloc(0), next);
      const kind = archiveKind(bytes);
      const meter = new CoverageMeter();
      try {
        const sightings =
          kind === undefined
            ? scanner.scan(bytes)
            : await runToEnd(
                scanArchive(
                  new BytesContent(bytes),
                  kind,
                  { name: 'mutant', path: null },
                  { scanner, meter, maxFileSize: null },
                ),
              );
        found += sightings.length;
      } catch (error) {
        throw new Error(`Mutant ${i} of seed ${SEED} ended the scan.`, { cause: error });
      }
      if (kind !== undefined) archives++;
      for (const reason of Object.keys(meter.result().skippedTotal) as SkipReason[]) reasons.add(reason);
    }
    expect(archives).toBeGreaterThan(MUTANTS / 4);
    expect(found).toBeGreaterThan(MUTANTS / 10);
    expect(reasons).toContain('corrupt');
    expect(memory() - before).toBeLessThan(MOST_GROWTH);
  },
  60_000 + MUTANTS * 100,
);
