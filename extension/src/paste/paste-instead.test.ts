import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterPaste, lineStarts, offsetAt, pasteInstead } from './paste-instead.ts';
import type { OffsetEdit } from './paste-instead.ts';

function applied(text: string, edits: readonly OffsetEdit[]): string {
  let result = text;
  for (const { from, to, text: more } of edits.toSorted((a, b) => b.from - a.from || b.to - a.to)) {
    result = result.slice(0, from) + more + result.slice(to);
  }
  return result;
}

/** Ranges that touch at most, and no two insertions in one place: their order would mean nothing. */
const edits = (length: number) =>
  fc
    .uniqueArray(fc.nat(length), { maxLength: 8 })
    .map((offsets) => offsets.toSorted((a, b) => a - b))
    .chain((offsets) =>
      fc.tuple(
        ...offsets
          .filter((_, index) => index % 2 === 0 && index + 1 < offsets.length)
          .map((from, index) =>
            fc.record({
              from: fc.constant(from),
              to: fc.constantFrom(from, offsets[index * 2 + 1] ?? from),
              text: fc.string({ maxLength: 4 }),
            }),
          ),
      ),
    );

describe('what is pasted instead', () => {
  it('comes to the same as the paste and the edits after it', () => {
    const cases = fc
      .record({ document: fc.string({ maxLength: 20 }), pasted: fc.string({ minLength: 1, maxLength: 10 }) })
      .chain(({ document, pasted }) =>
        fc.tuple(fc.nat(document.length), fc.nat(document.length)).map(([a, b]) => ({
          document,
          pasted,
          from: Math.min(a, b),
          to: Math.max(a, b),
        })),
      )
      .chain((paste) => fc.tuple(fc.constant(paste), edits(afterPaste(paste).length)));
    fc.assert(
      fc.property(cases, ([paste, after]) => {
        expect(applied(paste.document, pasteInstead(paste, after))).toBe(applied(afterPaste(paste), after));
      }),
      { numRuns: 500 },
    );
  });

  it('takes quotes around the paste with it', () => {
    const document = 'k = "";\n';
    const instead = pasteInstead({ document, from: 5, to: 5, pasted: 'KEY' }, [
      { from: 4, to: 9, text: 'process.env.K' },
    ]);
    expect(instead).toEqual([{ from: 4, to: 6, text: 'process.env.K' }]);
  });

  it('is the text itself where nothing of it changes', () => {
    const instead = pasteInstead({ document: 'ab', from: 1, to: 1, pasted: 'KEY' }, [{ from: 5, to: 5, text: '\n' }]);
    expect(instead).toEqual([
      { from: 2, to: 2, text: '\n' },
      { from: 1, to: 1, text: 'KEY' },
    ]);
  });
});

describe('places told in lines', () => {
  it('are found in texts with either line end', () => {
    const text = 'a\r\nbc\nd';
    const starts = lineStarts(text);
    expect(text.slice(offsetAt(starts, 1, 1))).toBe('c\nd');
    expect(text.slice(offsetAt(starts, 2, 0))).toBe('d');
  });
});
