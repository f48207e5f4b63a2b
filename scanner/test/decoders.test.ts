import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRules, PortablePrefilter, Scanner, WasmPrefilter } from '../src/index.ts';
import type { Sighting } from '../src/index.ts';
import { encode, INNER_ENCODERS, WHOLE_ENCODERS } from './encoders.ts';
import { clarkyKey, klipyKey } from './sample.ts';
import { decodedBySlowDecoder } from './slow-decoder.ts';

const rules = compileRules();
const scanner = new Scanner(rules, new WasmPrefilter(rules.anchors));
const plainRules = compileRules(undefined, undefined, undefined, false);
const plainScanner = new Scanner(plainRules, new WasmPrefilter(plainRules.anchors));
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const values = (sightings: readonly Sighting[]): string[] =>
  [...new Set(sightings.map(({ secret }) => secret.reveal()))].toSorted();

const ENCODERS = [...WHOLE_ENCODERS, 'x:all'];
const key = fc.nat(10_000).chain((seed) => fc.constantFrom(clarkyKey(seed + 1), klipyKey(seed + 1)));
const padding = fc.string({ unit: fc.constantFrom(...'ab ,;:"{}()!?'), maxLength: 8 }).map((text) => `${text} `);
/** A chain of up to three encodings; two where every character of the outermost is escaped. */
const chain = fc
  .tuple(fc.array(fc.constantFrom(...INNER_ENCODERS), { maxLength: 2 }), fc.constantFrom(...ENCODERS))
  .map(([inner, outer]) => [...inner.slice(0, outer.includes(':') ? 1 : 2), outer]);

describe('decoders', () => {
  it('find what a decoder finds that tries everything everywhere', () => {
    let compared = 0;
    fc.assert(
      fc.property(key, chain, padding, padding, padding, (value, encoders, before, inner, after) => {
        const run = encoders.reduce(encode, `${inner}${value} `);
        const text = latin1(`${before}"${run}"${after}`);
        const expected = new Set<string>();
        for (const decoded of decodedBySlowDecoder(text, 3)) {
          for (const found of values(plainScanner.scan(decoded))) expected.add(found);
        }
        expect(values(scanner.scan(text))).toEqual([...expected].toSorted());
        compared += expected.size;
      }),
      { numRuns: 400 },
    );
    expect(compared).toBeGreaterThan(300);
  });

  it('tell one key in one place once, whatever it is surrounded by', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(key, chain, padding), { minLength: 1, maxLength: 6 }), (parts) => {
        const text = parts
          .map(([value, encoders, around]) => `${around}"${encoders.reduce(encode, value)}"`)
          .join('\n');
        const places = scanner.scan(latin1(text)).map((one) => `${one.start} ${one.fingerprint}`);
        expect(new Set(places).size).toBe(places.length);
      }),
      { numRuns: 300 },
    );
  });

  it('never fail, and stay within the text, on bytes of any kind', () => {
    const noise = fc.constantFrom(
      '%73',
      String.raw`\u0073`,
      '&#115;',
      '=73',
      '=\r\n',
      '\\',
      '%',
      '&',
      '=',
      '\0s',
      's\0',
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            noise,
            chain.map((one) => one.reduce(encode, clarkyKey(3))),
            fc.string(),
          ),
          { maxLength: 30 },
        ),
        fc.nat(400),
        (parts, cut) => {
          const text = latin1(parts.join('')).subarray(cut);
          for (const { start, end } of scanner.scan(text)) {
            expect(start).toBeLessThan(end);
            expect(end).toBeLessThanOrEqual(text.length);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('work without WebAssembly, as in a browser that forbids it', () => {
    const portable = new Scanner(rules, new PortablePrefilter(rules.anchors));
    expect(portable.scan(latin1(encode(clarkyKey(), 'base64')))).toHaveLength(1);
  });

  it('find whole keys in a line longer than what is opened at once', () => {
    const planted = Array.from({ length: 160 }, (_, seed) => clarkyKey(seed));
    for (const gap of [0, 1, 2, 3, 5, 7, 11, 13]) {
      const text = `x='${' '.repeat(gap)}${planted.map((value) => encode(value, 'u:all')).join(' ')}'`;
      expect(text.length).toBeGreaterThan(20_000);
      const found = scanner.scan(latin1(text)).map(({ secret }) => secret.reveal());
      expect(found).toEqual(planted);
    }
  });

  it('prefer the plain one, and open nothing where they are switched off', () => {
    const value = clarkyKey();
    const both = latin1(`${value} ${encode(value, 'base64')}`);
    expect(scanner.scan(both).map(({ encoding }) => encoding)).toEqual([[], ['base64']]);
    expect(plainScanner.scan(both).map(({ encoding }) => encoding)).toEqual([[]]);
  });

  it('open a value without a prefix where its name says whose it is', () => {
    const value = clarkyKey(5, 40).slice(8);
    const text = `kind: Secret\ndata:\n  CLARIFY_API_KEY: ${encode(value, 'base64')}\n  url: https://api.clarify.ai/v1\n`;
    const [found, ...others] = scanner.scan(latin1(text));
    expect(others).toEqual([]);
    expect([found?.secret.reveal(), found?.provider, found?.encoding]).toEqual([value, 'clarify', ['base64']]);
  });

  it('open a whole configuration that names a vendor', () => {
    const value = clarkyKey(5, 40).slice(8);
    const [found] = scanner.scan(
      latin1(`x: ${encode(`CLARIFY_API_KEY=${value}\nURL=https://api.clarify.ai/v1\n`, 'base64')}`),
    );
    expect([found?.secret.reveal(), found?.provider, found?.encoding]).toEqual([value, 'clarify', ['base64']]);
  });
});
