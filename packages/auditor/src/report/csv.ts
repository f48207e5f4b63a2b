/** A line for each key and target, each task, and each target: what a spreadsheet sorts and sums. */
import { csvCell } from '@keyturn/report/escape';
import type { AuditDocument, AuditKey } from './schema.ts';

const COLUMNS = [
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
  'target',
  'places',
  'standing',
  'first_place',
  'hygiene',
  'suppressed',
  'evidence',
] as const;

type Row = Partial<Record<(typeof COLUMNS)[number], string | number | boolean | null>>;

export function* auditCsv(audit: AuditDocument): Generator<string> {
  yield `${COLUMNS.join(',')}\r\n`;
  for (const key of audit.keys) for (const row of rowsOf(key)) yield lineOf(row);
  for (const { name, provider, fingerprint, owner, created, rotateBy, expires, hygiene } of audit.inventory) {
    const codes = hygiene.map(({ code }) => code).join(' ');
    const age = { created: created?.date.slice(0, 10) ?? null, created_exact: created?.exact ?? null };
    yield lineOf({
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
    yield lineOf({ record: 'task', provider, fingerprint, owner, due, evidence: text });
  }
  for (const { name, coverage, open } of audit.targets) {
    const state = coverage.failure !== null ? 'not covered' : coverage.complete ? 'complete' : 'incomplete';
    const gaps = Object.entries(coverage.skippedTotal).map(([reason, number]) => `${number} ${reason}`);
    yield lineOf({
      record: 'target',
      state,
      target: name,
      places: open,
      evidence: coverage.failure ?? gaps.join(', '),
    });
  }
}

function rowsOf(key: AuditKey): Row[] {
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
  return occurrences.map(({ target, total, standing, places }) => {
    const [first] = places;
    const place = first === undefined ? null : `${first.path ?? first.source}:${first.line}`;
    return { ...row, target, places: total, standing, first_place: place };
  });
}

function lineOf(row: Row): string {
  let line = '';
  for (const name of COLUMNS) {
    const value = row[name] ?? '';
    line += `${line === '' ? '' : ','}${typeof value === 'string' ? (value === '' ? '' : csvCell(value)) : String(value)}`;
  }
  return `${line}\r\n`;
}
