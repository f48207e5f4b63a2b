import type { Alphabet } from '@keyturn/providers';

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (let i = 0; i < characters.length; i++) table[characters.charCodeAt(i)] = 1;
  return table;
}

const tables: Readonly<Record<Alphabet, Uint8Array>> = {
  alnum: tableOf(DIGITS + LOWER + UPPER),
  'alnum-dash': tableOf(`${DIGITS}${LOWER}${UPPER}-`),
  url64: tableOf(`${DIGITS}${LOWER}${UPPER}_-`),
  base64: tableOf(`${DIGITS}${LOWER}${UPPER}+/=`),
  hex: tableOf(`${DIGITS}abcdefABCDEF`),
};

/** A table of 256: 1 where the byte belongs to the alphabet. The same for every caller: nobody writes into it. */
export const alphabetTable = (alphabet: Alphabet): Uint8Array => tables[alphabet];

/** Bytes that continue a token: a key that touches one of them is a part of something longer. */
export const wordBytes: Uint8Array = alphabetTable('url64');

/** Whether all characters of a text, from one on, are of an alphabet. @param table of 256, 1 where a byte belongs to it */
export function isOfAlphabet(table: Uint8Array, text: string, from: number): boolean {
  for (let i = from; i < text.length; i++) if (table[text.charCodeAt(i)] !== 1) return false;
  return true;
}
