/**
 * Comments that allow a key where it stands. They are read when a key is judged, while its line is at hand: the same for
 * files, blobs of git and standard input. Whether one counts is decided later, when date and configuration are known.
 */

/** Whose comment it is. Others' count only where the configuration says so. */
export type AllowTool = 'keyturn' | 'gitleaks' | 'detect-secrets' | 'secretlint' | 'trufflehog' | 'kingfisher';

export interface AllowComment {
  readonly tool: AllowTool;
  /** Null where none is given: then it allows nothing. */
  readonly reason: string | null;
  /** As written; YYYY-MM-DD where it is right. */
  readonly expires: string | null;
  readonly owner: string | null;
}

/** What starts a comment in some language. A mark counts only after one: in a string it is text. */
const COMMENT = /(?:^|[\s{(;,'"`])(?:\/\/|\/\*|#|--|;|%|<!--|\{\{?[-!/]|\(\*|'|rem\b|::|\.\.\s|"|!)|^\*/i;
/** The same at a line's beginning, where the line is nothing but a comment. */
const WHOLE_COMMENT = /^\{?[ \t]{0,4}(?:\/\/|\/\*|\*|#|--|;|%|<!--|\{\{?[-!/]|\(\*|'|rem\b|::|\.\.\s|"|!)/i;
/** Nothing is read beyond this many characters of a line. */
const LONGEST = 8192;
const OWN = /keyturn:allow(?![\w:-])(?<rest>[^\n]{0,1000})/i;
const FIELD =
  /(?<![\w-])(?<name>reason|expires|owner)=(?:"(?<double>(?:[^"\\]|\\.)*)"|'(?<single>(?:[^'\\]|\\.)*)'|(?<bare>[^\s"'*>-][^\s"'*>]*))/gi;
const OTHERS: readonly (readonly [AllowTool, RegExp, 'line' | 'line or above' | 'above'])[] = [
  ['gitleaks', /gitleaks:allow\b/i, 'line'],
  ['detect-secrets', /pragma:\s*(?:allowlist|whitelist)\s+secret\b/i, 'line'],
  ['detect-secrets', /pragma:\s*(?:allowlist|whitelist)\s+nextline\s+secret\b/i, 'above'],
  ['secretlint', /secretlint-disable-line\b/i, 'line'],
  ['secretlint', /secretlint-disable-next-line\b/i, 'above'],
  ['secretlint', /secretlint-disable(?!-)\b/i, 'line or above'],
  ['trufflehog', /trufflehog:ignore\b/i, 'line'],
  ['kingfisher', /kingfisher:ignore\b/i, 'line or above'],
];

/** What stands in every mark: most lines have none. */
const ANY_MARK = /keyturn:|gitleaks:|pragma:|secretlint-|trufflehog:|kingfisher:/i;

/**
 * What the comments of a key's line and of the line above say. Our own comes before others', the key's line before the
 * one above; a line above that holds more than a comment speaks for itself alone, so a new key below it is not hidden.
 *
 * @param line the key's line, or what is at hand of it; the key itself may be cut out
 * @param above the line above; null on a text's first line
 */
export function parseAllowComment(line: string, above: string | null): AllowComment | null {
  if (!ANY_MARK.test(line) && (above === null || !ANY_MARK.test(above))) return null;
  const own = line.slice(0, LONGEST).trimStart();
  const before = above?.slice(0, LONGEST).trimStart() ?? null;
  const upper = before !== null && WHOLE_COMMENT.test(before) ? before : null;
  return ownComment(own) ?? (upper === null ? null : ownComment(upper)) ?? foreignComment(own, upper);
}

function ownComment(line: string): AllowComment | null {
  const match = OWN.exec(line);
  if (match === null || !COMMENT.test(line.slice(0, match.index))) return null;
  const fields: Record<string, string> = {};
  for (const { groups = {} } of (match.groups?.['rest'] ?? '').matchAll(FIELD)) {
    const name = (groups['name'] ?? '').toLowerCase();
    const value = groups['double'] ?? groups['single'] ?? groups['bare'] ?? '';
    fields[name] ??= value.replaceAll(/\\(.)/g, '$1').trim();
  }
  return {
    tool: 'keyturn',
    reason: orNull(fields['reason']),
    expires: orNull(fields['expires']),
    owner: orNull(fields['owner']),
  };
}

function foreignComment(line: string, above: string | null): AllowComment | null {
  for (const [tool, pattern, where] of OTHERS) {
    const isOnLine = where !== 'above' && stands(pattern, line);
    const isAbove = where !== 'line' && above !== null && stands(pattern, above);
    if (isOnLine || isAbove) return { tool, reason: `${tool}'s comment`, expires: null, owner: null };
  }
  return null;
}

function stands(pattern: RegExp, line: string): boolean {
  const match = pattern.exec(line);
  return match !== null && COMMENT.test(line.slice(0, match.index));
}

function orNull(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
