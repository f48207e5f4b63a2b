/** `keyturn keys import`: keys that are listed elsewhere. Values are read, and never kept. */
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { locate } from '@keyturn/inventory';
import type { KeyEntry } from '@keyturn/inventory';
import { readListing } from '@keyturn/inventory/listings';
import type { ListedSecret } from '@keyturn/inventory/listings';
import { KeyturnError } from '@keyturn/scanner';
import { ownConfiguration } from '@keyturn/config/find';
import type { Scanner } from '@keyturn/scanner';
import { createScanner } from '@keyturn/scanner/node';
import { parse } from 'csv-parse/sync';
import { ExitCode } from '../exit-code.ts';
import { openInventory, secretOf } from '../inventory.ts';
import type { InventoryFlags } from '../inventory.ts';
import { fingerprintOf } from '../own-fingerprint.ts';
import { complain } from '../terminal.ts';

/** Columns that hold several, separated by spaces, commas or semicolons. */
const LISTS: ReadonlySet<string> = new Set(['scopes', 'needs', 'where']);

export interface ImportOptions extends InventoryFlags {
  /** Where a listing of Vault is from. */
  readonly from?: string;
  /** Whether the values that a listing lacks are read by its commands. */
  readonly read?: boolean;
}

/** Adds the keys that are not known yet, all or none. @throws KeyturnError `usage` for what cannot be read */
export async function importKeys(file: string, options: ImportOptions): Promise<number> {
  const inventory = await openInventory(options, (await ownConfiguration())?.own?.inventory ?? null);
  try {
    const text = read(file);
    const known = await inventory.read();
    const found = await entriesIn(text, file, inventory.file, options);
    const fresh = found.filter(({ fingerprint }) => !known.some((one) => one.fingerprint === fingerprint));
    const added = isJson(file) ? withFreeNames(fresh, known) : fresh;
    if (added.length > 0) await inventory.add(added);
    const rest = found.length - added.length;
    complain(
      `${inventory.location}: ${added.length === 1 ? '1 key' : `${added.length} keys`} added${rest > 0 ? `, ${rest} known already` : ''}. No value was kept.`,
    );
  } finally {
    await inventory.close();
  }
  return ExitCode.clean;
}

async function entriesIn(
  text: string,
  file: string,
  inventory: string | null,
  options: ImportOptions,
): Promise<readonly KeyEntry[]> {
  if (file.toLowerCase().endsWith('.csv')) return fromCsv(text, file);
  if (isJson(file)) return distinct(await fromListing(text, file, options));
  return fromEnv(text, file, inventory);
}

const isJson = (file: string): boolean => file.toLowerCase().endsWith('.json');

/** Each key once: it may lie in several secrets, of which the first counts. */
function distinct(entries: readonly KeyEntry[]): KeyEntry[] {
  const first = new Map<string, KeyEntry>();
  for (const entry of entries) if (!first.has(entry.fingerprint)) first.set(entry.fingerprint, entry);
  return [...first.values()];
}

/** Managers let several secrets have one name. */
function withFreeNames(entries: readonly KeyEntry[], known: readonly KeyEntry[]): KeyEntry[] {
  const names = new Set(known.map(({ name }) => name));
  return entries.map((entry) => {
    let { name } = entry;
    for (let count = 2; names.has(name); count++) name = `${entry.name.slice(0, 95)}-${count}`;
    names.add(name);
    return { ...entry, name };
  });
}

/** What a secret manager lists; what is no key of a provider's is passed over. */
async function fromListing(text: string, file: string, { from, read: mayRead }: ImportOptions): Promise<KeyEntry[]> {
  const listed = readListing(text, file, from ?? null);
  const entries: KeyEntry[] = [];
  let unread = 0;
  for (const one of listed) {
    if (one.value === null && mayRead !== true) unread++;
    else entries.push(...(await keysOf(one)));
  }
  if (unread > 0) {
    complain(
      `${file} lists ${unread} secrets without their values, and a key is known by its value’s fingerprint: --read runs the manager’s own program for each.`,
    );
  }
  return entries;
}

async function keysOf(listed: ListedSecret): Promise<KeyEntry[]> {
  const { name, locator, isListing, dates } = listed;
  let { value } = listed;
  if (value === null) {
    const located = locator === null ? { reason: 'The listing does not say where it is.' } : await locate(locator, '.');
    if ('reason' in located) {
      complain(`${name}: ${located.reason}`);
      return [];
    }
    ({ value } = located);
  }
  if (isListing) {
    const path = locator?.split(' ').at(-1) ?? null;
    const fields = readListing(value, name, path);
    const keys = await Promise.all(fields.map((field) => keysOf(field)));
    return keys.flat().map((key) => ({ ...key, name: `${name}.${key.name}`.slice(0, 100) }));
  }
  const sighting = scannerOf()
    .scan(Buffer.from(`${name}=${value}\n`), { path: name })
    .find(({ secret }) => secret.reveal() === value.trim());
  if (sighting === undefined) return [];
  const { provider, fingerprint } = sighting;
  if (provider === null) {
    tellAmbiguous(name);
    return [];
  }
  return [{ name, provider, fingerprint, ...dates, ...(locator !== null && { where: [locator] }) }];
}

const scannerOf = (): Scanner => createScanner(process.env['KEYTURN_FINGERPRINT_KEY'] ?? null);

function tellAmbiguous(name: string): void {
  complain(`${name} may be several vendors’ key: say whose with keyturn keys add --provider.`);
}

/** Whose a key is, is judged as in a scan; what is ambiguous is told, and left to `keys add`. */
function fromEnv(text: string, file: string, inventory: string | null): KeyEntry[] {
  const sightings = scannerOf().scan(Buffer.from(text), { path: file });
  const from = inventory === null ? resolve(file) : relative(dirname(resolve(inventory)), resolve(file));
  const where = from.replaceAll('\\', '/');
  return Object.entries(parseEnv(text)).flatMap(([name, value]): KeyEntry[] => {
    const sighting = sightings.find(({ secret }) => secret.reveal() === value?.trim());
    if (sighting === undefined) return [];
    const { provider, fingerprint } = sighting;
    if (provider === null) {
      tellAmbiguous(name);
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
