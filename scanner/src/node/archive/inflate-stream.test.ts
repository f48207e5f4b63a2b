/** Streams inflated in parts, against zlib: the same bytes, whatever pieces they come in and wherever they end. */
import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decompressor, NextPiece } from './byte-stream.ts';
import { gunzip, inflateRaw } from './inflate-stream.ts';
import { Refusal } from './limits.ts';

/** Gives bytes in pieces as long as said, the last length again and again, and then what is thrown. */
function inPieces(bytes: Uint8Array, lengths: readonly number[], failure?: Refusal): NextPiece {
  let at = 0;
  let piece = 0;
  return () => {
    if (at >= bytes.length) {
      if (failure !== undefined) throw failure;
      return undefined;
    }
    const length = lengths[Math.min(piece++, lengths.length - 1)] ?? 1;
    at += length;
    return bytes.subarray(at - length, at);
  };
}

function read(decompressor: Decompressor, next: NextPiece): { made: Buffer; error?: unknown } {
  const pieces: Buffer[] = [];
  const piece = decompressor(next, () => {});
  try {
    for (let made = piece(); made !== undefined; made = piece()) pieces.push(Buffer.from(made));
  } catch (error) {
    return { made: Buffer.concat(pieces), error };
  }
  return { made: Buffer.concat(pieces) };
}

/** Text that repeats itself near and far, with noise between: all kinds of blocks come of it. */
const contents = fc
  .array(
    fc.oneof(
      fc.record({ text: fc.string({ maxLength: 200 }), times: fc.integer({ min: 1, max: 400 }) }),
      fc.record({ noise: fc.uint8Array({ maxLength: 3000 }), times: fc.integer({ min: 1, max: 30 }) }),
    ),
    { maxLength: 12 },
  )
  .map((parts) =>
    Buffer.concat(
      parts.map((part) =>
        'text' in part
          ? Buffer.from(part.text.repeat(part.times))
          : Buffer.concat(Array.from({ length: part.times }, () => part.noise)),
      ),
    ),
  );
const pieces = fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 5 });
const ways = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.constantFrom(constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY, constants.Z_RLE),
});

describe('a stream in parts', () => {
  it('is what zlib packed, in pieces of any length', () => {
    fc.assert(
      fc.property(contents, ways, pieces, (content, way, lengths) => {
        const raw = read(inflateRaw, inPieces(deflateRawSync(content, way), lengths));
        expect(raw.error).toBeUndefined();
        expect(raw.made.equals(content)).toBe(true);
        const members = Buffer.concat([gzipSync(content, way), gzipSync('more', way), Buffer.alloc(9)]);
        const gzip = read(gunzip, inPieces(members, lengths));
        expect(gzip.error).toBeUndefined();
        expect(gzip.made.equals(Buffer.concat([content, Buffer.from('more')]))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('gives nothing but its beginning where it is cut off, and says so', () => {
    fc.assert(
      fc.property(
        contents,
        ways,
        pieces,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (content, way, lengths, part) => {
          const whole = gzipSync(content, way);
          const cut = whole.subarray(0, Math.floor(whole.length * part));
          const { made, error } = read(gunzip, inPieces(cut, lengths));
          expect(error).toBeInstanceOf(Refusal);
          expect(content.subarray(0, made.length).equals(made)).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('gives what came before a failure of its source, and then that', () => {
    const content = Buffer.from(Array.from({ length: 50_000 }, (_, i) => `line ${i}\n`).join(''));
    const packed = gzipSync(content);
    const failure = new Refusal('timeout');
    const { made, error } = read(gunzip, inPieces(packed.subarray(0, packed.length / 2), [5000], failure));
    expect(error).toBe(failure);
    expect(made.length).toBeGreaterThan(content.length / 3);
    expect(content.subarray(0, made.length).equals(made)).toBe(true);
    expect(read(gunzip, inPieces(packed, [5000], failure)).error).toBe(failure);
  });

  it('makes no more at once of what is hugely larger inside', () => {
    const packed = gzipSync(Buffer.alloc(2 ** 26));
    let largest = 0;
    let total = 0;
    const next = gunzip(inPieces(packed, [packed.length]), (made) => {
      largest = Math.max(largest, made);
      total += made;
    });
    while (next() !== undefined);
    expect(total).toBe(2 ** 26);
    expect(largest).toBeLessThan(2 ** 18);
  });

  it('bears any bytes', () => {
    fc.assert(
      fc.property(
        contents,
        ways,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
        (content, way, edits) => {
          const packed = gzipSync(content, way);
          for (const [at, value] of edits) packed[10 + (at % (packed.length - 10))] = value;
          const { made, error } = read(gunzip, inPieces(packed, [1000]));
          // What the checksum lets pass is what was packed.
          expect(error === undefined ? made.equals(content) : error instanceof Refusal).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('gzip', () => {
  const packed = gzipSync('a text');
  const refused = (bytes: Uint8Array): boolean => read(gunzip, inPieces(bytes, [7])).error instanceof Refusal;

  it('may have a header with all that there is', () => {
    const head = Buffer.from(packed.subarray(0, 10));
    head[3] = 0b1_1110;
    const extra = Buffer.from([3, 0, 1, 2, 3]);
    const more = [extra, Buffer.from('name\0comment\0'), Buffer.from([9, 9])];
    expect(String(read(gunzip, inPieces(Buffer.concat([head, ...more, packed.subarray(10)]), [4])).made)).toBe(
      'a text',
    );
  });

  it('is refused where its checksum or length is another, and where something else follows', () => {
    for (const at of [8, 4]) {
      const broken = Buffer.from(packed);
      broken[broken.length - at] = (broken.at(-at) ?? 0) ^ 1;
      expect(refused(broken)).toBe(true);
    }
    expect(refused(Buffer.concat([packed, Buffer.from('x')]))).toBe(true);
    expect(refused(Buffer.concat([packed, packed.subarray(0, 5)]))).toBe(true);
    expect(refused(packed)).toBe(false);
  });
});
