/** The last lines, which are read first: how many keys, what is hidden, how completely it was looked, how long it took. */
import { printable } from '@keyturn/scanner';
import type { Coverage, Finding, SkipReason } from '@keyturn/scanner';
import type { ReportInput } from '../format.ts';
import type { KeyMask } from '../key-mask.ts';
import { describeSuppression, gapReasons } from '../places.ts';
import { bySeverity, bytes, count, duration, placeName, ruleName, grouped } from '../words.ts';
import { cutStart, wrap } from './columns.ts';
import { place } from './entry.ts';
import type { Paint } from './paint.ts';

const LISTED = 3;
const LISTED_SUPPRESSIONS = 20;

/** What is suppressed, each with its reason. */
export function suppressedLines(findings: readonly Finding[], paint: Paint, mask: KeyMask): string[] {
  const all = findings.flatMap((finding) =>
    finding.occurrences.flatMap((occurrence) =>
      occurrence.suppressed === null ? [] : [{ finding, occurrence, suppressed: occurrence.suppressed }],
    ),
  );
  if (all.length === 0) return [];
  const lines = all.slice(0, LISTED_SUPPRESSIONS).flatMap(({ finding, occurrence, suppressed }) => {
    const text = `${placeName(occurrence)}:${place(occurrence)}  ${ruleName(finding.rule)}, ${describeSuppression(suppressed)}`;
    return wrap(printable(mask.text(text)), paint.style.width - 2).map((line, index) =>
      paint.as('dim', `${index === 0 ? '  ' : '    '}${line}`),
    );
  });
  const more = all.length - LISTED_SUPPRESSIONS;
  if (more > 0) lines.push(paint.as('dim', `  and ${count(more, 'more place')}: --no-suppress shows all`));
  return [`Suppressed: ${count(all.length, 'place')}`, ...lines, ''];
}

export function summaryLines(input: ReportInput, paint: Paint, mask: KeyMask): string[] {
  const { result } = input;
  const width = paint.style.width;
  const notes = [
    ...(input.narrowed ?? []).map(
      ({ by, what, detail, count: number }) => `${by}: ${what} ${detail}${number === undefined ? '' : ` (${number})`}`,
    ),
    ...(input.notices ?? []),
  ].flatMap((note) =>
    wrap(printable(mask.text(note)), width - 2).map((line, index) => `${index === 0 ? '· ' : '  '}${line}`),
  );
  return [
    ...notes,
    ...(notes.length > 0 ? [''] : []),
    ...gaps(result.coverage, paint, mask),
    ...verdict(result.findings, result.coverage, paint),
    paint.as('dim', `${searched(result.coverage)} in ${duration(input.elapsedMs)}`),
  ];
}

function verdict(findings: readonly Finding[], coverage: Coverage, paint: Paint): string[] {
  const open = findings.filter((finding) => finding.suppressed === null);
  const places = open.reduce(
    (sum, finding) => sum + finding.occurrences.filter((one) => one.suppressed === null).length,
    0,
  );
  const hidden = findings.length - open.length;
  const suppressed = hidden === 0 ? '' : `; ${grouped(hidden)} suppressed`;
  if (open.length === 0) {
    const clean = coverage.complete
      ? paint.as('good', 'No keys found')
      : paint.as('warning', 'No keys found in the part that was searched');
    return [`${clean}${suppressed}`];
  }
  const where = places === open.length ? '' : ` in ${count(places, 'place')}`;
  const found = `${count(open.length, 'key')} found`;
  const rest = `${bySeverity(open)}${suppressed}`;
  const head = `${paint.as('strong', found)}${where}:`;
  const fits = found.length + where.length + rest.length + 2 <= paint.style.width;
  return fits ? [`${head} ${rest}`] : [head, `  ${rest}`];
}

/** A gap is nothing to be overlooked. */
function gaps(coverage: Coverage, paint: Paint, mask: KeyMask): string[] {
  if (coverage.complete) return [];
  const reasons = Object.entries(coverage.skippedTotal) as [SkipReason, number][];
  return [
    paint.as('alarm', 'INCOMPLETE: not all that was asked for could be searched'),
    ...reasons.flatMap(([reason, total]) => gap(reason, total, coverage, paint, mask)),
    '',
  ];
}

function gap(reason: SkipReason, total: number, { skipped }: Coverage, paint: Paint, mask: KeyMask): string[] {
  const width = paint.style.width - 4;
  const listed = skipped.filter((skip) => skip.reason === reason).slice(0, LISTED);
  const more = listed.length === 0 ? 0 : total - listed.length;
  return [
    ...wrap(`${grouped(total)} ${gapReasons[reason]}`, width).map((line) => paint.as('warning', `  ${line}`)),
    ...listed.map(({ where }) => paint.as('dim', `    ${cutStart(printable(mask.text(where)), width)}`)),
    ...(more > 0 ? [paint.as('dim', `    and ${grouped(more)} more`)] : []),
  ];
}

function searched(coverage: Coverage): string {
  const parts = [
    ...(coverage.commits > 0 ? [count(coverage.commits, 'commit')] : []),
    ...(coverage.blobs > 0 ? [count(coverage.blobs, 'blob')] : []),
    ...(coverage.files > 0 ? [count(coverage.files, 'file')] : []),
  ];
  return `${parts.length === 0 ? 'Nothing to search' : `Searched ${parts.join(', ')}, ${bytes(coverage.bytes)}`}${coverage.complete ? ', all that was asked for,' : ''}`;
}
