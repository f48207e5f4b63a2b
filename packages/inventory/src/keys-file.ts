/** `keys.yaml` on disk: read against its schema, and added to without losing what a person wrote beside the keys. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseYaml } from '@keyturn/config/yaml';
import { KeyturnError } from '@keyturn/scanner';
import { lock } from 'proper-lockfile';
import { isSeq, parseDocument } from 'yaml';
import { checkNewEntries } from './new-entries.ts';
import { keysFileSchema } from './schema.ts';
import type { KeyEntry } from './schema.ts';

const EMPTY = '# The keys we know, without their values. keyturn keys add adds to it.\nversion: 1\nkeys: []\n';

/** @throws KeyturnError `config` with file, line and column; `usage` where there is no such file */
export function readKeysFile(file: string): readonly KeyEntry[] {
  const text = textOf(file);
  if (text === undefined) {
    throw new KeyturnError('usage', `There is no inventory at ${file}. keyturn keys add makes one.`);
  }
  return parse(text, file);
}

/** The same, and no keys where there is no file yet. */
export function readKeysFileIfAny(file: string): readonly KeyEntry[] {
  const text = textOf(file);
  return text === undefined ? [] : parse(text, file);
}

/**
 * Adds keys, all or none. Comments and order stay; the file is there whole or not at all. Of several that add at once, each waits for
 * the one before.
 *
 * @throws KeyturnError `usage` where a name or a key is in it already, or one replaces a key that is not; `store` where it can't be
 * written
 */
export async function addToKeysFile(file: string, entries: readonly KeyEntry[]): Promise<void> {
  const release = await lockOf(file);
  try {
    add(file, entries);
  } finally {
    await release();
  }
}

/** A lock of a process that was killed counts for ten seconds; whoever waits has more patience than that. */
const PATIENCE = { retries: 200, factor: 1, minTimeout: 25, maxTimeout: 150, randomize: true };

async function lockOf(file: string): Promise<() => Promise<void>> {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return await lock(file, { realpath: false, stale: 10_000, retries: PATIENCE });
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    const why =
      code === 'ELOCKED'
        ? `Another process has been writing to the inventory ${file} (${file}.lock). Try again when it is done.`
        : `The inventory ${file} cannot be written (${code}). Nothing was changed.`;
    throw new KeyturnError('store', why, { cause: error });
  }
}

function add(file: string, entries: readonly KeyEntry[]): void {
  const text = textOf(file);
  checkNewEntries(entries, text === undefined ? [] : parse(text, file), file);
  const document = parseDocument(text ?? EMPTY);
  const keys = document.get('keys');
  if (isSeq(keys)) {
    keys.flow = false;
    for (const entry of entries) keys.add(document.createNode(entry));
  } else {
    document.set('keys', entries);
  }
  replace(file, document.toString({ lineWidth: 0 }));
}

function parse(text: string, file: string): readonly KeyEntry[] {
  const { value, lineOf } = parseYaml(text, file, keysFileSchema);
  const names = new Set<string>();
  for (const [index, { name }] of value.keys.entries()) {
    if (names.has(name)) {
      throw new KeyturnError('config', `${file}:${lineOf(['keys', index])}: there is another key named ${name}.`);
    }
    names.add(name);
  }
  return value.keys;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new KeyturnError('config', `The inventory ${file} cannot be read (${code}).`, { cause: error });
  }
}

function replace(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text, { flag: 'wx', mode: 0o600 });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new KeyturnError('store', `The inventory ${file} cannot be written (${code}). Nothing was changed.`, {
      cause: error,
    });
  }
}
