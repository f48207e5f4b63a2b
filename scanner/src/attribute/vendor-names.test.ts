import { providers, rivals } from '@keyturn/providers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { VendorNames } from './vendor-names.ts';

const vendors = [...providers, ...rivals];
const names = new VendorNames(vendors);
const hosts = vendors.flatMap(({ context }) => [...context.hosts, ...(context.headers ?? [])]);
const part = fc.oneof(
  fc.constantFrom(...names.spellings(), ...hosts, ...hosts.map((host) => host.toUpperCase())),
  fc.constantFrom(' ', '\n', '.', '-', '_', 'x', 'é', 'İ', '\u212A', '\u017F', 'api', 'Stripes', 'clarifying'),
  fc.string({ maxLength: 9 }),
);
const text = fc.array(part, { maxLength: 30 }).map((parts) => parts.join(''));

it('tells of a first text what it tells of it once it has seen many', () => {
  const later = new VendorNames(vendors);
  later.mentions(' '.repeat(100_000));
  fc.assert(
    fc.property(text, (one) => {
      expect(new VendorNames(vendors).mentions(one)).toEqual(later.mentions(one));
    }),
    { numRuns: 400 },
  );
});

it('tells who is named, as what, and where', () => {
  expect(names.mentions('const stripeKey = 1; // see API.CLARKY.AI')).toEqual([
    { vendor: 'stripe', kind: 'name', text: 'stripe', at: 6 },
    { vendor: 'clarky', kind: 'host', text: 'CLARKY.AI', at: 32 },
  ]);
  expect(names.mentions('nothing of the kind')).toEqual([]);
});
