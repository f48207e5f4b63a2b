/** What is pasted instead of a text, when edits of the document with that text in it are known. Offsets in UTF-16 units. */

/** A range of a text, and what stands there instead. */
export interface OffsetEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A paste that is about to happen: the range of the document that goes, and what comes. */
export interface Paste {
  readonly document: string;
  readonly from: number;
  readonly to: number;
  readonly pasted: string;
}

/** The document as an ordinary paste leaves it. */
export function afterPaste({ document, from, to, pasted }: Paste): string {
  return document.slice(0, from) + pasted + document.slice(to);
}

/**
 * @param edits of the document after the paste; none overlap
 * @returns edits of the document before it, the paste among them, that come to the same; none overlap or touch the paste's
 */
export function pasteInstead({ from, to, pasted }: Paste, edits: readonly OffsetEdit[]): OffsetEdit[] {
  const end = from + pasted.length;
  const shift = to - end;
  const others: OffsetEdit[] = [];
  // A literal's quotes may stand around the paste, and go with the key: the paste's own edit grows over them.
  let [first, last, text, at] = [from, to, '', from];
  for (const edit of edits.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (edit.to < from) others.push(edit);
    else if (edit.from > end) others.push({ ...edit, from: edit.from + shift, to: edit.to + shift });
    else {
      first = Math.min(first, edit.from);
      last = Math.max(last, edit.to + shift);
      text += pasted.slice(at - from, Math.max(edit.from, from) - from) + edit.text;
      at = Math.max(at, Math.min(edit.to, end));
    }
  }
  return [...others, { from: first, to: last, text: text + pasted.slice(at - from) }];
}

/** Where each line begins, for places that are told in lines and columns. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (const { index } of text.matchAll(/\n/g)) starts.push(index + 1);
  return starts;
}

/** @param line 0-based, as the column */
export function offsetAt(starts: readonly number[], line: number, column: number): number {
  return (starts[line] ?? starts.at(-1) ?? 0) + column;
}
