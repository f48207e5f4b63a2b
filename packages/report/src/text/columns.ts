/** How wide a text stands in a terminal, and how it is made to fit. */
import { eastAsianWidth } from 'get-east-asian-width';

/** One column each: Latin letters, and the dashes, quotation marks, dots and arrows that our own sentences have. */
const PLAIN = /^[\u0020-\u007e\u00a0-\u02ff\u2010-\u2027\u2030-\u203e\u2190-\u21ff]*$/;
const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** Columns of a text without escape sequences. */
export function columns(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let sum = 0;
  for (const character of text) sum += widthOf(character);
  return sum;
}

function widthOf(character: string): number {
  return ZERO_WIDTH.test(character) ? 0 : eastAsianWidth(character.codePointAt(0) ?? 0);
}

/** The first lines' worth of a text, cut at the end with `…`. */
export function cutEnd(text: string, width: number): string {
  if (columns(text) <= width) return text;
  let kept = '';
  let used = 1;
  for (const character of text) {
    used += widthOf(character);
    if (used > width) break;
    kept += character;
  }
  return `${kept}…`;
}

/** The same from the other side: a path's end says more than its beginning. */
export function cutStart(text: string, width: number): string {
  if (columns(text) <= width) return text;
  let kept = '';
  let used = 1;
  for (const character of [...text].toReversed()) {
    used += widthOf(character);
    if (used > width) break;
    kept = character + kept;
  }
  return `…${kept}`;
}

/** Breaks a sentence at spaces. A word that is longer than the line stands alone on it. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && columns(line) + 1 + columns(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}
