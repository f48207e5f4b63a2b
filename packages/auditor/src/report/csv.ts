/** A line for each key and target, each task, and each target: what a spreadsheet sorts and sums. */
import { csvCell } from '@keyturn/report/escape';
import type { AuditDocument, AuditKey } from './schema.ts';

const KEY = [
  'record',
  'change',
  'state',
  'severity',
  'provider',
  'preview',
  'fingerprint',
  'name',
  'owner',
  'due',
  'validity',
  'checked',
  'created',
  'created_exact',
  'rotate_by',
  'expires',
] as const;
const PLACE = ['target', 'places', 'standing', 'first_place'] as const;
const EVIDENCE = ['hygiene', 'suppressed', 'evidence'] as const;
const COLUMNS = [...KEY, ...PLACE, ...EVIDENCE];

type Column = (typeof COLUMNS)[number];
type Row = Partial<Record<Column, string | number | boolean | null>>;

export function* auditCsv(audit: AuditDocument): Generator<string> {
  yield `${COLUMNS.join(',')}\r\n`;
  for (const key of audit.keys) yield* linesOf(key);
  for (const { name, provider, fingerprint, owner, created, rotateBy, expires, hygiene } of audit.inventory) {
    const codes = hygiene.map(({ code }) => code).join(' ');
    const age = { created: created?.date.slice(0, 10) ?? null, created_exact: created?.exact ?? null };
    yield line({
      record: 'inventory',
      provider,
      fingerprint,
      name,
      owner,
      ...age,
      rotate_by: rotateBy,
      expires,
      hygiene: codes,
    });
  }
  for (const { owner, due, provider, fingerprint, text } of audit.tasks) {
    yield line({ record: 'task', provider, fingerprint, owner, due, evidence: text });
  }
  for (const { name, coverage, open } of audit.targets) {
    const state = coverage.failure !== null ? 'not covered' : coverage.complete ? 'complete' : 'incomplete';
    const gaps = Object.entries(coverage.skippedTotal).map(([reason, number]) => `${number} ${reason}`);
    yield line({
      record: 'target',
      state,
      target: name,
      places: open,
      evidence: coverage.failure ?? gaps.join(', '),
    });
  }
}

function* linesOf(key: AuditKey): Generator<string> {
  const { created, occurrences, events } = key;
  const row: Row = {
    record: 'key',
    change: key.change,
    state: key.state,
    severity: key.severity,
    provider: key.provider ?? key.candidates.join(' or '),
    preview: key.preview,
    fingerprint: key.fingerprint,
    name: key.name,
    owner: key.owner,
    due: key.due,
    validity: key.validity.state,
    checked: key.validity.checkedAt,
    created: created?.date.slice(0, 10) ?? null,
    created_exact: created?.exact ?? null,
    rotate_by: key.rotateBy,
    expires: key.expires,
    hygiene: key.hygiene.map(({ code }) => code).join(' '),
    suppressed: key.suppressed,
    evidence: events.map(({ kind, at, evidence }) => `${at.slice(0, 10)} ${kind}: ${evidence}`).join(' '),
  };
  // All but the place is the same in each line, and written once.
  const before = cells(row, KEY);
  const after = cells(row, EVIDENCE);
  for (const { target, total, standing, places } of occurrences) {
    const [first] = places;
    const place = first === undefined ? null : `${first.path ?? first.source}:${first.line}`;
    yield `${before},${cells({ target, places: total, standing, first_place: place }, PLACE)},${after}\r\n`;
  }
}

const line = (row: Row): string => `${cells(row, COLUMNS)}\r\n`;

function cells(row: Row, columns: readonly Column[]): string {
  return columns.map((name) => cellOf(row[name] ?? '')).join(',');
}

function cellOf(value: string | number | boolean): string {
  return typeof value === 'string' ? (value === '' ? '' : csvCell(value)) : String(value);
}
