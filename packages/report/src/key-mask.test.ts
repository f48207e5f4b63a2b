import { expect, it } from 'vitest';
import { finding, key, tail } from '../test/sample-result.ts';
import { KeyMask } from './key-mask.ts';

const bare = tail(7, 40);

it.each([
  ['as it is', undefined],
  ['whose preview says no length', '…'],
])('masks a key without a prefix in a path, %s', (_, preview) => {
  const mask = new KeyMask([finding(key('', 7, 40), preview === undefined ? {} : { preview })]);
  expect(mask.text(`keys/${bare}.txt`)).toBe('keys/…(40).txt');
  expect(mask.text(`keys/${bare}x.txt`)).toBe(`keys/${bare}x.txt`);
  expect(mask.text(`keys/${tail(8, 40)}.txt`)).toBe(`keys/${tail(8, 40)}.txt`);
});
