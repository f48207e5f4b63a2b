/** `keyturn keys`: the inventory of the keys one knows. Their values are read, and never kept. */
import { writeFileSync } from 'node:fs';
import { text as textOf } from 'node:stream/consumers';
import { judgeKey, rankOf, rotationDay } from '@keyturn/hygiene';
import type { Policy } from '@keyturn/hygiene';
import { addToKeysFile, factsOfEntry, knownKeys, readKeysFile, readKeysFileIfAny } from '@keyturn/inventory';
import type { KeyEntry, KeysDocument } from '@keyturn/inventory';
import { KeyturnError } from '@keyturn/scanner';
import type { Validity } from '@keyturn/scanner';
import { now } from '../clock.ts';
import { configurationOf } from '../configuration.ts';
import { ExitCode } from '../exit-code.ts';
import { policyOfUser } from '../hygiene.ts';
import { keysTable } from '../keys-table.ts';
import { inventoryFile, secretOf } from '../inventory.ts';
import { fingerprintOf } from '../own-fingerprint.ts';
import { complain, styleOf } from '../terminal.ts';
import type { ColourChoice } from '../terminal.ts';

type Key = KeysDocument['keys'][number];

export interface KeysOptions {
  readonly inventory?: string;
  readonly format: string;
  readonly color: ColourChoice;
  readonly output?: string;
}

export interface AddOptions {
  readonly inventory?: string;
  readonly provider: string;
  readonly name: string;
  readonly fromEnv?: string;
  readonly owner?: string;
  readonly environment?: string;
  readonly workspace?: string;
  readonly scopes?: string;
  readonly needs?: string;
  readonly created?: string;
  readonly expires?: string;
  readonly lastUsed?: string;
  readonly where?: string[];
  readonly replaces?: string;
}

const NOT_CHECKED: Validity = {
  state: 'not-checked',
  reason: 'keyturn keys check asks.',
  checkedAt: null,
  endpoint: null,
};

/** Adds a key by its value, of which the fingerprint is kept. @throws KeyturnError `usage` */
export async function addKey(options: AddOptions): Promise<number> {
  const { inventory, provider, name, fromEnv, scopes, needs, ...rest } = options;
  const value = fromEnv === undefined ? await textOf(process.stdin) : (process.env[fromEnv] ?? '');
  if (value.trim() === '') {
    const why = 'Give the key on standard input, or name its variable with --from-env.';
    throw new KeyturnError('usage', fromEnv === undefined ? why : `${fromEnv} is not set.`);
  }
  const secret = secretOf(provider, value);
  const file = inventoryFile(inventory);
  const list = (names: string | undefined): string[] | undefined =>
    names === undefined ? undefined : names.split(',').map((one) => one.trim());
  const said = {
    name,
    provider,
    fingerprint: fingerprintOf(secret),
    ...rest,
    scopes: list(scopes),
    needs: list(needs),
  };
  // What was not said is left out, rather than written down as nothing.
  addToKeysFile(file, [Object.fromEntries(Object.entries(said).filter(([, one]) => one !== undefined)) as KeyEntry]);
  complain(`${file} now has ${name}: ${secret.preview}, ${fingerprintOf(secret)}. Its value was not kept.`);
  return ExitCode.clean;
}

/** Prints the inventory, worst first. */
export async function listKeys(options: KeysOptions): Promise<number> {
  const file = inventoryFile(options.inventory);
  const entries = options.inventory === undefined ? readKeysFileIfAny(file) : readKeysFile(file);
  write(judge(entries, new Map(), await policy()), options);
  return ExitCode.clean;
}

/** Verifies each key where it is kept: 0 all well, 1 something is to be done, 3 something could not be told. */
export async function checkKeys(options: KeysOptions): Promise<number> {
  const file = inventoryFile(options.inventory);
  const entries = options.inventory === undefined ? readKeysFileIfAny(file) : readKeysFile(file);
  const { checkEntries } = await import('../keys-check.ts');
  const config = await configurationOf('.', {});
  const keys = judge(entries, await checkEntries(entries, file, config?.own ?? null), await policy());
  write(keys, options);
  const replaced = new Set(entries.map(({ replaces }) => replaces));
  const isDead = ({ name, validity }: Key): boolean => validity.state === 'inactive' && !replaced.has(name);
  if (keys.some((key) => key.hygiene.length > 0 || isDead(key))) return ExitCode.findings;
  return keys.every(({ validity }) => validity.state === 'active' || validity.state === 'inactive')
    ? ExitCode.clean
    : ExitCode.incomplete;
}

/** Writes rotation and expiry as a calendar. */
export async function writeCalendar(options: KeysOptions): Promise<number> {
  const file = inventoryFile(options.inventory);
  const entries = options.inventory === undefined ? readKeysFileIfAny(file) : readKeysFile(file);
  const { calendarOf } = await import('@keyturn/inventory/calendar');
  const calendar = calendarOf(judge(entries, new Map(), await policy()));
  if (options.output === undefined) process.stdout.write(calendar);
  else writeFileSync(options.output, calendar);
  return ExitCode.clean;
}

/** The user's own figures: no tree is looked at. */
async function policy(): Promise<Policy> {
  return policyOfUser((await configurationOf('.', {}))?.own);
}

function judge(entries: readonly KeyEntry[], validities: ReadonlyMap<string, Validity>, figures: Policy): Key[] {
  const known = knownKeys(entries);
  const at = now();
  const keys = entries.map((entry): Key => {
    const validity = validities.get(entry.name) ?? NOT_CHECKED;
    const facts = factsOfEntry(entry, known.get(entry.fingerprint) ?? { entry: null, created: null }, validity);
    return {
      name: entry.name,
      provider: entry.provider,
      fingerprint: entry.fingerprint,
      owner: entry.owner ?? null,
      environment: entry.environment ?? null,
      scopes: entry.scopes ?? null,
      created: facts.created && { ...facts.created },
      expires: entry.expires ?? null,
      rotateBy: rotationDay(facts, figures),
      validity: { ...validity },
      hygiene: judgeKey(facts, figures, at),
    };
  });
  const worst = ({ hygiene }: Key): number => rankOf(hygiene[0]?.code ?? '');
  return keys.toSorted(
    (a, b) => worst(a) - worst(b) || compare(a.rotateBy ?? '~', b.rotateBy ?? '~') || compare(a.name, b.name),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function write(keys: readonly Key[], { format, color }: KeysOptions): void {
  if (format === 'json') {
    process.stdout.write(`${JSON.stringify({ schema: 'keyturn/keys@1', keys }, null, 2)}\n`);
    return;
  }
  if (format !== 'text') throw new KeyturnError('usage', `keyturn keys writes text or json, not ${format}.`);
  process.stdout.write(keysTable(keys, styleOf(process.stdout, color)));
}
