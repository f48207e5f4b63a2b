import { describe, expect, it } from 'vitest';
import { startsToken } from './boundary.ts';

const encoder = new TextEncoder();
const starts = (before: string): boolean => {
  const bytes = encoder.encode(`${before}KEY`);
  return startsToken(bytes, bytes.length - 3, 0);
};

describe('a token begins', () => {
  it.each([
    ['at the beginning of the text', ''],
    ['after a quote', 'a = "'],
    ['after an equals sign', 'A='],
    ['after a line feed', 'x\n'],
    ['after an escaped line feed', String.raw`"a\n`],
    ['after an escaped tab', String.raw`\t`],
    ['after two backslashes and a real escape', String.raw`\\\n`],
    ['after a percent-encoded quote', '%22'],
    ['after a doubly percent-encoded equals sign', '%253D'],
    ['after a quoted-printable equals sign', 'a=3D'],
    ['after a hexadecimal escape', String.raw`\x22`],
    ['after a unicode escape', String.raw`\u0022`],
    ['after an HTML entity', '&quot;'],
    ['after an ANSI colour', '\u001b[1;32m'],
    ['after a written ANSI colour', String.raw`\033[32m`],
    ['after the hyphen of a patch', '\n-'],
    ['after the hyphen of a default', '${KEY:-'],
    ['after a letter beyond ASCII', 'é'],
  ])('%s', (_says, before) => {
    expect(starts(before)).toBe(true);
  });

  it.each([
    ['in a longer word', 'di'],
    ['after an underscore', 'my_'],
    ['after a digit', '4'],
    ['after a hyphenated word', 'foo-'],
    ['after an escaped backslash and a letter', String.raw`\\n`],
    ['after two letters that only look like an escape', 'x22'],
    ['after a letter m that ends no colour', '[32m'],
  ])('not %s', (_says, before) => {
    expect(starts(before)).toBe(false);
  });
});
