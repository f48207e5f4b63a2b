/** The prefilter compares as many bytes of an anchor. */
export const COMPARED = 8;

/** A literal that the prefilter looks for. */
export interface Anchor {
  /** Position in the rule set; what a hit reports. */
  readonly id: number;
  /** ASCII. */
  readonly text: string;
  readonly ignoreCase: boolean;
}

/** The spellings in which an anchor that ignores case is found: lower, upper, capitalised. */
export function spellings(text: string): string[] {
  const lower = text.toLowerCase();
  return [...new Set([lower, text.toUpperCase(), `${lower.slice(0, 1).toUpperCase()}${lower.slice(1)}`])];
}
