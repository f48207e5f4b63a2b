/** What takes a key's place on its line: the read of a variable, as the language and the literal around the key want it. */
import { templateOf } from './languages.ts';
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
  const literal = literalAround(line, from, to, language);
  if (literal !== null) {
    const edit = inLiteral(line, literal, { from, to, name }, language);
    return edit === null ? null : [...loosen(line, language), edit];
  }
  const isText = language.bare === true && !line.slice(0, from).includes('#');
  return isText ? [{ from, to, text: language.read(name) }] : null;
}

function inLiteral(
  line: string,
  literal: Literal,
  { from, to, name }: { readonly from: number; readonly to: number; readonly name: string },
  language: Language,
): LineEdit | null {
  const { before, after, quote, prefix, start, end } = literal;
  const { interpolate, embed, plus } = language;
  const expression = language.read(name);
  const isWhole = before === '' && after === '';
  // Where the string is a template already, or has to stay one, the key alone gives way.
  if (interpolate?.quotes.includes(quote) === true && (!isWhole || interpolate.always === true)) {
    return { from, to, text: interpolate.write(expression) };
  }
  if (/[bB]/.test(prefix)) return null;
  const instead = (text: string): LineEdit => ({ from: start, to: end, text });
  const isInTag = isAttribute(line, start, quote);
  if (isWhole) return instead(isInTag ? `{${expression}}` : expression);
  if (isInTag) return instead(`{${templateOf(literal, expression)}}`);
  if (language.prefixes !== undefined && prefix !== '' && prefix.toLowerCase() !== 'f') return null;
  if (embed !== undefined) return instead(embed(literal, expression));
  if (plus === '') return null;
  const quoted = (text: string): string => (text === '' ? '' : quote + text + quote);
  const joined = [quoted(before), expression, quoted(after)].filter((part) => part !== '').join(plus);
  return instead(/^\s*[.[]/.test(line.slice(end)) ? `(${joined})` : joined);
}

/** JSX: `<Map apiKey="…" />`. */
function isAttribute(line: string, start: number, quote: string): boolean {
  return quote !== '`' && /<[A-Za-z][^<>]*\s[\w-]+=$/.test(line.slice(0, start));
}

function loosen(line: string, { loosen: rule }: Language): LineEdit[] {
  const match = rule?.from.exec(line);
  if (rule === undefined || match === null || match === undefined) return [];
  const from = match.index + (match.groups?.['indent'] ?? '').length;
  return [{ from, to: match.index + match[0].length, text: rule.to }];
}
