import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseCutJson } from './cut-json.ts';

it('keeps what was whole at the cut', () => {
  expect(parseCutJson('{"data":[{"id":1,"name":"a,b}"},{"id":2,"na')).toEqual({
    data: [{ id: 1, name: 'a,b}' }, { id: 2 }],
  });
  expect(parseCutJson('{"object":"x","data":{"a":[1,2')).toEqual({ object: 'x', data: { a: [1] } });
});

it.each(['', 'data', '<html>', '}{', '{"a":1}]', '{"a":tru,', '"text'])('takes “%s” for no JSON', (text) => {
  expect(parseCutJson(text)).toBeUndefined();
});

it('never throws and never makes up a member, wherever it is cut', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (value, cut) => {
      const text = JSON.stringify(value);
      const parsed = parseCutJson(text.slice(0, cut % (text.length + 1))) as Record<string, unknown> | undefined;
      expect(Object.keys(parsed ?? {}).every((name) => Object.hasOwn(value, name))).toBe(true);
    }),
  );
});
