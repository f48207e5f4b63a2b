/**
 * How much of a value is left to guess once words, runs, sequences and repetitions are taken off: a minimum description
 * length in bits. Random tails come out at their full length; names, placeholders and filler come out short.
 * docs/placeholders.md has the measured precision and recall.
 */
import { lexicon } from '@keyturn/providers';
import {
  COPY_BITS,
  MAX_JUDGED,
  MAX_PERIOD,
  MAX_PIECE,
  MAX_STEP,
  MIN_COPY,
  MIN_SEQUENCE,
  PIECE_BITS,
  SEPARATOR_BITS,
  SEQUENCES,
  WORD_BITS,
} from './description-costs.ts';

const FIRST_LETTER_BITS = 4;
const MIN_LETTERS = 8;
const LETTERS = 26;
/** Of a word's characters: letters and digits. */
const COLUMNS = 36;

/** The lexicon by the first two characters of its words, in chains: made in a start's first milliseconds, when all code is slow. */
interface WordChains {
  /** By the columns of both characters: a word's number, or NONE. */
  readonly first: Int16Array;
  /** By a word's number: the next one that begins with the same two, or NONE. */
  readonly next: Int16Array;
  /** By a character's column: 1 where it is a word by itself. */
  readonly alone: Uint8Array;
}

const NONE = -1;
let wordChains: WordChains | undefined;
function words(): WordChains {
  if (wordChains !== undefined) return wordChains;
  const first = new Int16Array(COLUMNS * COLUMNS).fill(NONE);
  const next = new Int16Array(lexicon.length);
  const alone = new Uint8Array(COLUMNS);
  for (let number = 0; number < next.length; number++) {
    const word = lexicon[number] ?? '';
    if (word.length === 1) {
      alone[columnOf(word.charCodeAt(0))] = 1;
      continue;
    }
    const at = COLUMNS * columnOf(word.charCodeAt(0)) + columnOf(word.charCodeAt(1));
    next[number] = first[at] ?? NONE;
    first[at] = number;
  }
  return (wordChains = { first, next, alone });
}

/** -1 for what is in no word. */
function columnOf(code: number): number {
  return isLetter(code) ? code - A : isDigit(code) ? LETTERS + code - ZERO : -1;
}

/** Bits of letter pairs in ordinary words, from the lexicon itself; index is (LETTERS * first + second). */
let pairBits: Float64Array | undefined;
function pairs(): Float64Array {
  if (pairBits !== undefined) return pairBits;
  const counts = new Float64Array(LETTERS * LETTERS).fill(0.5);
  const totals = new Float64Array(LETTERS).fill(LETTERS / 2);
  for (const word of lexicon) {
    let before = word.charCodeAt(0) - A;
    for (let i = 1; i < word.length; i++) {
      const letter = word.charCodeAt(i) - A;
      // Digits come before letters.
      if (before >= 0 && letter >= 0) {
        const pair = LETTERS * before + letter;
        counts[pair] = (counts[pair] ?? 0) + 1;
        totals[before] = (totals[before] ?? 0) + 1;
      }
      before = letter;
    }
  }
  pairBits = counts.map((count, index) => -Math.log2(count / (totals[Math.floor(index / LETTERS)] ?? 1)));
  return pairBits;
}

/** Size of the smallest ordinary alphabet that holds all of a value's characters. */
export function alphabetSize(value: string): number {
  let digits = 0;
  let lowers = 0;
  let capitals = 0;
  let hexLowers = 0;
  let hexCapitals = 0;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (isDigit(code)) digits++;
    else if (isLetter(code)) {
      lowers++;
      if (code <= HEX_END) hexLowers++;
    } else if (isCapital(code)) {
      capitals++;
      if (code <= HEX_END - CASE) hexCapitals++;
    }
  }
  const { length } = value;
  if (digits === length) return 10;
  if (digits + hexLowers === length || digits + hexCapitals === length) return 16;
  const hasOthers = digits + lowers + capitals < length;
  return (lowers > 0 ? 26 : 0) + (capitals > 0 ? 26 : 0) + (digits > 0 ? 10 : 0) + (hasOthers ? 2 : 0);
}

export interface Explanation {
  /** What is left to guess, in bits. */
  readonly bits: number;
  /** What a random value of this length and alphabet would need. */
  readonly literalBits: number;
}

/** All sequences as codes, each with a zero behind it, and where each pair of characters stands in them, in chains. */
interface SequenceTable {
  readonly codes: Uint8Array;
  /** By both characters' codes: the first place, or NONE. */
  readonly first: Int16Array;
  /** By a place: the next one of the same pair, or NONE. */
  readonly next: Int16Array;
}

