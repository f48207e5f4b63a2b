import { continuation } from '../decode/escapes.ts';
import type { CompiledShape, RuleSet } from '../rule-set.ts';
import { alphabetTable, wordBytes } from './alphabet.ts';
import { runEnd, startsToken } from './boundary.ts';
import { isPlaceholder } from './placeholder.ts';

/** A value of a known shape that is no placeholder. Offsets are bytes. */
export interface Candidate {
  readonly start: number;
  readonly end: number;
  readonly value: string;
  /** Every shape that begins with the anchor. */
  readonly shape: CompiledShape;
}

const base64Table = alphabetTable('base64');
/** Looked at past the longest tail, to see that the key really ends. */
const LONGEST_TAIL = 1024;

export const latin1: TextDecoder = new TextDecoder('latin1');

/**
 * What stands at an anchor, or undefined where it is no key: bounded on both sides, of the right length and alphabet,
 * random.
 *
 * @param from the first byte of the text, or of the window that is kept of it
 * @param to one past the last
 * @param isFiller says of a tail whether it is a placeholder
 */
export function candidateAt(
  bytes: Uint8Array,
  offset: number,
  anchor: number,
  rules: RuleSet,
  from: number,
  to: number,
  onPlaceholder?: (start: number, end: number) => void,
  isFiller: (tail: string) => boolean = isPlaceholder,
): Candidate | undefined {
  const shapes = rules.shapes[anchor];
  if (shapes === undefined || !startsToken(bytes, offset, from)) return undefined;
  for (const shape of shapes) {
    const { prefix, tail } = shape.shape;
    if (!standsAt(bytes, offset, prefix, to)) continue;
    const tailStart = offset + prefix.length;
    const limit = Math.min(to, tailStart + LONGEST_TAIL);
    let end = runEnd(bytes, tailStart, limit, shape.table);
    // A rival's key may hold more characters than ours (WorkOS: base64): its own prefix says so.
    const rival = shape.rivals.find(
      (candidate) =>
        candidate.shape.prefix.length > prefix.length && standsAt(bytes, offset, candidate.shape.prefix, to),
    );
    if (rival?.shape.alphabet === 'base64') end = Math.max(end, runEnd(bytes, tailStart, limit, base64Table));
    // The next character is escaped: what is visible is a part of the key.
    if (rules.decodes && continuation(bytes, end, (byte) => wordBytes[byte] === 1 || shape.table[byte] === 1)) {
      return undefined;
    }
    const length = end - tailStart;
    if (length < tail.min || length > tail.max) continue;
    if (end < to && wordBytes[bytes[end] ?? 0] === 1) continue;
    const value = latin1.decode(bytes.subarray(offset, end));
    if (isFiller(value.slice(prefix.length))) {
      onPlaceholder?.(offset, end);
      continue;
    }
    return { start: offset, end, value, shape };
  }
  return undefined;
}

function standsAt(bytes: Uint8Array, offset: number, text: string, to: number): boolean {
  if (offset + text.length > to) return false;
  for (let i = 0; i < text.length; i++) if (bytes[offset + i] !== text.charCodeAt(i)) return false;
  return true;
}
