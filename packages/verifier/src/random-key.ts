/** A key that nobody was ever given, of the same shape as one that was found. */
import { randomInt } from 'node:crypto';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';

/** The narrowest set first that a tail may be drawn from. */
const ALPHABETS: readonly (readonly [name: string, characters: string])[] = [
  ['hex', `${DIGITS}abcdef`],
  ['HEX', `${DIGITS}ABCDEF`],
  ['lower', DIGITS + LOWER],
  ['upper', DIGITS + UPPER],
  ['alnum', DIGITS + LOWER + UPPER],
  ['url64', `${DIGITS}${LOWER}${UPPER}_-`],
];
/** Any other character is part of the form (a dot, the padding of base64) and stays where it is. */
const KEPT = /[^A-Za-z0-9_-]/g;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface KeyForm {
  readonly prefix: string;
  /** The same for all keys of one form: what a control probe stands for. */
  readonly id: string;
}

export function formOf(value: string, prefix: string): KeyForm {
  const tail = value.slice(prefix.length);
  const kept = UUID.test(tail)
    ? 'uuid'
    : [...tail.matchAll(KEPT)].map(({ 0: character, index }) => `${index}${character}`).join('');
  return { prefix, id: `${prefix}|${tail.length}|${alphabetOf(tail)[0]}|${kept}` };
}

/** A random key of the form of `value`; never `value` itself. */
export function randomKeyLike(value: string, prefix: string): string {
  const tail = value.slice(prefix.length);
  const [, characters] = alphabetOf(tail);
  const isUuid = UUID.test(tail);
  for (;;) {
    const drawn = Array.from(tail, (character) =>
      (isUuid && character === '-') || /[^A-Za-z0-9_-]/.test(character)
        ? character
        : (characters[randomInt(characters.length)] ?? '0'),
    ).join('');
    if (drawn !== tail) return prefix + drawn;
  }
}

function alphabetOf(tail: string): readonly [name: string, characters: string] {
  const letters = UUID.test(tail) ? tail.replaceAll('-', '') : tail.replaceAll(KEPT, '');
  const found = ALPHABETS.find(([, characters]) => [...letters].every((letter) => characters.includes(letter)));
  return found ?? ['url64', `${DIGITS}${LOWER}${UPPER}_-`];
}
