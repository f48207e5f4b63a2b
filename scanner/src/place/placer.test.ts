import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Placer } from './placer.ts';

const encoder = new TextEncoder();

/** Line and column by decoding all that stands before, the slow and obvious way. */
function slowly(bytes: Uint8Array, offset: number): { line: number; column: number } {
  const before = new TextDecoder('utf-8').decode(bytes.subarray(0, offset));
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

describe('a place', () => {
  it('is that of the decoded text, whatever stands before it', () => {
    const part = fc.constantFrom('a', '\t', 'é', '世', '😀', '\n', '\r\n', '\r', '  ', 'xyz', '\u200d', '\u2028');
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(part, { maxLength: 80 }),
        fc.array(fc.nat(90), { maxLength: 6 }),
        (hasMark, parts, asked) => {
          const all = [...(hasMark ? ['\ufeff'] : []), ...parts];
          const ends = all.map((_, i) => encoder.encode(all.slice(0, i + 1).join('')).length);
          const bytes = encoder.encode(all.join(''));
          const placer = new Placer(bytes);
          for (const index of asked) {
            const offset = ends[index % Math.max(1, ends.length)] ?? 0;
            expect(placer.at(offset)).toEqual(slowly(bytes, offset));
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('counts a broken sequence as the replacement characters that a decoder shows', () => {
    const bytes = new Uint8Array([0x61, 0xff, 0xe2, 0x82, 0x62, 0xf0, 0x9f, 0x98, 0x63]);
    for (const offset of [1, 2, 4, 5, 8, 9]) expect(new Placer(bytes).at(offset)).toEqual(slowly(bytes, offset));
  });

  it('is exact on a line of many megabytes', () => {
    const bytes = encoder.encode(`x\n${'é'.repeat(3_000_000)}key`);
    expect(new Placer(bytes).place(2 + 6_000_000, 2 + 6_000_003)).toEqual({
      startLine: 2,
      startColumn: 3_000_001,
      endLine: 2,
      endColumn: 3_000_004,
    });
  });
});
