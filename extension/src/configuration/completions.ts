/** What can be written at a place of a YAML text, by its schema. The text need not be whole: it is read by its indentation. */

/** As much of JSON Schema as our own uses. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

export interface Completion {
  readonly label: string;
  readonly kind: 'key' | 'value';
  /** What is written; a key with a list or a map below it brings the beginning of that. */
  readonly text: string;
  readonly description: string;
}

/** What counts in the user's own configuration only; the schema reader, which says so, is too large to be loaded for it. */
export const OWN_KEYS: readonly string[] = [
  'verify',
  'verifyAs',
  'workspaces',
  'endpoints',
  'targets',
  'audit',
  'hygiene',
  'inventory',
];

/** One step of the way to a place: a key, or an item of a list. */
interface Step {
  readonly column: number;
  /** Null for an item, which `item` numbers. */
  readonly key: string | null;
  readonly item: number;
}

const LINE = /^(?<indent> *)(?<dashes>(?:- +)*)(?:(?<key>[A-Za-z][\w-]*):(?: |$))?/;
const KEY_BEING_TYPED = /^ *(?:- +)*[\w-]*$/;
const VALUE_BEING_TYPED = /^ *(?:- +)*(?<key>[A-Za-z][\w-]*): +[\w-]*$/;

/**
 * @param line 0-based, as the column
 * @param leftOut keys of the topmost map that mean nothing here
 */
export function completionsAt(
  schema: Schema,
  text: string,
  line: number,
  column: number,
  leftOut: readonly string[] = [],
): Completion[] {
  const lines = text.split(/\r?\n/);
  const typed = (lines[line] ?? '').slice(0, column);
  const way: Step[] = [];
  const taken = new Set<string>();
  let items = 0;
  for (const [index, content] of lines.entries()) {
    const current = index === line;
    const shown = current ? typed : content;
    if (!current && (/^\s*(?:#|$)/.test(shown) || index > line)) continue;
    const { indent = '', dashes = '', key } = LINE.exec(shown)?.groups ?? {};
    let at = indent.length;
    // A list may stand as far left as the key that it belongs to.
    while (way.length > 0 && ends(way.at(-1), at, dashes !== '')) way.pop();
    for (const dash of dashes.match(/- +/g) ?? []) {
      way.push({ column: at, key: null, item: items++ });
      at += dash.length;
    }
    if (current) break;
    if (key === undefined) continue;
    taken.add(nameOf(way, key));
    way.push({ column: at, key, item: 0 });
  }
  const place = way.reduce<Schema | undefined>(below, schema);
  const value = VALUE_BEING_TYPED.exec(typed)?.groups?.['key'];
  if (value !== undefined) return valuesOf(place?.properties?.[value]);
  if (!KEY_BEING_TYPED.test(typed) || place === undefined) return [];
  const isTop = way.length === 0;
  const keys = Object.entries(place.properties ?? {}).filter(
    ([key]) => !taken.has(nameOf(way, key)) && !(isTop && leftOut.includes(key)),
  );
  return keys.length > 0 ? keys.map(([key, one]) => keyOf(key, one)) : isItem(way) ? valuesOf(place) : [];
}

function ends(step: Step | undefined, column: number, isDash: boolean): boolean {
  if (step === undefined) return false;
  return step.column > column || (step.column === column && (!isDash || step.key === null));
}

const isItem = (way: readonly Step[]): boolean => way.at(-1)?.key === null;

const nameOf = (way: readonly Step[], key: string): string =>
  [...way.map((step) => step.key ?? `#${step.item}`), key].join('/');

function below(schema: Schema | undefined, { key }: Step): Schema | undefined {
  return key === null ? schema?.items : schema?.properties?.[key];
}

function keyOf(label: string, schema: Schema): Completion {
  const opening = schema.type === 'array' ? '\n  - ' : schema.type === 'object' ? '\n  ' : ' ';
  return { label, kind: 'key', text: `${label}:${opening}`, description: descriptionOf(schema) };
}

function valuesOf(schema: Schema | undefined): Completion[] {
  if (schema === undefined) return [];
  const constant = schema.const === undefined ? [] : [schema.const];
  const values = schema.type === 'boolean' ? [true, false] : (schema.enum ?? constant);
  return values.map((value) => ({
    label: String(value),
    kind: 'value',
    text: String(value),
    description: value === schema.default ? 'default' : '',
  }));
}

function descriptionOf({ description = '', default: value }: Schema): string {
  const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
  return isPlain ? `${description}${description === '' ? '' : ' '}(${String(value)})` : description;
}
