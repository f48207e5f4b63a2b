import type { Alphabet } from '@keyturn/providers';

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const characters: Record<Alphabet, string> = {
  alnum: DIGITS + LOWER + UPPER,
  'alnum-dash': `${DIGITS}${LOWER}${UPPER}-`,
  url64: `${DIGITS}${LOWER}${UPPER}_-`,
  base64: `${DIGITS}${LOWER}${UPPER}+/=`,
  hex: `${DIGITS}abcdefABCDEF`,
};

/** A table of 256: 1 where the byte belongs to the alphabet. */
export function alphabetTable(alphabet: Alphabet): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters[alphabet]) table[character.charCodeAt(0)] = 1;
  return table;
}

/** Bytes that continue a token: a key that touches one of them is a part of something longer. */
export const wordBytes: Uint8Array = alphabetTable('url64');
