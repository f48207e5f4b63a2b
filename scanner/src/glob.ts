/**
 * Path patterns, matched in time linear in pattern and path: a pattern may come from a hostile tree.
 *
 * `*` and `?` stay within a name, `**` crosses folders, `{a,b}` is one of several, a trailing `/` means all below. A
 * pattern without a `/` before its end fits at any depth, as in a `.gitignore`; one with it is anchored at the root.
 */

/** Alternatives of one pattern, all braces written out. */
const MOST_ALTERNATIVES = 64;

type Segment = { readonly kind: 'any' } | { readonly kind: 'name'; readonly pattern: string };

/** Tells whether a path (relative, with `/`) fits. */
export type PathMatcher = (path: string) => boolean;

/** @throws RangeError where the braces stand for too many alternatives, or the pattern is empty */
export function compileGlob(pattern: string): PathMatcher {
  if (pattern.trim() === '') throw new RangeError('An empty pattern fits nothing.');
  const alternatives = expandBraces(pattern).map(segmentsOf);
  return (path) => {
    const names = path.split('/');
    return alternatives.some((segments) => fits(segments, names));
  };
}

function segmentsOf(pattern: string): Segment[] {
  const trimmed = pattern.replace(/^\.?\//, '').replace(/\/+$/, '');
  const isAnchored = pattern.startsWith('/') || trimmed.includes('/');
  const segments = trimmed
    .split('/')
    .filter((part) => part !== '')
    .map((part): Segment => (part === '**' ? { kind: 'any' } : { kind: 'name', pattern: part }));
  return [...(isAnchored ? [] : [{ kind: 'any' } as const]), ...segments];
}

/** A pattern that ends before the path does fits too: a folder stands for all below it. */
function fits(segments: readonly Segment[], names: readonly string[]): boolean {
  // The positions in the path that the segments up to here can have reached.
  let reached = new Set([0]);
  for (const [index, segment] of segments.entries()) {
    const next = new Set<number>();
    if (segment.kind === 'any') {
      const first = Math.min(...reached);
      // `a/**` is what is below a, and not a itself.
      if (index === segments.length - 1) return first < names.length;
      for (let at = first; at <= names.length; at++) next.add(at);
    } else {
      for (const at of reached) {
        const name = names[at];
        if (name !== undefined && fitsName(segment.pattern, name)) next.add(at + 1);
      }
    }
    if (next.size === 0) return false;
    reached = next;
  }
  return true;
}

/** `*` and `?` by going back to the last star only: no recursion, no product of stars. */
function fitsName(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let afterStar = 0;
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p++;
      afterStar = n;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      p++;
      n++;
    } else if (star === -1) {
      return false;
    } else {
      p = star + 1;
      n = ++afterStar;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

function expandBraces(pattern: string): string[] {
  let all = [pattern];
  for (;;) {
    const open = all.find((one) => INNERMOST.test(one));
    if (open === undefined) return all;
    const match = INNERMOST.exec(open);
    const choices = (match?.groups?.['choices'] ?? '').split(',');
    const expanded = choices.map((choice) => open.replace(INNERMOST, () => choice));
    all = all.flatMap((one) => (one === open ? expanded : [one]));
    if (all.length > MOST_ALTERNATIVES) {
      throw new RangeError(`The braces stand for more than ${MOST_ALTERNATIVES} patterns.`);
    }
  }
}

const INNERMOST = /\{(?<choices>[^{}]*,[^{}]*)\}/;
