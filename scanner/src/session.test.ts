import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clarkyKey, klipyKey, secretKey, tail } from '../test/sample.ts';
import { compileRules, PortablePrefilter, Scanner, WasmPrefilter } from './index.ts';
import type { Sighting } from './index.ts';
import { DocumentSession } from './session.ts';

const rules = compileRules();
const scanners = [
  new Scanner(rules, new WasmPrefilter(rules.anchors)),
  new Scanner(rules, new PortablePrefilter(rules.anchors)),
] as const;
const encoder = new TextEncoder();

const whole = (scanner: Scanner, text: string, path: string | null): Sighting[] =>
  scanner.scan(encoder.encode(text), { path });

/** Everything but the wrapper of the value, which compares by identity. */
const shown = (sightings: readonly Sighting[]): unknown => JSON.parse(JSON.stringify(sightings));

/** Pieces that decide something: keys and their halves, names of vendors and their halves, what joins and parts them. */
const piece = fc.oneof(
  fc.constantFrom(
    clarkyKey(),
    clarkyKey(2, 40),
    klipyKey(),
    secretKey(3),
    secretKey(4, 24, 'test'),
    clarkyKey().slice(0, 5),
    clarkyKey().slice(5),
    klipyKey().slice(0, 12),
    `CLARIFY_API_KEY=${tail(40, 5)}`,
    `client_secret = "${tail(48, 6)}"`,
    'https://api.clarify.ai/v1/workspaces/acme',
    'api.clar',
    'ify.ai',
    'Stripe',
    'agent',
    'clara',
    'agentclara.app',
    'wookiee WooCommerce',
    '// keyturn:allow reason="a sample"',
    'ck_live_paste_your_key_here',
  ),
  fc.constantFrom('\n', '\r\n', ' ', '"', "'", '=', ': ', '-', '_', '.', 'é', '漢', '😀', '\u{10ffff}', '\0'),
  fc.string({ maxLength: 6, unit: 'binary' }),
);
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(piece, { maxLength }).map((pieces) => pieces.join(''));

/** An edit by fractions of whatever length the text has by then; well formed, as editors keep their texts. */
const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), over: fc.nat(60), text: text(4) });

/** Moves an offset out of the middle of a surrogate pair. */
const aside = (value: string, offset: number): number =>
  /[\udc00-\udfff]/.test(value[offset] ?? '') && /[\ud800-\udbff]/.test(value[offset - 1] ?? '') ? offset + 1 : offset;

describe('a session', () => {
  it.each([
    ['WebAssembly', scanners[0]],
    ['plain JavaScript', scanners[1]],
  ])('answers like a scan of the whole text after any changes (%s)', (_name, scanner) => {
    fc.assert(
      fc.property(
        text(14),
        fc.array(edit, { maxLength: 8 }),
        fc.constantFrom(null, 'src/agentclara/a.ts'),
        (first, edits, path) => {
          let current = first;
          const session = new DocumentSession(scanner, current, { path });
          expect(shown(session.sightings())).toEqual(shown(whole(scanner, current, path)));
          for (const { at, over, text: inserted } of edits) {
            const start = aside(current, Math.floor(at * current.length));
            const end = aside(current, Math.min(current.length, start + over));
            session.change([{ start, end, text: inserted }]);
            current = current.slice(0, start) + inserted + current.slice(end);
            expect(session.length).toBe(current.length);
            expect(shown(session.sightings())).toEqual(shown(whole(scanner, current, path)));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes several changes that an editor made at once, by the offsets before any of them', () => {
    const [scanner] = scanners;
    const key = clarkyKey();
    const session = new DocumentSession(scanner, 'a = 1;\nb = 2;\nc = 3;\n');
    session.change([
      { start: 4, end: 5, text: `"${key}"` },
      { start: 18, end: 19, text: `"${klipyKey()}"` },
      { start: 11, end: 12, text: '"é"' },
    ]);
    const expected = `a = "${key}";\nb = "é";\nc = "${klipyKey()}";\n`;
    expect(shown(session.sightings())).toEqual(shown(whole(scanner, expected, null)));
    expect(session.sightings().map(({ startLine }) => startLine)).toEqual([1, 3]);
  });

  it('sees a key that two edits put together, and one that a keystroke breaks', () => {
    const key = clarkyKey();
    const session = new DocumentSession(scanners[0], `x = "${key.slice(0, 4)}${key.slice(9)}"`);
    expect(session.sightings()).toHaveLength(0);
    session.change([{ start: 9, end: 9, text: key.slice(4, 9) }]);
    expect(session.sightings()).toHaveLength(1);
    session.change([{ start: 7, end: 8, text: '' }]);
    expect(session.sightings()).toHaveLength(0);
  });

  it('keeps two documents of one scanner apart', () => {
    const [scanner] = scanners;
    const one = new DocumentSession(scanner, `a ${clarkyKey()}`);
    const other = new DocumentSession(scanner, `b ${klipyKey()} ${klipyKey(2)}`);
    one.change([{ start: 0, end: 1, text: 'aa' }]);
    expect(one.sightings().map(({ startColumn }) => startColumn)).toEqual([4]);
    expect(other.sightings()).toHaveLength(2);
  });

  it('has half of a surrogate pair become the replacement character, and stays in place behind it', () => {
    const session = new DocumentSession(scanners[0], `😀 ${klipyKey()}`);
    session.change([{ start: 1, end: 2, text: '' }]);
    expect(session.length).toBe(2 + klipyKey().length);
    expect(session.sightings()[0]?.startColumn).toBe(3);
  });

  it('refuses a range that is none', () => {
    const session = new DocumentSession(scanners[0], 'abc');
    expect(() => session.change([{ start: 2, end: 9, text: '' }])).toThrow(RangeError);
  });
});
