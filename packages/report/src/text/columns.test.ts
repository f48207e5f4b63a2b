import { eastAsianWidth } from 'get-east-asian-width';
import { expect, it } from 'vitest';
import { columns } from './columns.ts';

it('takes each character of the basic plane for as wide as it is by itself', () => {
  const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
  const wrong: string[] = [];
  for (let code = 0x20; code < 0xd800; code++) {
    const character = String.fromCharCode(code);
    // Neither control characters nor the soft hyphen, which terminals show as they like.
    if ((code >= 0x7f && code < 0xa0) || code === 0xad) continue;
    const width = zeroWidth.test(character) ? 0 : eastAsianWidth(code);
    if (columns(character) !== width) wrong.push(`U+${code.toString(16)}`);
  }
  expect(wrong).toEqual([]);
});
