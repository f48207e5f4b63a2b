/** What takes a key's place on its line: the read of a variable, as the language and the literal around the key want it. */
import type { Language } from './languages.ts';
import { literalAround } from './literal.ts';
import type { Literal } from './literal.ts';

/** Columns of the line, and what stands there instead. */
export interface LineEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * @param line the key's line
 * @param from the key's first column, 0-based; `to` is one past its last
 * @returns null where the language has no place for an expression there
 */
export function readInPlace(
  line: string,
  from: number,
  to: number,
  name: string,
  language: Language,
): readonly LineEdit[] | null {
  if (language.constant?.test(line) === true) return null;
  const loosened = loosen(line, language);
  const literal = literalAround(line, from, to, language);
  if (literal === null) return unquoted(line, from, to, name, language);
  const edit = inLiteral(line, literal, { from, to }, name, language);
  return edit === null ? null : [...loosened, edit];
}

function inLiteral(
  line: string,
  literal: Literal,
  key: { from: number; to: number },
  name: string,
  language: Language,
): LineEdit | null {
  const { before, after, quote, prefix, start, end } = literal;
  const expression = language.read(name);
  const { interpolate } = language;
  // Where the string is a template already, or has to stay one, the key alone gives way.
  const isWhole = before === '' && after === '';
  const stays =
    interpolate?.quotes.includes(quote) === true &&
    (!isWhole || language.plus === '') &&
    !isTerraformWhole(language, isWhole);
  if (stays) return { ...key, text: interpolate.write(swapQuotes(expression, quote, language)) };
  if (/[bB]/.test(prefix)) return null;
  if (isWhole) return { from: start, to: end, text: isAttribute(line, start, quote) ? `{${expression}}` : expression };
  if (isAttribute(line, start, quote)) {
    return { from: start, to: end, text: `{\`${escapeTemplate(before)}\${${expression}}${escapeTemplate(after)}\`}` };
  }
  if (language.prefixes !== undefined && prefix !== '' && prefix.toLowerCase() !== 'f') return null;
  if (language.read('X').startsWith('os.environ')) {
    const other = quote === '"' ? "'" : '"';
    const braces = (text: string): string => (prefix === '' ? text.replaceAll(/[{}]/g, '$&$&') : text);
    const inner = expression.replaceAll('"', other);
    return { from: start, to: end, text: `f${quote}${braces(before)}{${inner}}${braces(after)}${quote}` };
  }
  if (interpolate?.quotes === '`') {
    return { from: start, to: end, text: `\`${escapeTemplate(before)}\${${expression}}${escapeTemplate(after)}\`` };
  }
  if (language.read('X').startsWith('std::env')) {
    const braces = (text: string): string => text.replaceAll(/[{}]/g, '$&$&');
    return prefix === ''
      ? { from: start, to: end, text: `format!("${braces(before)}{}${braces(after)}", ${expression})` }
      : null;
  }
  if (language.plus === '') return null;
  const parts = [before === '' ? '' : quote + before + quote, expression, after === '' ? '' : quote + after + quote];
  const joined = parts.filter((part) => part !== '').join(language.plus);
  return { from: start, to: end, text: /^\s*[.[]/.test(line.slice(end)) ? `(${joined})` : joined };
}

/** Text between the marks of YAML and of HTML's attributes has no quotes; code has no keys there. */
function unquoted(
  line: string,
  from: number,
  to: number,
  name: string,
  language: Language,
): readonly LineEdit[] | null {
  const isYaml = language.plus === '' && language.comments.length === 1 && language.interpolate !== undefined;
  if (!isYaml || line.slice(0, from).includes('#')) return null;
  return [{ from, to, text: language.read(name) }];
}

const isTerraformWhole = (language: Language, isWhole: boolean): boolean =>
  isWhole && language.read('X').startsWith('var.');

/** JSX: `<Map apiKey="…" />`. */
function isAttribute(line: string, start: number, quote: string): boolean {
  return quote !== '`' && /<[A-Za-z][^<>]*\s[\w-]+=$/.test(line.slice(0, start));
}

/** Inside of a template's own quotes, languages of old want the other ones. */
function swapQuotes(expression: string, quote: string, language: Language): string {
  return language.comments.includes('#') && quote === '"' && language.read('X').startsWith('ENV')
    ? expression.replaceAll('"', "'")
    : expression;
}

function escapeTemplate(text: string): string {
  return text.replaceAll(/`|\$\{/g, String.raw`\$&`).replaceAll(/\\(?=['"])/g, '');
}

function loosen(line: string, { loosen: rule }: Language): LineEdit[] {
  const match = rule?.from.exec(line);
  if (rule === undefined || match === null || match === undefined) return [];
  const from = match.index + (match.groups?.['indent'] ?? '').length;
  return [{ from, to: match.index + match[0].length, text: rule.to }];
}
