/** The inventory as a table: a line a key, and below it what is to be done. */
import type { KeysDocument } from '@keyturn/inventory';
import { printable } from '@keyturn/scanner';

type Key = KeysDocument['keys'][number];

const COLUMNS: readonly (readonly [string, (key: Key) => string])[] = [
  ['KEY', ({ name }) => name],
  ['PROVIDER', ({ provider }) => provider],
  ['OWNER', ({ owner }) => owner ?? '–'],
  ['ENVIRONMENT', ({ environment }) => environment ?? '–'],
  ['CREATED', ({ created }) => created?.date ?? 'not known'],
  ['EXPIRES', ({ expires }) => expires ?? 'not known'],
  ['ROTATE BY', ({ rotateBy }) => rotateBy ?? 'not known'],
  ['STATE', ({ validity }) => validity.state],
];

export function keysTable(keys: readonly Key[], { colour }: { colour: boolean }): string {
  if (keys.length === 0) return 'The inventory is empty. keyturn keys add adds a key.\n';
  const paint = (code: number, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const rows = keys.map((key) => COLUMNS.map(([, value]) => printable(value(key))));
  const widths = COLUMNS.map(([title], index) => Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  const lines = [paint(2, line(COLUMNS.map(([title]) => title)))];
  for (const [index, key] of keys.entries()) {
    lines.push(line(rows[index] ?? []));
    if (key.validity.state === 'unknown' || key.validity.state === 'inactive') {
      lines.push(`  ${printable(key.validity.reason)}`);
    }
    for (const { code, message, evidence } of key.hygiene) {
      lines.push(`  ${paint(33, code)}: ${printable(message)}`, `    ${paint(2, printable(evidence))}`);
    }
  }
  const open = keys.filter(({ hygiene }) => hygiene.length > 0).length;
  return `${lines.join('\n')}\n\n${keys.length === 1 ? '1 key' : `${keys.length} keys`}, something is to be done for ${open === 0 ? 'none' : open}\n`;
}
