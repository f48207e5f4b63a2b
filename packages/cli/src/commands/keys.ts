/** `keyturn keys`: the inventory of the keys one knows. Their values are read, and never kept. */
import { writeFileSync } from 'node:fs';
import { text as textOf } from 'node:stream/consumers';
import { judgeKey, rankOf, rotationDay } from '@keyturn/hygiene';
import type { Policy } from '@keyturn/hygiene';
import { factsOfEntry, knownKeys } from '@keyturn/inventory';
import type { KeyEntry, KeysDocument } from '@keyturn/inventory';
import type { OwnConfig } from '@keyturn/config';
import { KeyturnError } from '@keyturn/scanner';
import { ownConfiguration } from '@keyturn/config/find';
import type { Validity } from '@keyturn/scanner';
import { now } from '../clock.ts';
import { ExitCode } from '../exit-code.ts';
import { policyOfUser } from '../hygiene.ts';
import { keysTable } from '../keys-table.ts';
import { openInventory, secretOf } from '../inventory.ts';
import type { Inventory, InventoryFlags } from '../inventory.ts';
import { fingerprintOf } from '../own-fingerprint.ts';
import { complain, styleOf } from '../terminal.ts';
import type { ColourChoice } from '../terminal.ts';

type Key = KeysDocument['keys'][number];

export interface KeysOptions extends InventoryFlags {
  readonly format: string;
  readonly color: ColourChoice;
  readonly output?: string;
}

export interface AddOptions extends InventoryFlags {
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
  const { inventory: _, ledger: __, provider, name, fromEnv, scopes, needs, ...rest } = options;
  const value = fromEnv === undefined ? await textOf(process.stdin) : (process.env[fromEnv] ?? '');
  if (value.trim() === '') {
    const why = 'Give the key on standard input, or name its variable with --from-env.';
    throw new KeyturnError('usage', fromEnv === undefined ? why : `${fromEnv} is not set.`);
  }
  const secret = secretOf(provider, value);
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
  const entry = Object.fromEntries(Object.entries(said).filter(([, one]) => one !== undefined)) as KeyEntry;
  await withInventory(options, async (one) => {
    await one.add([entry]);
    complain(`${one.location} now has ${name}: ${secret.preview}, ${entry.fingerprint}. Its value was not kept.`);
  });
  return ExitCode.clean;
}

/** Prints the inventory, worst first. */
export async function listKeys(options: KeysOptions): Promise<number> {
  const entries = await withInventory(options, (inventory) => inventory.read());
  write(judge(entries, new Map(), await policy()), options);
  return ExitCode.clean;
}

/** Verifies each key where it is kept: 0 all well, 1 something is to be done, 3 something could not be told. */
export async function checkKeys(options: KeysOptions): Promise<number> {
  const { checkEntries } = await import('../keys-check.ts');
  const { entries, validities } = await withInventory(options, async (inventory) => {
    const all = await inventory.read();
    const answers = await checkEntries(all, inventory.file, await ownConfig());
    // Keys that were found, too, have their answers kept, and are closed or opened again by them.
    await inventory.ledger?.recordVerdicts(
      all.flatMap(({ name, fingerprint }) => {
        const validity = answers.get(name);
        return validity === undefined ? [] : [{ fingerprint, validity }];
      }),
    );
    return { entries: all, validities: answers };
  });
  const keys = judge(entries, validities, await policy());
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
  const entries = await withInventory(options, (inventory) => inventory.read());
  const { calendarOf } = await import('@keyturn/inventory/calendar');
  const calendar = calendarOf(judge(entries, new Map(), await policy()));
  if (options.output === undefined) process.stdout.write(calendar);
  else writeFileSync(options.output, calendar);
  return ExitCode.clean;
}

/** The user's own figures: no tree is looked at. */
async function policy(): Promise<Policy> {
  return policyOfUser(await ownConfig());
}

async function ownConfig(): Promise<OwnConfig | null> {
  return (await ownConfiguration())?.own ?? null;
}

/** Opens, hands over, closes, whatever happens. */
async function withInventory<T>(flags: InventoryFlags, act: (inventory: Inventory) => Promise<T>): Promise<T> {
  const inventory = await openInventory(flags, (await ownConfig())?.inventory ?? null);
  try {
    return await act(inventory);
  } finally {
    await inventory.close();
  }
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
