import { expect, it } from 'vitest';
import { formOf, randomKeyLike } from './random-key.ts';

const PREFIX = ['ck', 'live', ''].join('_');
const UUID = '3f2b8c1e-9d4a-4b7f-8e6c-1a2d3c4b5e6f';

it.each([
  [PREFIX, 'mQ7wZ2xT9cVbN4sK8dLp', /^ck_live_[A-Za-z0-9]{20}$/],
  ['', '0f1e2d3c4b5a69788796a5b4c3d2e1f0', /^[0-9a-f]{32}$/],
  ['', UUID, /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
  ['', 'aGVsbG8gd29ybGQgaGVsbG8=', /^[A-Za-z0-9]{23}=$/],
  ['', 'abC1.deF2.ghI3', /^[A-Za-z0-9]{4}\.[A-Za-z0-9]{4}\.[A-Za-z0-9]{4}$/],
])('keeps the form of %s%s', (prefix, tail, form) => {
  const value = prefix + tail;
  const drawn = Array.from({ length: 50 }, () => randomKeyLike(value, prefix));
  expect(drawn.filter((key) => !form.test(key) || key === value)).toEqual([]);
  expect(new Set(drawn).size).toBe(50);
});

it('tells forms apart by prefix, length and alphabet, and no further', () => {
  const id = (tail: string): string => formOf(PREFIX + tail, PREFIX).id;
  expect(id('mQ7wZ2xT9cVbN4sK')).toBe(id('K4sNbVc9Tx2Zw7Qm'));
  expect(
    new Set([id('mQ7wZ2xT9cVbN4sK'), id('mQ7wZ2xT9cVbN4sKd'), id('mQ7wZ2xT9cVbN4_K'), id('0123456789abcdef')]).size,
  ).toBe(4);
});
