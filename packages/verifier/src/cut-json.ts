/**
 * Reads JSON that was cut off: a good answer may be longer than what is read of it. What is open at the cut is closed; a
 * member that is not whole is left out.
 */

/** @returns the value, or undefined where the text is no beginning of JSON */
export function parseCutJson(text: string): unknown {
  const closers: string[] = [];
  let inString = false;
  let escaped = false;
  /** Where the text may be cut so that all before it is whole, and what closes it there. */
  let whole: { end: number; tail: string } | undefined;
  const mark = (end: number): void => {
    whole = { end, tail: closers.toReversed().join('') };
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (inString) {
      if (escaped) escaped = false;
      else if (character === '\\') escaped = true;
      else if (character === '"') inString = false;
      continue;
    }
    if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      closers.push(character === '{' ? '}' : ']');
      mark(i + 1);
    } else if (character === '}' || character === ']') {
      if (closers.pop() !== character) return undefined;
      mark(i + 1);
    } else if (character === ',') mark(i);
  }
  if (whole === undefined) return undefined;
  try {
    return JSON.parse(text.slice(0, whole.end) + whole.tail);
  } catch {
    return undefined;
  }
}