const ASCII = 128;
const pairOf = (first: number, second: number): number => first * ASCII + second;

let sequenceTable: SequenceTable | undefined;
function sequences(): SequenceTable {
  if (sequenceTable !== undefined) return sequenceTable;
  const text = `${SEQUENCES.join('\0')}\0`;
  const all = new Uint8Array(text.length);
  const first = new Int16Array(ASCII * ASCII).fill(NONE);
  const next = new Int16Array(text.length);
  for (let at = 0; at < text.length; at++) {
    all[at] = text.charCodeAt(at);
    if (at === 0 || all[at] === 0 || all[at - 1] === 0) continue;
    const pair = pairOf(all[at - 1] ?? 0, all[at] ?? 0);
    next[at - 1] = first[pair] ?? NONE;
    first[pair] = at - 1;
  }
  return (sequenceTable = { codes: all, first, next });
}

/** Room for what is explained, which is one value at a time. */
const codes = new Uint16Array(MAX_JUDGED);
const lowerCodes = new Uint16Array(MAX_JUDGED);
const cost = new Float64Array(MAX_JUDGED + 1);

function relax(at: number, bits: number): void {
  if (bits < (cost[at] ?? 0)) cost[at] = bits;
}

/** Explains a value as cheaply as it can: dynamic programming over words, sequences, runs, copies and plain characters. */
export function explain(value: string): Explanation {
  const text = value.slice(0, MAX_JUDGED);
  const lower = text.toLowerCase();
  const { length } = text;
  const perCharacter = Math.log2(Math.max(2, alphabetSize(text)));
  for (let i = 0; i < length; i++) {
    codes[i] = text.charCodeAt(i);
    lowerCodes[i] = lower.charCodeAt(i);
  }
  cost.fill(Number.POSITIVE_INFINITY, 0, length + 1);
  cost[0] = 0;
  for (let i = 0; i < length; i++) {
    const here = cost[i] ?? 0;
    const code = lowerCodes[i] ?? 0;
    relax(i + 1, here + (isSeparator(code) ? Math.min(perCharacter, i > 0 ? 3 : SEPARATOR_BITS) : perCharacter));
    relaxWords(i, length, here, perCharacter);
    if (isLetter(code)) relaxPieces(i, length, here);
    relaxSequences(i, length, here);
    relaxCopies(i, length, here);
  }
  return { bits: cost[length] ?? 0, literalBits: length * perCharacter };
}

function relaxWords(i: number, length: number, here: number, perCharacter: number): void {
  const column = columnOf(lowerCodes[i] ?? 0);
  if (column < 0) return;
  const { first, next, alone } = words();
  if (alone[column] === 1) relaxWord(i, i + 1, length, here, perCharacter);
  const second = i + 1 < length ? columnOf(lowerCodes[i + 1] ?? 0) : -1;
  if (second < 0) return;
  for (let number = first[COLUMNS * column + second] ?? NONE; number !== NONE; number = next[number] ?? NONE) {
    const word = lexicon[number] ?? '';
    const end = i + word.length;
    if (end <= length && standsAt(word, i)) relaxWord(i, end, length, here, perCharacter);
  }
}

function relaxWord(i: number, end: number, length: number, here: number, perCharacter: number): void {
  // A word inside a run of letters is worth less than one that stands by itself: random tails hold short ones by chance.
  const apart = startsPart(i) && endsPart(end, length);
  const bits = Math.min(apart ? WORD_BITS : WORD_BITS + 4, (end - i) * perCharacter);
  relax(end, here + bits);
  if (apart && end < length && isSeparator(lowerCodes[end] ?? 0)) relax(end + 1, here + bits + SEPARATOR_BITS);
}

/** Whether a word that begins with the same two characters stands in what is explained. */
function standsAt(word: string, at: number): boolean {
  for (let i = 2; i < word.length; i++) if (word.charCodeAt(i) !== lowerCodes[at + i]) return false;
  return true;
}

/** Word-like letters that the lexicon lacks, of one case. */
function relaxPieces(i: number, length: number, here: number): void {
  const pair = pairs();
  let bits = PIECE_BITS + 4.7;
  for (let j = i + 1; j < length && j - i < MAX_PIECE; j++) {
    const next = lowerCodes[j] ?? 0;
    if (!isLetter(next) || ((codes[j] ?? 0) < A && startsPart(j))) return;
    bits += pair[LETTERS * ((lowerCodes[j - 1] ?? 0) - A) + (next - A)] ?? 6;
    if (j - i >= 4) relax(j + 1, here + bits);
  }
}

