import { ownLineAround } from '../place/placer.ts';
import { parseAllowComment } from './inline.ts';
import type { AllowComment } from './inline.ts';

const LINE_FEED = 0x0a;

const decoder = new TextDecoder();

/** The comment that allows a key, from its line and the line above. */
export function allowCommentAt(bytes: Uint8Array, start: number, end: number): AllowComment | null {
  const line = ownLineAround(bytes, start, end);
  const beginsHere = line.from === 0 || bytes[line.from - 1] === LINE_FEED;
  const above = beginsHere && line.from > 0 ? ownLineAround(bytes, line.from - 1, line.from - 1) : null;
  const text = decoder.decode(bytes.subarray(line.from, start)) + decoder.decode(bytes.subarray(end, line.to));
  return parseAllowComment(text, above === null ? null : decoder.decode(bytes.subarray(above.from, above.to)));
}
