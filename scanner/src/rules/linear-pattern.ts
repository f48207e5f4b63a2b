/**
 * Regular expressions from a configuration, in time linear in the text: an automaton (RE2's) instead of backtracking, so
 * no pattern of a hostile tree can hang a scan. It knows no look-around and no back-references, and says so.
 */
import { RE2JS, RE2JSSyntaxException } from 're2js';

/** A match in the shape that RegExp's `d` flag gives. */
export interface LinearMatch {
  readonly index: number;
  readonly 0: string;
  readonly groups: Readonly<Record<string, string>>;
  readonly indices: { readonly groups: Readonly<Record<string, [number, number]>> };
}

const LONGEST_PATTERN = 10_000;
/** `{1000}` nested makes automata of millions of states. */
const MOST_STATES = 20_000;

export class LinearPattern {
  readonly source: string;
  readonly #compiled: RE2JS;
  readonly #names: readonly (readonly [string, number])[];

  /**
   * @param source in RE2's syntax, which gitleaks writes too; JavaScript's named groups are understood
   * @param flags `i` for either case
   * @throws RangeError with a sentence where RE2 does not take it
   */
  constructor(source: string, flags: '' | 'i' = '') {
    if (source.length > LONGEST_PATTERN) throw new RangeError(`It is longer than ${LONGEST_PATTERN} characters.`);
    if (statesOf(source) > MOST_STATES) throw new RangeError('Its repetitions stand for too many states.');
    this.source = source;
    try {
      this.#compiled = RE2JS.compile(source, flags === 'i' ? RE2JS.CASE_INSENSITIVE : 0);
    } catch (error) {
      if (!(error instanceof RE2JSSyntaxException)) throw error;
      throw new RangeError(explain(source, error), { cause: error });
    }
    this.#names = Object.entries(this.#compiled.namedGroups());
  }

  get groupCount(): number {
    return this.#compiled.groupCount();
  }

  get groupNames(): readonly string[] {
    return this.#names.map(([name]) => name);
  }

  test(text: string): boolean {
    return this.#compiled.matcher(text).find();
  }

  /** Every match's range: of the group, or of the whole where that did not take part. */
  *ranges(text: string, group: number | string = 0): Generator<readonly [number, number]> {
    const matcher = this.#compiled.matcher(text);
    while (matcher.find()) {
      const start = matcher.start(group);
      yield start === -1 ? [matcher.start(), matcher.end()] : [start, matcher.end(group)];
    }
  }

  /** So that `text.matchAll(pattern)` works as with a RegExp. */
  *[Symbol.matchAll](text: string): Generator<LinearMatch> {
    const matcher = this.#compiled.matcher(text);
    while (matcher.find()) {
      const groups: Record<string, string> = {};
      const ranges: Record<string, [number, number]> = {};
      for (const [name, number] of this.#names) {
        const start = matcher.start(number);
        if (start === -1) continue;
        ranges[name] = [start, matcher.end(number)];
        groups[name] = text.slice(start, matcher.end(number));
      }
      yield {
        index: matcher.start(),
        0: text.slice(matcher.start(), matcher.end()),
        groups,
        indices: { groups: ranges },
      };
    }
  }
}

/** A bound on what the counted repetitions multiply to, roughly: the product along nested ones. */
function statesOf(source: string): number {
  let product = 1;
  let sum = source.length;
  for (const [, low = '0', high = low] of source.matchAll(/\{(\d{1,5})(?:,(\d{0,5}))?\}/g)) {
    const times = Math.max(Number(low), Number(high === '' ? low : high), 1);
    sum += times;
    if (times > 100) product *= times / 100;
  }
  return sum * Math.max(1, Math.floor(product / 100));
}

function explain(source: string, error: RE2JSSyntaxException): string {
  if (/\(\?<?[=!]/.test(source)) return 'It looks ahead or behind, which a linear-time engine cannot.';
  if (/\\[1-9]|\\k</.test(source)) return 'It refers back to a group, which a linear-time engine cannot.';
  return `RE2 does not take it: ${error.message}.`;
}
