/** The string literal that a key stands in, as far as its own line tells. */

export interface Literal {
  /** Offsets in the line: of the prefix or opening quote, and past the closing one. */
  readonly start: number;
  readonly end: number;
  readonly quote: string;
  /** Letters and signs before the quote that change its meaning: Python's `rb`, C#'s `@`, `$`. */
  readonly prefix: string;
  /** What stands in it before and after the key, as written. */
  readonly before: string;
  readonly after: string;
}

export interface LiteralSyntax {
  /** The characters that open and close one. */
  readonly quotes: string;
  /** What begins a comment to the end of the line. */
  readonly comments: readonly string[];
  readonly prefixes?: RegExp;
}

/**
 * The literal around `[from, to)` of a line; null where there is none: in a comment, outside of quotes, in one that begins or
 * ends on another line.
 */
export function literalAround(line: string, from: number, to: number, syntax: LiteralSyntax): Literal | null {
  for (let at = 0; at < from; at++) {
    if (syntax.comments.some((mark) => line.startsWith(mark, at))) return null;
    const quote = line[at] ?? '';
    if (!syntax.quotes.includes(quote)) continue;
    // Three in a row open a text of several lines.
    if (line.startsWith(quote.repeat(3), at)) return null;
    const close = closing(line, at, quote);
    if (close === -1) return null;
    if (close < from) {
      at = close;
      continue;
    }
    if (close < to) return null;
    const prefix = syntax.prefixes?.exec(line.slice(0, at))?.[0] ?? '';
    return {
      start: at - prefix.length,
      end: close + 1,
      quote,
      prefix,
      before: line.slice(at + 1, from),
      after: line.slice(to, close),
    };
  }
  return null;
}

function closing(line: string, open: number, quote: string): number {
  for (let at = open + 1; at < line.length; at++) {
    if (line[at] === '\\') at++;
    else if (line[at] === quote) return at;
  }
  return -1;
}
