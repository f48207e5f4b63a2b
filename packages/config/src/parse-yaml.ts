/** A YAML text held against a schema: what is wrong is told with file, line, column and a suggestion. */
import { KeyturnError } from '@keyturn/scanner';
import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { nearest } from './suggest.ts';

const MOST_BYTES = 1_000_000;
/** Problems told at once. */
const TOLD = 10;

export interface Parsed<T> {
  readonly value: T;
  /** The line of what stands at a path, for what is said later. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
}

export interface ParseOptions {
  /** Top-level keys that are taken out before the schema sees them. */
  readonly drop?: readonly string[];
  /** Told each that was there. */
  readonly onDrop?: (key: string, line: number) => void;
}

/** @throws KeyturnError `config` with all that is wrong, a line each */
export function parseYaml<T>(text: string, file: string, schema: z.ZodType<T>, options: ParseOptions = {}): Parsed<T> {
  if (text.length > MOST_BYTES) {
    throw new KeyturnError('config', `${file} is larger than a configuration can be (1 MB).`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true, uniqueKeys: true });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [error] = document.errors;
  if (error !== undefined) {
    throw new KeyturnError('config', `${at(error.pos[0])}: ${error.message.split('\n')[0] ?? ''}`);
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (cause) {
    throw new KeyturnError('config', `${file}: its aliases expand to too much.`, { cause });
  }
  for (const key of options.drop ?? []) {
    if (typeof value !== 'object' || value === null || !(key in value)) continue;
    Reflect.deleteProperty(value, key);
    options.onDrop?.(key, lines.linePos(offsetOf(document, [key])).line);
  }
  const result = schema.safeParse(value);
  if (!result.success) {
    const problems = result.error.issues
      .flatMap((issue) => describe(issue, document))
      .map(({ offset, message }) => `${at(offset)}: ${message}`);
    const more = problems.length > TOLD ? `\nand ${problems.length - TOLD} more` : '';
    throw new KeyturnError('config', `${problems.slice(0, TOLD).join('\n')}${more}`);
  }
  return { value: result.data, lineOf: (path) => lines.linePos(offsetOf(document, path)).line };
}

interface Problem {
  readonly offset: number;
  readonly message: string;
}

function describe(issue: z.core.$ZodIssue, document: Document): Problem[] {
  const name = issue.path.map(String).join('.');
  const where = name === '' ? '' : `${name}: `;
  const offset = offsetOf(document, issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const known = nearest(key, KNOWN.get(name.replaceAll(/\.\d+/g, '')) ?? ALL_KEYS);
      return {
        offset: offsetOf(document, [...issue.path, key], true),
        message: `${where}there is no ${JSON.stringify(key)}${known === null ? '' : `; did you mean ${known}?`}`,
      };
    });
  }
  if (issue.code === 'invalid_value') {
    const options = issue.values.map(String);
    const given = document.getIn(issue.path);
    const known = typeof given === 'string' ? nearest(given, options) : null;
    return [
      { offset, message: `${where}one of ${options.join(', ')}${known === null ? '' : `; did you mean ${known}?`}` },
    ];
  }
  if (issue.code === 'invalid_type' && document.getIn(issue.path) === undefined) {
    return [{ offset, message: `${where}is missing (${issue.expected})` }];
  }
  return [{ offset, message: `${where}${issue.message}` }];
}

/** Where a value stands, or its key; the nearest parent of what is missing. */
function offsetOf(document: Document, path: readonly PropertyKey[], isKey = false): number {
  for (let length = path.length; length >= 0; length--) {
    const part = path.slice(0, length);
    const last = part.at(-1);
    const parent: unknown = length === 0 ? null : document.getIn(part.slice(0, -1), true);
    if (isKey && length === path.length && isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === last);
      if (isScalar(pair?.key) && pair.key.range) return pair.key.range[0];
    }
    const node: unknown = length === 0 ? document.contents : document.getIn(part, true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

const ALL_KEYS: readonly string[] = [
  'version',
  'include',
  'exclude',
  'minSeverity',
  'minConfidence',
  'suppress',
  'baseline',
  'comments',
  'rules',
  'providers',
  'importRules',
  'verify',
  'verifyAs',
  'workspaces',
  'endpoints',
  'targets',
  'hygiene',
  'inventory',
];
const THRESHOLDS = ['rotateDays', 'warnDays', 'expiresSoonDays', 'unusedDays', 'overlapDays'];
/** Keys by the place in which they stand, for suggestions. */
const KNOWN = new Map<string, readonly string[]>([
  ['', ALL_KEYS],
  ['suppress', ['fingerprint', 'path', 'rule', 'reason', 'owner', 'expires']],
  [
    'rules',
    ['id', 'description', 'pattern', 'ignoreCase', 'group', 'keywords', 'entropy', 'confidence', 'path', 'allow'],
  ],
  ['providers', ['id', 'name', 'summary', 'shapes', 'context', 'rivals', 'rotation', 'probe']],
  ['hygiene', ['preset', 'rules', ...THRESHOLDS]],
  ['hygiene.rules', ['provider', 'environment', 'scope', ...THRESHOLDS]],
  ['providers.shapes', ['rule', 'prefix', 'alphabet', 'tail', 'documented', 'environment', 'prefixUse']],
]);
