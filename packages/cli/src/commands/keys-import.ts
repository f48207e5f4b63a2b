/** `keyturn keys import`: keys that are listed elsewhere. Values are read, and never kept. */
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { addToKeysFile, readKeysFileIfAny } from '@keyturn/inventory';
import type { KeyEntry } from '@keyturn/inventory';
import { KeyturnError } from '@keyturn/scanner';
import { createScanner } from '@keyturn/scanner/node';
import { parse } from 'csv-parse/sync';
import { ExitCode } from '../exit-code.ts';
import { inventoryFile, secretOf } from '../inventory.ts';
import { fingerprintOf } from '../own-fingerprint.ts';
import { complain } from '../terminal.ts';

/** Columns that hold several, separated by spaces, commas or semicolons. */
const LISTS: ReadonlySet<string> = new Set(['scopes', 'needs', 'where']);

/** Adds the keys that are not known yet, all or none. @throws KeyturnError `usage` for what cannot be read */
export function importKeys(file: string, options: { inventory?: string }): number {
  const inventory = inventoryFile(options.inventory);
  const text = read(file);
  const found = file.toLowerCase().endsWith('.csv') ? fromCsv(text, file) : fromEnv(text, file, inventory);
  const known = new Set(readKeysFileIfAny(inventory).map(({ fingerprint }) => fingerprint));
  const added = found.filter(({ fingerprint }) => !known.has(fingerprint));
  if (added.length > 0) addToKeysFile(inventory, added);
  const rest = found.length - added.length;
  complain(
    `${inventory}: ${added.length === 1 ? '1 key' : `${added.length} keys`} added${rest > 0 ? `, ${rest} known already` : ''}. No value was kept.`,
  );
  return ExitCode.clean;
}

/** Whose a key is, is judged as in a scan; what is ambiguous is told, and left to `keys add`. */
function fromEnv(text: string, file: string, inventory: string): KeyEntry[] {
  const scanner = createScanner(process.env['KEYTURN_FINGERPRINT_KEY'] ?? null);
  const sightings = scanner.scan(Buffer.from(text), { path: file });
  const where = relative(dirname(resolve(inventory)), resolve(file)).replaceAll('\\', '/');
  return Object.entries(parseEnv(text)).flatMap(([name, value]): KeyEntry[] => {
    const sighting = sightings.find(({ secret }) => secret.reveal() === value?.trim());
    if (sighting === undefined) return [];
    const { provider, fingerprint } = sighting;
    if (provider === null) {
      complain(`${name} may be several vendors’ key: say whose with keyturn keys add --provider.`);
      return [];
    }
    return [{ name, provider, fingerprint, where: [`file:${where}#${name}`] }];
  });
}

function fromCsv(text: string, file: string): KeyEntry[] {
  let rows: Record<string, string>[];
  try {
    rows = parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true });
  } catch (error) {
    // The parser's message may quote a cell: only the line is told.
    const { lines } = error as { lines?: number };
    throw new KeyturnError('usage', `${file} is no CSV${lines === undefined ? '' : ` (line ${lines})`}.`);
  }
  return rows.map(({ value = '', ...columns }, index) => {
    const { provider = '', name = '' } = columns;
    if (name === '' || provider === '') {
      throw new KeyturnError('usage', `${file}: key ${index + 1} lacks a name or a provider.`);
    }
    const cells = Object.entries(columns).filter(([, cell]) => cell !== '');
    const entry = Object.fromEntries(
      cells.map(([column, cell]) => [column, LISTS.has(column) ? cell.split(/[\s,;]+/) : cell]),
    );
    return { ...entry, ...(value !== '' && { fingerprint: fingerprintOf(secretOf(provider, value)) }) } as KeyEntry;
  });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new KeyturnError('usage', `${file} cannot be read (${code}). Check the path.`, { cause: error });
  }
}
