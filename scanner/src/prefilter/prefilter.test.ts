import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRules } from '../rule-set.ts';
import type { Anchor } from '../anchor.ts';
import { AnchorSet } from '../anchor-set.ts';
import { literalsOf } from './compile.ts';
import { PortablePrefilter } from './portable-prefilter.ts';
import type { Prefilter } from './prefilter.ts';
import { WasmPrefilter } from './wasm-prefilter.ts';

const encoder = new TextEncoder();
const own = [...compileRules().anchors];

function candidates(prefilter: Prefilter, bytes: Uint8Array, from = 0, to = bytes.length): string[] {
  prefilter.window(bytes.length).set(bytes);
  const found: string[] = [];
  prefilter.search(from, to, (offset, anchor) => found.push(`${offset}:${anchor}`));
  return found.toSorted();
}

/** Every place where a spelling of an anchor stands whole, the slow and obvious way. */
function expected(anchors: readonly Anchor[], bytes: Uint8Array, from = 0, to = bytes.length): string[] {
  const found: string[] = [];
  for (const { anchor, text } of literalsOf(anchors)) {
    const literal = [...text].map((character) => character.charCodeAt(0));
    for (let at = from; at + literal.length <= to; at++) {
      if (literal.every((byte, i) => bytes[at + i] === byte)) found.push(`${at}:${anchor}`);
    }
  }
  return found.toSorted();
}

/** Pieces of anchors, whole anchors and noise, so that near misses and overlaps are common. */
function texts(anchors: readonly Anchor[]): fc.Arbitrary<Uint8Array> {
  const words = anchors.flatMap(({ text }) => [
    text,
    text.toUpperCase(),
    text.slice(1),
    text.slice(0, -1),
    text.slice(2, 6),
  ]);
  const part = fc.oneof(
    fc.constantFrom(...words),
    fc.string({ maxLength: 9 }),
    fc.constantFrom('_', '\n', '\0', 'é', '😀'),
  );
  return fc.array(part, { maxLength: 60 }).map((parts) => encoder.encode(parts.join('')));
}

describe.each([
  ['WebAssembly', (anchors: readonly Anchor[]): Prefilter => new WasmPrefilter(new AnchorSet(anchors))],
  ['portable', (anchors: readonly Anchor[]): Prefilter => new PortablePrefilter(new AnchorSet(anchors))],
] as const)('the %s prefilter', (_name, create) => {
  it('finds exactly the anchors that stand in any bytes, at any offset', () => {
    const prefilter = create(own);
    fc.assert(
      fc.property(texts(own), fc.nat(70), fc.nat(70), (bytes, before, after) => {
        const from = Math.min(before, bytes.length);
        const to = Math.max(from, bytes.length - after);
        expect(candidates(prefilter, bytes, from, to)).toEqual(expected(own, bytes, from, to));
      }),
      { numRuns: 300 },
    );
  });

  it('finds anchors of any four bytes and more, however short', () => {
    const anchor = fc.string({ unit: fc.constantFrom(...'abc_-1'), minLength: 4, maxLength: 12 });
    fc.assert(
      fc.property(
        fc.uniqueArray(anchor, { minLength: 1, maxLength: 40 }),
        fc.boolean(),
        fc.infiniteStream(fc.nat(1000)),
        (texts_, ignoreCase, random) => {
          const anchors = texts_.map((text, id): Anchor => ({ id, text, ignoreCase }));
          const noise = [...random.take(300)].map((n) => 'abc_-1AB'[n % 8]).join('');
          const bytes = encoder.encode(noise + texts_.join('x') + noise);
          expect(candidates(create(anchors), bytes)).toEqual(expected(anchors, bytes));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('finds more anchors than it can note at once', () => {
    const text = own[0]?.text ?? '';
    const bytes = encoder.encode(text.repeat(40_000));
    expect(candidates(create(own), bytes)).toHaveLength(40_000);
  });

  it('counts a byte in any range', () => {
    const prefilter = create(own);
    const lengths = fc.nat(9000);
    fc.assert(
      fc.property(lengths, lengths, lengths, fc.infiniteStream(fc.nat(9)), (length, one, other, random) => {
        const bytes = Uint8Array.from(random.take(length), (digit) => (digit === 0 ? 200 : 10));
        prefilter.window(length).set(bytes);
        const [from = 0, to = 0] = [Math.min(one, length), Math.min(other, length)].toSorted((a, b) => a - b);
        const wanted = bytes.subarray(from, to).filter((byte) => byte === 10).length;
        expect(prefilter.count(10, from, to)).toBe(wanted);
        expect(prefilter.count(200, from, to)).toBe(to - from - wanted);
      }),
    );
  });

  it('keeps what the window holds when it grows', () => {
    const prefilter = create(own);
    prefilter.window(10).set([1, 2, 3]);
    expect([...prefilter.window(5_000_000).subarray(0, 3)]).toEqual([1, 2, 3]);
  });
});
