/**
 * How much of a value is left to guess once words, runs, sequences and repetitions are taken off: a minimum description
 * length in bits. Random tails come out at their full length; names, placeholders and filler come out short.
 * docs/placeholders.md has the measured precision and recall.
 */
import { lexicon } from '@keyturn/providers';

const SEQUENCES: readonly string[] = [
  'abcdefghijklmnopqrstuvwxyz',
  'zyxwvutsrqponmlkjihgfedcba',
  '01234567890123456789',
  '98765432109876543210',
  '0123456789abcdef0123456789abcdef',
  'qwertyuiopasdfghjklzxcvbnm',
  'poiuytrewq',
  'lkjhgfdsa',
  'mnbvcxz',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '1q2w3e4r5t6y7u8i9o0p',
  'a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r8s9t0u1v2w3x4y5z6',
  '1a2b3c4d5e6f7g8h9i0j1k2l3m4n5o6p7q8r9s0t',
  'aabbccddeeffgghhiijjkkllmmnnooppqqrrssttuuvvwwxxyyzz',
  '00112233445566778899aabbccddeeff',
];
const WORD_BITS = 9;
const SEPARATOR_BITS = 1;
const PIECE_BITS = 7;
const COPY_BITS = 9;
const MIN_SEQUENCE = 4;
const MIN_COPY = 5;
const MAX_PIECE = 64;
const FIRST_LETTER_BITS = 4;
const MIN_LETTERS = 8;
const MAX_PERIOD = 8;
const MAX_STEP = 4;
/** Values longer than this are judged by their beginning. */
const MAX_JUDGED = 256;

let wordSet: Set<string> | undefined;
let longestWord = 0;
function words(): Set<string> {
  if (wordSet === undefined) {
    wordSet = new Set(lexicon);
    for (const word of wordSet) longestWord = Math.max(longestWord, word.length);
  }
  return wordSet;
}

/** Bits of letter pairs in ordinary words, from the lexicon itself; index is (26 * first + second). */
let pairBits: Float64Array | undefined;
function pairs(): Float64Array {
  if (pairBits !== undefined) return pairBits;
  const counts = new Float64Array(26 * 26).fill(0.5);
  const totals = new Float64Array(26).fill(13);
  for (const word of words()) {
    for (let i = 0; i + 1 < word.length; i++) {
      const a = word.charCodeAt(i) - 97;
      const b = word.charCodeAt(i + 1) - 97;
      if (a < 0 || a > 25 || b < 0 || b > 25) continue;
      counts[26 * a + b] = (counts[26 * a + b] ?? 0) + 1;
      totals[a] = (totals[a] ?? 0) + 1;
    }
  }
  pairBits = counts.map((count, index) => -Math.log2(count / (totals[Math.floor(index / 26)] ?? 1)));
  return pairBits;
}

/** Size of the smallest ordinary alphabet that holds all of a value's characters. */
export function alphabetSize(value: string): number {
  if (/^[0-9]*$/.test(value)) return 10;
  if (/^[0-9a-f]*$/.test(value) || /^[0-9A-F]*$/.test(value)) return 16;
  let size = 0;
  if (/[a-z]/.test(value)) size += 26;
  if (/[A-Z]/.test(value)) size += 26;
  if (/[0-9]/.test(value)) size += 10;
  if (/[^A-Za-z0-9]/.test(value)) size += 2;
  return size;
}

export interface Explanation {
  /** What is left to guess, in bits. */
  readonly bits: number;
  /** What a random value of this length and alphabet would need. */
  readonly literalBits: number;
}

