/** What the descriptions of a value cost, in bits, and how short or long they may be, in characters. */

/** What is typed in a row. */
export const SEQUENCES: readonly string[] = [
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
/** A word of the lexicon that stands by itself. */
export const WORD_BITS = 9;
/** A separator where one is expected. */
export const SEPARATOR_BITS = 1;
/** A piece of a sequence, a run of one character, or the beginning of word-like letters. */
export const PIECE_BITS = 7;
/** A copy of what came before. */
export const COPY_BITS = 9;
export const MIN_SEQUENCE = 4;
export const MIN_COPY = 5;
export const MAX_PIECE = 64;
export const MAX_PERIOD = 8;
export const MAX_STEP = 4;
/** Values longer than this are judged by their beginning. */
export const MAX_JUDGED = 256;
