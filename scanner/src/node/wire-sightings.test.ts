import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Secret } from '../secret.ts';
import type { Sighting } from '../model.ts';
import { fromWire, toWire } from './wire-sightings.ts';

const evidence = [['the prefix'], ['the prefix', 'name clarky on its line'], ['the prefix']] as const;
const candidates = [['clarky'], ['stripe', 'agentclara']] as const;
const none: readonly string[] = [];
const sighting: fc.Arbitrary<Sighting> = fc
  .record({
    rule: fc.constantFrom('clarky-api-key', 'ambiguous-secret-key'),
    provider: fc.constantFrom('clarky', null),
    candidates: fc.constantFrom(...candidates),
    environment: fc.constantFrom('live' as const, 'test' as const),
    confidence: fc.constantFrom('high' as const, 'medium' as const),
    evidence: fc.constantFrom(...evidence),
    rivalClear: fc.boolean(),
    workspaces: fc.oneof(fc.constant(none), fc.array(fc.string())),
    startLine: fc.nat(),
    startColumn: fc.nat(),
    endLine: fc.nat(),
    endColumn: fc.nat(),
    fingerprint: fc.string(),
    start: fc.nat(),
    end: fc.nat(),
    encoding: fc.oneof(fc.constant(none), fc.array(fc.string())),
    excerpt: fc.option(fc.record({ text: fc.string(), start: fc.nat(), end: fc.nat() })),
    allow: fc.constant(null),
    value: fc.string({ minLength: 8 }),
    prefixLength: fc.nat(8),
  })
  .map(({ value, prefixLength, ...rest }) => ({ ...rest, secret: new Secret(value, prefixLength) }));

const shown = (sightings: readonly Sighting[]): unknown[] =>
  sightings.map((one) => ({ ...one, secret: [one.secret.reveal(), one.secret.prefixLength] }));

it('sightings are the same on the other side, secrets in their wrappers', () => {
  fc.assert(
    fc.property(fc.array(sighting, { maxLength: 30 }), (sightings) => {
      const arrived = fromWire(structuredClone(toWire(sightings)));
      expect(shown(arrived)).toEqual(shown(sightings));
      expect(arrived.every((one) => one.secret instanceof Secret)).toBe(true);
    }),
  );
});

it('what all say of whose key it is crosses once', () => {
  const [one] = fc.sample(sighting, 1);
  if (one === undefined) throw new Error('no sample');
  expect(toWire(Array.from({ length: 100 }, () => one)).said).toHaveLength(1);
});