/** Explains a value as cheaply as it can: dynamic programming over words, sequences, runs, copies and plain characters. */
export function explain(value: string): Explanation {
  const text = value.slice(0, MAX_JUDGED);
  const lower = text.toLowerCase();
  const length = text.length;
  const perCharacter = Math.log2(Math.max(2, alphabetSize(text)));
  const dictionary = words();
  const pair = pairs();
  const cost = new Float64Array(length + 1).fill(Number.POSITIVE_INFINITY);
  cost[0] = 0;
  const relax = (at: number, bits: number): void => {
    if (bits < (cost[at] ?? 0)) cost[at] = bits;
  };
  for (let i = 0; i < length; i++) {
    const here = cost[i] ?? 0;
    const code = lower.charCodeAt(i);
    const isLetter = code >= 97 && code <= 122;
    const isSeparator = code === 0x2d || code === 0x5f || code === 0x2e;
    relax(i + 1, here + (isSeparator ? Math.min(perCharacter, i > 0 ? 3 : SEPARATOR_BITS) : perCharacter));
    if (isLetter || (code >= 0x30 && code <= 0x39)) {
      const partStart = startsPart(text, i);
      for (let size = 1; size <= longestWord && i + size <= length; size++) {
        if (!dictionary.has(lower.slice(i, i + size))) continue;
        // A word inside a run of letters is worth less than one that stands by itself: random tails hold short ones by chance.
        const apart = partStart && endsPart(text, i + size);
        const bits = apart ? WORD_BITS : WORD_BITS + 4;
        relax(i + size, here + Math.min(bits, size * perCharacter));
        if (apart && isSeparatorAt(lower, i + size)) {
          relax(i + size + 1, here + Math.min(bits, size * perCharacter) + SEPARATOR_BITS);
        }
      }
    }
    if (isLetter) {
      // Word-like letters that the lexicon lacks, of one case.
      let bits = PIECE_BITS + 4.7;
      for (let j = i + 1; j < length && j - i < MAX_PIECE; j++) {
        const next = lower.charCodeAt(j);
        if (next < 97 || next > 122 || (startsPart(text, j) && text.charCodeAt(j) < 97)) break;
        bits += pair[26 * (lower.charCodeAt(j - 1) - 97) + (next - 97)] ?? 6;
        if (j - i >= 4) relax(j + 1, here + bits);
      }
    }
    for (const sequence of SEQUENCES) {
      for (
        let start = sequence.indexOf(lower[i] ?? '');
        start >= 0;
        start = sequence.indexOf(lower[i] ?? '', start + 1)
      ) {
        let size = 1;
        while (i + size < length && start + size < sequence.length && sequence[start + size] === lower[i + size]) {
          size++;
        }
        for (let part = MIN_SEQUENCE; part <= size; part++) relax(i + part, here + PIECE_BITS);
        if (i === 0 && size === 3) relax(3, here + PIECE_BITS);
      }
    }
    // A run of one character, and a copy of what came before at any distance (`abcabcabc`).
    for (let back = 1; back <= i && back <= MAX_PIECE; back++) {
      let size = 0;
      while (i + size < length && lower[i + size] === lower[i + size - back]) size++;
      const shortest = back === 1 ? 3 : MIN_COPY;
      for (let part = shortest; part <= size; part++) relax(i + part, here + (back === 1 ? PIECE_BITS : COPY_BITS));
      if (back > MAX_PERIOD) continue;
      // The same, counted up or down by a constant (`abc123def456`, `a9b8c7`).
      const step = (lower.charCodeAt(i) || 0) - (lower.charCodeAt(i - back) || 0);
      if (step === 0 || Math.abs(step) > MAX_STEP) continue;
      size = 0;
      while (i + size < length && lower.charCodeAt(i + size) - lower.charCodeAt(i + size - back) === step) size++;
      for (let part = MIN_COPY; part <= size; part++) relax(i + part, here + COPY_BITS);
    }
  }
  return { bits: cost[length] ?? 0, literalBits: length * perCharacter };
}

/**
 * How word-like a value reads: the mean cost in bits of its letter pairs under ordinary vocabulary, where all of its parts
 * are letters of one case or short numbers; undefined where they are not. Words of any European language stay below five,
 * random letters above six.
 */
export function meanLetterBits(value: string): number | undefined {
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
      bits += pair[26 * (word.charCodeAt(i - 1) - 97) + (word.charCodeAt(i) - 97)] ?? 0;
    }
  }
  return letters < MIN_LETTERS ? undefined : bits / letters;
}

const isSeparatorAt = (text: string, at: number): boolean => at < text.length && /[-_.]/.test(text[at] ?? '');

/** Whether a part of a name begins here: after a separator, a digit, or at a change of case. */
function startsPart(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text[at - 1] ?? '';
  const here = text[at] ?? '';
  if (!/[A-Za-z]/.test(before)) return true;
  return /[a-z]/.test(before) && /[A-Z]/.test(here);
}

function endsPart(text: string, at: number): boolean {
  if (at >= text.length) return true;
  const before = text[at - 1] ?? '';
  const here = text[at] ?? '';
  if (!/[A-Za-z]/.test(here)) return true;
  return /[a-z0-9]/.test(before) && /[A-Z]/.test(here);
}
