/** The comment that allows a key where it stands, as each language writes comments. */

const SLASHES = ['//', ''] as const;
const HASH = ['#', ''] as const;
const DASHES = ['--', ''] as const;
const MARKUP = ['<!--', ' -->'] as const;
const STARS = ['/*', ' */'] as const;

const COMMENTS: Readonly<Partial<Record<string, readonly [string, string]>>> = {
  c: SLASHES,
  cpp: SLASHES,
  csharp: SLASHES,
  dart: SLASHES,
  go: SLASHES,
  java: SLASHES,
  javascript: SLASHES,
  javascriptreact: SLASHES,
  jsonc: SLASHES,
  kotlin: SLASHES,
  php: SLASHES,
  rust: SLASHES,
  scala: SLASHES,
  swift: SLASHES,
  typescript: SLASHES,
  typescriptreact: SLASHES,
  groovy: SLASHES,
  dockerfile: HASH,
  dockercompose: HASH,
  dotenv: HASH,
  elixir: HASH,
  makefile: HASH,
  perl: HASH,
  properties: HASH,
  python: HASH,
  r: HASH,
  ruby: HASH,
  shellscript: HASH,
  terraform: HASH,
  toml: HASH,
  yaml: HASH,
  powershell: HASH,
  'github-actions-workflow': HASH,
  lua: DASHES,
  sql: DASHES,
  haskell: DASHES,
  html: MARKUP,
  markdown: MARKUP,
  xml: MARKUP,
  css: STARS,
  less: STARS,
  scss: STARS,
};

/** Whether a language has comments that we can write. */
export function canComment(languageId: string, path: string): boolean {
  return marksOf(languageId, path) !== undefined;
}

/**
 * The line to put above the key's, with its indentation; null where the language has no comments.
 *
 * @param line the key's line
 * @param expires YYYY-MM-DD, or null for never
 */
export function allowLine(
  languageId: string,
  path: string,
  line: string,
  reason: string,
  expires: string | null,
): string | null {
  const marks = marksOf(languageId, path);
  if (marks === undefined) return null;
  const [open, close] = marks;
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  // What ends the comment may not stand in it.
  const said = reason
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll(/\*\/|-->/g, ' ')
    .replaceAll(/["\\]/g, String.raw`\$&`)
    .trim();
  return `${indent}${open} keyturn:allow reason="${said}"${expires === null ? '' : ` expires=${expires}`}${close}`;
}

function marksOf(languageId: string, path: string): readonly [string, string] | undefined {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return COMMENTS[languageId] ?? (/^\.env|\.tf$|\.sh$/.test(file) ? HASH : undefined);
}
