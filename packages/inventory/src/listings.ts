/**
 * What secret managers' own programs print as JSON: of 1Password `op item list`, of Vault `vault kv list` and `vault kv get`, of AWS
 * `aws secretsmanager list-secrets` and `get-secret-value`, of Doppler `doppler secrets` and `doppler secrets download`. Some print values
 * and some only names; each item comes with the command by which its value is had again.
 */
import { KeyturnError } from '@keyturn/scanner';
import { z } from 'zod';
import type { KeyEntry } from './schema.ts';

export interface ListedSecret {
  /** Fit for an inventory. */
  readonly name: string;
  /** Null where the listing has none: `locator` gives it. */
  readonly value: string | null;
  /** `command:…`; null where the listing does not say where it is from. */
  readonly locator: string | null;
  /** Whether the command prints another listing rather than a value. */
  readonly isListing: boolean;
  readonly dates: Pick<KeyEntry, 'created' | 'lastUsed'>;
}

/** What a program's argument may hold: no space, at which a locator is split, and no dash at its beginning. */
const SAFE = /^[A-Za-z0-9_/+=.@:][\w/+=.@:-]*$/;
const date = z.union([z.number(), z.string()]).nullish();

const onePassword = z.array(
  z.object({
    id: z.string(),
    title: z.string(),
    category: z.string(),
    vault: z.object({ id: z.string() }),
    created_at: date,
    updated_at: date,
  }),
);
const vaultList = z.array(z.string());
const vaultGet = z.object({
  data: z.object({ data: z.record(z.string(), z.unknown()), metadata: z.object({ created_time: date }).nullish() }),
});
const awsList = z.object({
  SecretList: z.array(
    z.object({
      Name: z.string(),
      CreatedDate: date,
      LastChangedDate: date,
      LastRotatedDate: date,
      LastAccessedDate: date,
    }),
  ),
});
const awsGet = z.object({ Name: z.string(), SecretString: z.string(), CreatedDate: date });
const doppler = z.record(z.string(), z.union([z.string(), z.object({ computed: z.string().nullable() })]));

/** The field that holds the secret, by an item's category; others hold none. */
const FIELDS: Readonly<Record<string, string>> = {
  API_CREDENTIAL: 'credential',
  LOGIN: 'password',
  PASSWORD: 'password',
};

/**
 * @param from where a listing of Vault is from, which it does not say itself: `secret/app`
 * @throws KeyturnError `usage` where it is none of these; nothing of the text is quoted
 */
export function readListing(text: string, file: string, from: string | null): ListedSecret[] {
  const json = parse(text, file);
  for (const read of [fromOnePassword, fromVaultList, fromAws, fromVault, fromDoppler]) {
    const found = read(json, from);
    if (found !== null) return found;
  }
  throw new KeyturnError(
    'usage',
    `${file} is no listing of op, vault, aws secretsmanager or doppler. keyturn keys import --help shows the commands.`,
  );
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text.
    throw new KeyturnError('usage', `${file} is no JSON.`);
  }
}

function fromOnePassword(json: unknown): ListedSecret[] | null {
  const items = onePassword.safeParse(json).data ?? null;
  if (items === null || items.length === 0) return items === null ? null : [];
  return items.flatMap(({ id, title, category, vault, created_at, updated_at }) => {
    const field = FIELDS[category];
    const locator = command('op read', `op://${vault.id}/${id}/${field ?? ''}`);
    return field === undefined || locator === null
      ? []
      : [secret(title, { locator, dates: datesOf(created_at, updated_at) })];
  });
}

function fromVaultList(json: unknown, from: string | null): ListedSecret[] | null {
  const names = vaultList.safeParse(json).data;
  if (names === undefined) return null;
  if (from === null) {
    throw new KeyturnError('usage', 'A listing of Vault does not say of what: name its path with --from secret/app.');
  }
  return names
    .filter((name) => !name.endsWith('/'))
    .flatMap((name) => {
      const locator = command('vault kv get -format=json', `${from.replace(/\/+$/, '')}/${name}`);
      return locator === null ? [] : [secret(name, { locator, isListing: true })];
    });
}

function fromVault(json: unknown, from: string | null): ListedSecret[] | null {
  const found = vaultGet.safeParse(json).data;
  if (found === undefined) return null;
  const { data, metadata } = found.data;
  return Object.entries(data).flatMap(([name, value]) =>
    typeof value === 'string'
      ? [
          secret(name, {
            value,
            locator: from === null || !SAFE.test(name) ? null : command(`vault kv get -field=${name}`, from),
            dates: datesOf(metadata?.created_time, null),
          }),
        ]
      : [],
  );
}

function fromAws(json: unknown): ListedSecret[] | null {
  const get = (name: string): string | null =>
    command('aws secretsmanager get-secret-value --query SecretString --output text --secret-id', name);
  const one = awsGet.safeParse(json).data;
  if (one !== undefined) {
    const { Name: name, SecretString: value, CreatedDate: created } = one;
    return [secret(name, { value, locator: get(name), dates: datesOf(created, null) })];
  }
  return (
    awsList
      .safeParse(json)
      .data?.SecretList.flatMap(({ Name: name, CreatedDate, LastChangedDate, LastRotatedDate, LastAccessedDate }) => {
        const locator = get(name);
        const dates = {
          ...datesOf(LastRotatedDate ?? CreatedDate, LastChangedDate),
          ...optional('lastUsed', dayOf(LastAccessedDate)),
        };
        return locator === null ? [] : [secret(name, { locator, dates })];
      }) ?? null
  );
}

function fromDoppler(json: unknown): ListedSecret[] | null {
  const found = doppler.safeParse(json).data;
  if (found === undefined) return null;
  return Object.entries(found).flatMap(([name, one]) => {
    const value = typeof one === 'string' ? one : one.computed;
    return [secret(name, { value, locator: command('doppler secrets get --plain', name) })];
  });
}

function secret(name: string, over: Partial<ListedSecret>): ListedSecret {
  return { name: nameOf(name), value: null, locator: null, isListing: false, dates: {}, ...over };
}

const command = (words: string, argument: string): string | null =>
  SAFE.test(argument) ? `command:${words} ${argument}` : null;

function nameOf(text: string): string {
  const name = text
    .replaceAll(/[^\w.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 100);
  return name === '' ? 'key' : name;
}

/** When the value was made: only where nothing changed it since, as far as the listing tells. */
function datesOf(
  made: string | number | null | undefined,
  changed: string | number | null | undefined,
): { created?: string } {
  const [first, last] = [dayOf(made), dayOf(changed)];
  return last === null || first === last ? optional('created', first) : {};
}

function optional<K extends string>(key: K, value: string | null): { [key in K]?: string } {
  return value === null ? {} : ({ [key]: value } as { [key in K]?: string });
}

/** AWS writes seconds, others ISO 8601. */
function dayOf(instant: string | number | null | undefined): string | null {
  if (instant === null || instant === undefined) return null;
  const at = new Date(typeof instant === 'number' ? instant * 1000 : instant);
  return Number.isNaN(at.getTime()) ? null : at.toISOString().slice(0, 10);
}
