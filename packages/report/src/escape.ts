/** How a text that may hold anything is written in each language, so that it stays a text there. */
import { printable } from '@keyturn/scanner';

const STARTS_FORMULA = /^[=+\-@\t\r]/;
/** What a cell may hold as it is: most do, and there may be millions. */
const PLAIN_CELL = /^[\w.(/][\w .:…()/-]*$/;

/** What inline code may hold as it is, likewise. */
const PLAIN_CODE = /^[A-Za-z0-9 ./…:-]*$/;

/** A cell of a CSV (RFC 4180) that never starts a formula in a spreadsheet. */
export function csvCell(text: string): string {
  if (PLAIN_CELL.test(text)) return text;
  const shown = printable(text);
  const safe = STARTS_FORMULA.test(shown) ? `'${shown}` : shown;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Every character that starts something in Markdown or HTML, also the links and mentions that GitHub makes of bare text. */
export function markdownText(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]()#+!|~]/g, String.raw`\$&`)
    .replaceAll('@', '&#64;')
    .replaceAll(/(?<=[a-z])(?=:\/\/)/gi, '&#8203;');
}

/** Inline code, in HTML: a backtick or a pipe inside cannot end it. */
export function markdownCode(text: string): string {
  if (PLAIN_CODE.test(text)) return `<code>${text}</code>`;
  const safe = printable(text).replaceAll(
    /[^\p{L}\p{N} ./…:-]/gu,
    (character) => `&#${character.codePointAt(0) ?? 0xfffd};`,
  );
  return `<code>${safe}</code>`;
}

export function htmlText(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0) ?? 0xfffd};`);
}
