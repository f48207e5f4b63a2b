import { placeholderWords } from '@keyturn/providers';
import { alphabetSize, CASE, explain, isCapital, isDigit, isLetter, meanLetterBits } from './explain.ts';

/** CONTRACT of the fingerprint: a value with fewer bits than this could be guessed from its hash. */
const GUESSABLE_BITS = 60;
/** Of the bits that a random value of its length would have, how many must be left unexplained. */
const RANDOM_SHARE = 0.67;
/** The same for short values, in which a word or two by chance weigh more. */
const RANDOM_SHARE_SHORT = 0.62;
const SHORT = 20;
/** Characters in runs that could be words: a random value has two fifths of them, one of words nearly all. */
const MOST_WORD_LIKE = 0.55;
const DIGITS_IN_ROW = 5;
const LONGEST_PERIOD = 6;
/** Of the pairs at one distance, how many may be alike: a random value has about a tenth. */
const MOST_ALIKE = 0.25;
/** Mean bits of a letter below which a value of letters alone reads as words: words lie at four, random letters above six. */
const WORD_LIKE_BITS = 4.5;
/** Words this long stand in a random value by chance less than once in a hundred million. */
const LONG_WORD = 7;

/** Characters for which there is room that is used again. */
const ROOM = 256;
const room = new Uint16Array(ROOM);

const joinedWords = placeholderWords.map((word) => word.replaceAll('_', ''));
/** Any of them anywhere: what holds none is asked nothing more of words. */
const anyWord = new RegExp(joinedWords.join('|'));
const longWords = joinedWords.filter((word) => word.length >= LONG_WORD);
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
  if (anyWord.test(joined)) {
    if (longWords.some((word) => joined.includes(word))) return true;
    if (nameParts(value).some((part) => partWords.has(part))) return true;
  }
  if (hasAtMost(lower, Math.max(4, value.length / 12))) return true;
  const letterBits = meanLetterBits(value);
  if (letterBits !== undefined && letterBits < WORD_LIKE_BITS) return true;
  if (isPlainlyRandom(value)) return false;
  const { bits, literalBits } = explain(value);
  return (
    bits < GUESSABLE_BITS * 0.75 || bits < literalBits * (value.length < SHORT ? RANDOM_SHARE_SHORT : RANDOM_SHARE)
  );
}

/** Whether a text has no more than so many different characters. */
function hasAtMost(text: string, most: number): boolean {
  // A bit for each code; what shares one is taken for another only beyond ASCII, which values hardly hold.
  const seen = [0, 0, 0, 0];
  let number = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const word = (code >>> 5) & 3;
    const bit = 1 << (code & 31);
    if (((seen[word] ?? 0) & bit) !== 0) continue;
    seen[word] = (seen[word] ?? 0) | bit;
    // Most have many, and show it soon.
    if (++number > most) return false;
  }
  return true;
}

/**
 * Most real keys need no explanation: digits and both cases mixed, few letters in runs that could be words, and no
 * neighbours that count up or repeat. `explain`, which costs several times as much, would call them random too.
 */
function isPlainlyRandom(value: string): boolean {
  const { length } = value;
  // Each pair is compared: a copy is asked faster than the text.
  const codes = length <= ROOM ? room : new Uint16Array(length);
  let digits = 0;
  let lowers = 0;
  let capitals = 0;
  let digitsInRow = 0;
  for (let i = 0; i < length; i++) {
    const code = value.charCodeAt(i);
    codes[i] = code;
    if (isDigit(code)) {
      digits++;
      if (++digitsInRow === DIGITS_IN_ROW) return false;
      continue;
    }
    digitsInRow = 0;
    if (isLetter(code)) lowers++;
    else if (isCapital(code)) capitals++;
  }
  if (digits === 0 || lowers === 0 || capitals === 0) return false;
  if (wordLike(codes, length) > length * MOST_WORD_LIKE) return false;
  for (let i = 0; i < length; i++) if (isCapital(codes[i] ?? 0)) codes[i] = (codes[i] ?? 0) + CASE;
  for (let back = 1; back <= LONGEST_PERIOD; back++) {
    let alike = 0;
    for (let i = back; i < length; i++) {
      const step = (codes[i] ?? 0) - (codes[i - back] ?? 0);
      if (step <= 1 && step >= -1) alike++;
    }
    if (alike > (length - back) * MOST_ALIKE) return false;
  }
  return true;
}

/** Characters in runs that could be words: two lower-case letters or more, with a capital before them or not, or three capitals. */
function wordLike(codes: Uint16Array, length: number): number {
  let sum = 0;
  for (let i = 0; i < length;) {
    const from = i;
    const afterCapital = isCapital(codes[i] ?? 0) ? i + 1 : i;
    let end = afterCapital;
    while (end < length && isLetter(codes[end] ?? 0)) end++;
    if (end - afterCapital < 2) {
      end = i;
      while (end < length && isCapital(codes[end] ?? 0)) end++;
      if (end - i < 3) end = i;
    }
    sum += end - from;
    i = Math.max(end, from + 1);
  }
  return sum;
}

/** The parts of a name, lower case: split at separators and changes of case, letters only. */
function nameParts(value: string): string[] {
  return value
    .split(/[-_.]+/)
    .filter((part) => /^[A-Za-z]+$/.test(part))
    .flatMap((part) => (/^[A-Z]?[a-z]+$|^[A-Z]+$/.test(part) ? [part] : part.split(/(?<=[a-z])(?=[A-Z])/)))
    .map((part) => part.toLowerCase());
}
