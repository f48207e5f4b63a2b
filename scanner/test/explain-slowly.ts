/** The explanation of a value as it is defined, word by word and character by character; the scanner's has to say the same. */
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
} from '../src/match/description-costs.ts';
import { alphabetSize } from '../src/match/explain.ts';
import type { Explanation } from '../src/match/explain.ts';
import { lexicon } from '@keyturn/providers';

const words = new Set(lexicon);
const longestWord = Math.max(...lexicon.map((word) => word.length));
const pair = pairs();

export function explainSlowly(value: string): Explanation {
  const text = value.slice(0, MAX_JUDGED);
  const lower = text.toLowerCase();
  const length = text.length;
  const perCharacter = Math.log2(Math.max(2, alphabetSize(text)));
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
        if (!words.has(lower.slice(i, i + size))) continue;
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

/** Bits of letter pairs in ordinary words; index is (26 * first + second). */
function pairs(): Float64Array {
  const counts = new Float64Array(26 * 26).fill(0.5);
  const totals = new Float64Array(26).fill(13);
  for (const word of words) {
    for (let i = 0; i + 1 < word.length; i++) {
      const a = word.charCodeAt(i) - 97;
      const b = word.charCodeAt(i + 1) - 97;
      if (a < 0 || a > 25 || b < 0 || b > 25) continue;
      counts[26 * a + b] = (counts[26 * a + b] ?? 0) + 1;
      totals[a] = (totals[a] ?? 0) + 1;
    }
  }
  return counts.map((count, index) => -Math.log2(count / (totals[Math.floor(index / 26)] ?? 1)));
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
