/** What an audit comes to, for a terminal: what changed, what is to be done first, what was not covered. */
import { count } from '@keyturn/report';
import { printable } from '@keyturn/scanner';
import { providerOf } from './document.ts';
import type { AuditDocument, AuditKey } from './schema.ts';

/** Lines of a list before the rest is counted. */
const SHOWN = 20;

export function auditText(audit: AuditDocument): string {
  const { changes, keys, tasks, targets } = audit;
  const since = audit.previous === null ? 'the first audit' : `compared with ${audit.previous}`;
  const gaps = targets.filter(({ coverage }) => !coverage.complete);
  const hidden = keys.filter(({ suppressed }) => suppressed !== null).length;
  const lines = [
    `Audit ${audit.id} of ${count(targets.length, 'target')}, ${since}${audit.verified ? '' : '; no provider was asked (--verify)'}`,
    '',
    ...[
      ['new', changes.new.length],
      ['still open', changes.stillOpen.length],
      ['reopened', changes.reopened.length],
      ['closed, with proof', changes.closed.length],
      ['overdue', changes.overdue.length],
      ['not verifiable', changes.notVerifiable.length],
      ['not covered', changes.notCovered.length],
      ['suppressed', hidden],
    ].map(([label, number]) => `  ${String(number).padStart(6)}  ${label ?? ''}`),
    '',
    ...listed(
      keys.filter(({ state, suppressed }) => state === 'open' && suppressed === null),
      keyText,
    ),
    ...(tasks.length === 0 ? [] : ['', 'To do, the first first:']),
    ...listed(tasks, ({ due, owner, text }) => `  ${due ?? 'no date   '}  ${owner ?? 'nobody'}: ${text}`),
    ...(gaps.length === 0 ? [] : ['', 'Not covered completely:']),
    ...listed(gaps, ({ name, coverage }) => `  ${name}: ${coverage.failure ?? gapText(coverage.skippedTotal)}`),
    '',
  ];
  return lines.map(printable).join('\n');
}

function keyText(key: AuditKey): string {
  const where = key.occurrences.map(({ target }) => target);
  const more = where.length > 1 ? ` and ${count(where.length - 1, 'more target')}` : '';
  const place = key.occurrences[0]?.places[0]?.path ?? '';
  return `  ${key.severity.padEnd(8)}  ${key.change === 'stillOpen' ? 'still open' : key.change.padEnd(10)}  ${key.preview}  ${providerOf(key)}, ${key.validity.state}: ${where[0] ?? ''}${place === '' ? '' : ` ${place}`}${more}`;
}

function listed<T>(items: readonly T[], line: (item: T) => string): string[] {
  const more = items.length - SHOWN;
  return [...items.slice(0, SHOWN).map(line), ...(more > 0 ? [`  and ${more} more`] : [])];
}

export function gapText(skippedTotal: Readonly<Record<string, number>>): string {
  const reasons = Object.entries(skippedTotal).map(([reason, number]) => `${number} ${reason}`);
  return reasons.length === 0 ? 'it was not finished' : reasons.join(', ');
}