function relaxSequences(i: number, length: number, here: number): void {
  const { codes: all, first, next } = sequences();
  const own = lowerCodes[i] ?? 0;
  const second = lowerCodes[i + 1] ?? 0;
  if (i + 1 >= length || own >= ASCII || second >= ASCII) return;
  for (let start = first[pairOf(own, second)] ?? NONE; start !== NONE; start = next[start] ?? NONE) {
    let size = 2;
    while (i + size < length && all[start + size] === lowerCodes[i + size] && all[start + size] !== 0) size++;
    for (let part = MIN_SEQUENCE; part <= size; part++) relax(i + part, here + PIECE_BITS);
    if (i === 0 && size === 3) relax(3, here + PIECE_BITS);
  }
}

/** A run of one character, and a copy of what came before at any distance (`abcabcabc`). */
function relaxCopies(i: number, length: number, here: number): void {
  const own = lowerCodes[i] ?? 0;
  const farthest = Math.min(i, MAX_PIECE);
  for (let back = 1; back <= farthest; back++) {
    const step = own - (lowerCodes[i - back] ?? 0);
    if (step === 0) {
      const size = agreeing(i, length, back, 0);
      const bits = back === 1 ? PIECE_BITS : COPY_BITS;
      for (let part = back === 1 ? 3 : MIN_COPY; part <= size; part++) relax(i + part, here + bits);
    } else if (back <= MAX_PERIOD && step <= MAX_STEP && step >= -MAX_STEP) {
      // The same, counted up or down by a constant (`abc123def456`, `a9b8c7`).
      const size = agreeing(i, length, back, step);
      for (let part = MIN_COPY; part <= size; part++) relax(i + part, here + COPY_BITS);
    }
  }
}

/** How many characters from here on differ by the same step from those so far back. */
function agreeing(i: number, length: number, back: number, step: number): number {
  let size = 1;
  while (i + size < length && (lowerCodes[i + size] ?? 0) - (lowerCodes[i + size - back] ?? 0) === step) size++;
  return size;
}

/**
 * How word-like a value reads: the mean cost in bits of its letter pairs under ordinary vocabulary, where all of its parts
 * are letters of one case or short numbers; undefined where they are not. Words of any European language stay below five,
 * random letters above six.
 */
export function meanLetterBits(value: string): number | undefined {
  // No part goes on after its digits.
  if (/[0-9][A-Za-z]/.test(value)) return undefined;
  const parts = value.split(/[-_.]+|(?<=[a-z])(?=[A-Z][a-z])/).filter((part) => part.length > 0);
  const pair = pairs();
  let bits = 0;
  let letters = 0;
  for (const part of parts) {
    if (/^[vqVQ]?[0-9]{1,4}$/.test(part)) continue;
    const match = /^([A-Z]?[a-z]+|[A-Z]+)[0-9]{0,2}$/.exec(part);
    if (match === null) return undefined;
    const word = (match[1] ?? '').toLowerCase();
    bits += FIRST_LETTER_BITS;
    letters += word.length;
    for (let i = 1; i < word.length; i++) {
      bits += pair[LETTERS * (word.charCodeAt(i - 1) - A) + (word.charCodeAt(i) - A)] ?? 0;
    }
  }
  return letters < MIN_LETTERS ? undefined : bits / letters;
}

const A = 0x61;
/** The last digit that is a letter, of sixteen. */
const HEX_END = 0x66;
/** Between a letter and its capital. */
export const CASE = 0x20;
const ZERO = 0x30;

export function isLetter(code: number): boolean {
  return code >= A && code <= 0x7a;
}

export function isCapital(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

export function isDigit(code: number): boolean {
  return code >= ZERO && code <= 0x39;
}

function isSeparator(code: number): boolean {
  return code === 0x2d || code === 0x5f || code === 0x2e;
}

/** Whether a part of a name begins here: after a separator, a digit, or at a change of case. */
function startsPart(at: number): boolean {
  const before = at === 0 ? 0 : (codes[at - 1] ?? 0);
  if (!isLetter(before) && !isCapital(before)) return true;
  return isLetter(before) && isCapital(codes[at] ?? 0);
}

function endsPart(at: number, length: number): boolean {
  if (at >= length) return true;
  const before = codes[at - 1] ?? 0;
  const here = codes[at] ?? 0;
  if (!isLetter(here) && !isCapital(here)) return true;
  return (isLetter(before) || isDigit(before)) && isCapital(here);
}
