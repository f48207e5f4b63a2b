/**
 * `--format csv` (RFC 4180): a line for each place of a key, and one for each gap in the coverage. A cell never starts a
 * formula in a spreadsheet.
 */
import type { Finding, Occurrence } from '@keyturn/scanner';
import type { Formatter } from '../format.ts';
import { csvCell } from '../escape.ts';
import { KeyMask } from '../key-mask.ts';

type Cell = string | number | boolean | null | undefined;
interface Row {
  readonly finding?: Finding;
  readonly occurrence?: Occurrence;
  readonly gap?: { readonly where: string; readonly reason: string; readonly total: number };
  readonly roots: readonly string[];
}

/** Every column: its name and where its value comes from. */
const COLUMNS: readonly (readonly [string, (row: Row) => Cell])[] = [
  ['record', ({ gap }) => (gap === undefined ? 'finding' : 'gap')],
  ['severity', ({ finding }) => finding?.severity],
  ['rule', ({ finding }) => finding?.rule],
  ['provider', ({ finding }) => finding?.provider],
  ['candidates', ({ finding }) => finding?.candidates.join(' ')],
  ['environment', ({ finding }) => finding?.environment],
  ['confidence', ({ finding }) => finding?.confidence],
  ['validity', ({ finding }) => finding?.validity.state],
  ['validity_reason', ({ finding, gap }) => gap?.reason ?? finding?.validity.reason],
  ['preview', ({ finding }) => finding?.preview],
  ['fingerprint', ({ finding }) => finding?.fingerprint],
  ['root', ({ occurrence, roots }) => (occurrence === undefined ? null : roots[occurrence.root])],
  ['source', ({ occurrence }) => occurrence?.source],
  ['path', ({ occurrence, gap }) => gap?.where ?? occurrence?.path],
  ['start_line', ({ occurrence }) => occurrence?.startLine],
  ['start_column', ({ occurrence }) => occurrence?.startColumn],
  ['end_line', ({ occurrence }) => occurrence?.endLine],
  ['end_column', ({ occurrence }) => occurrence?.endColumn],
  ['encoding', ({ occurrence }) => occurrence?.encoding.join(' > ')],
  ['commit', ({ occurrence }) => occurrence?.git?.commit],
  ['blob', ({ occurrence }) => occurrence?.git?.blob],
  ['author', ({ occurrence }) => occurrence?.git?.author],
  ['author_email', ({ occurrence }) => occurrence?.git?.authorEmail],
  ['date', ({ occurrence }) => occurrence?.git?.date],
  ['refs', ({ occurrence }) => occurrence?.git?.refs.join(' ')],
  ['removed', ({ occurrence }) => occurrence?.git?.removed],
  ['suppressed_by', ({ occurrence }) => occurrence?.suppressed?.by],
  ['suppressed_reason', ({ occurrence }) => occurrence?.suppressed?.reason],
  ['suppressed_owner', ({ occurrence }) => occurrence?.suppressed?.owner],
  ['suppressed_expires', ({ occurrence }) => occurrence?.suppressed?.expires],
  ['hygiene', ({ finding }) => finding?.hygiene.map(({ code }) => code).join(' ')],
  ['count', ({ gap }) => gap?.total],
];

export const csv: Formatter = {
  write({ result }, sink) {
    const mask = new KeyMask(result.findings);
    const { roots } = result;
    const write = (cells: readonly Cell[]): void => sink(`${cells.map((cell) => encode(cell, mask)).join(',')}\r\n`);
    const writeRow = (row: Row): void => write(COLUMNS.map(([, value]) => value(row)));
    write(COLUMNS.map(([name]) => name));
    for (const finding of result.findings) {
      for (const occurrence of finding.occurrences) writeRow({ finding, occurrence, roots });
    }
    for (const [reason, total] of Object.entries(result.coverage.skippedTotal)) {
      const first = result.coverage.skipped.find((skip) => skip.reason === reason);
      writeRow({ gap: { where: first?.where ?? '', reason, total }, roots });
    }
  },
};

function encode(cell: Cell, mask: KeyMask): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  return csvCell(mask.text(cell));
}
