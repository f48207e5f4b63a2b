import { constants, deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Inflater } from './inflater.ts';

const inflater = new Inflater();

/** What zlib makes of a stream and what follows it; undefined where it is broken or of another size. */
function slowly(stream: Uint8Array, size: number): Buffer | undefined {
  try {
    const content = inflateSync(stream, { maxOutputLength: size + 1 });
    return content.length === size ? content : undefined;
  } catch {
    return undefined;
  }
}

/** Texts that repeat near and far, noise, and whatever lies between. */
const content = fc
  .array(
    fc.record({
      piece: fc.uint8Array({ minLength: 1, maxLength: 40 }),
      times: fc.integer({ min: 1, max: 60 }),
      symbols: fc.constantFrom(2, 20, 90, 256),
    }),
    { maxLength: 60 },
  )
  .map((pieces) =>
    Buffer.concat(
      pieces.flatMap(({ piece, times, symbols }) =>
        Array.from({ length: times }, () => piece.map((byte) => byte % symbols)),
      ),
    ),
  );
const options = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  windowBits: fc.integer({ min: 9, max: 15 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FILTERED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ),
});

it('inflates what any settings of zlib deflate', () => {
  fc.assert(
    fc.property(content, options, (text, how) => {
      expect(inflater.inflate(deflateSync(text, how), text.length)?.equals(text)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

it('inflates what needs codes of every length', () => {
  // Each symbol twice as often as the one before: the rarest take 15 bits, in either code.
  const often = Buffer.concat(Array.from({ length: 18 }, (_, symbol) => Buffer.alloc(2 ** (18 - symbol), symbol + 65)));
  for (let i = often.length - 1, state = 1; i > 0; i--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const other = state % (i + 1);
    [often[i], often[other]] = [often[other] ?? 0, often[i] ?? 0];
  }
  for (const strategy of [constants.Z_HUFFMAN_ONLY, constants.Z_DEFAULT_STRATEGY]) {
    expect(inflater.inflate(deflateSync(often, { strategy }), often.length)?.equals(often)).toBe(true);
  }
});

it('takes of a damaged stream what zlib takes', () => {
  fc.assert(
    fc.property(
      content,
      options,
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 3 }),
      fc.double({ min: 0.5, max: 1, noNaN: true }),
      (text, how, damages, kept) => {
        const stream = deflateSync(text, how);
        for (const [at, change] of damages) stream[at % stream.length] = (stream[at % stream.length] ?? 0) ^ change;
        const cut = stream.subarray(0, Math.ceil(stream.length * kept));
        for (const one of [stream, cut]) {
          const wanted = slowly(one, text.length);
          const got = inflater.inflate(one, text.length);
          expect(got === undefined ? undefined : Buffer.from(got)).toEqual(wanted);
        }
      },
    ),
    { numRuns: 500 },
  );
});
