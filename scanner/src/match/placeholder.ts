import { placeholderWords } from '@keyturn/providers';
import { alphabetSize, explain, meanLetterBits } from './explain.ts';

/** CONTRACT of the fingerprint: a value with fewer bits than this could be guessed from its hash. */
const GUESSABLE_BITS = 60;
/** Of the bits that a random value of its length would have, how many must be left unexplained. */
const RANDOM_SHARE = 0.67;
/** The same for short values, in which a word or two by chance weigh more. */
const RANDOM_SHARE_SHORT = 0.62;
const SHORT = 20;
/** Mean bits of a letter below which a value of letters alone reads as words: words lie at four, random letters above six. */
const WORD_LIKE_BITS = 4.5;
/** Words this long stand in a random value by chance less than once in a hundred million. */
const LONG_WORD = 7;

const longWords = placeholderWords
  .filter((word) => word.replaceAll('_', '').length >= LONG_WORD)
  .map((word) => word.replaceAll('_', ''));
const partWords = new Set(placeholderWords.filter((word) => !word.includes('_')));

/**
 * Whether a value is a placeholder, a name or filler rather than a key: too little is left of it to guess.
 *
 * @param value the tail of a key with a prefix, or the whole of one without
 */
export function isPlaceholder(value: string): boolean {
  if (value.length * Math.log2(Math.max(2, alphabetSize(value))) < GUESSABLE_BITS) return true;
  const lower = value.toLowerCase();
  const joined = lower.replaceAll(/[-_.]/g, '');
  if (longWords.some((word) => joined.includes(word))) return true;
  if (nameParts(value).some((part) => partWords.has(part))) return true;
  if (new Set(lower).size <= Math.max(4, value.length / 12)) return true;
  const letterBits = meanLetterBits(value);
  if (letterBits !== undefined && letterBits < WORD_LIKE_BITS) return true;
  const { bits, literalBits } = explain(value);
  return (
    bits < GUESSABLE_BITS * 0.75 || bits < literalBits * (value.length < SHORT ? RANDOM_SHARE_SHORT : RANDOM_SHARE)
  );
}

/** The parts of a name, lower case: split at separators and changes of case, letters only. */
function nameParts(value: string): string[] {
  return value
    .split(/[-_.]+/)
    .filter((part) => /^[A-Za-z]+$/.test(part))
    .flatMap((part) => (/^[A-Z]?[a-z]+$|^[A-Z]+$/.test(part) ? [part] : part.split(/(?<=[a-z])(?=[A-Z])/)))
    .map((part) => part.toLowerCase());
}
