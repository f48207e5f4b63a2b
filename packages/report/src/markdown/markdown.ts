/** `--format markdown`: for a pull request, a job's summary or a ticket. What comes from the tree is text, never markup. */
import type { Finding, Occurrence, SkipReason } from '@keyturn/scanner';
import type { Formatter, ReportInput } from '../format.ts';
import { markdownCode, markdownText } from '../escape.ts';
import { KeyMask } from '../key-mask.ts';
import { providerSteps } from '../next-steps.ts';
import { describeSuppression, explanationOf, gapReasons, places, whereOf } from '../places.ts';
import { bySeverity, bytes, count, duration, ruleName, short } from '../words.ts';

/** Places of one key that are listed. */
const LISTED = 10;

export const markdown: Formatter = {
  write(input, sink) {
    const { findings, coverage } = input.result;
    const mask = new KeyMask(findings);
    const shown = findings.filter((finding) => finding.suppressed === null || input.showSuppressed === true);
    const lines = (...all: string[]): void => sink(`${all.join('\n')}\n`);
    lines(`## Keyturn: ${shown.length === 0 ? 'no keys found' : `${count(shown.length, 'key')} found`}`, '');
    if (shown.length > 0) lines(`${bySeverity(shown)}.`, '');
    gaps(input, mask, lines);
    if (shown.length > 0) {
      lines('| Severity | Key | Where | Why |', '| --- | --- | --- | --- |');
      const most = input.mostListed ?? shown.length;
      for (const finding of shown.slice(0, most)) lines(row(finding, input, mask));
      if (shown.length > most) lines(`| | and ${count(shown.length - most, 'more key')} | | |`);
      lines('');
    }
    for (const { title, warning, steps, hint, link } of providerSteps(findings, input.providers)) {
      lines(`### ${markdownText(title)}`, '');
      if (warning !== null) lines(`> **${markdownText(warning)}**`, '');
      lines(...steps.map((step, index) => `${index + 1}. ${markdownText(step)}`), '');
      if (hint !== null) lines(markdownText(hint), '');
      if (link !== null) lines(`[${markdownText(link.label)}](${link.url})`, '');
    }
    suppressed(input, mask, lines);
    const notes = [
      ...(input.narrowed ?? []).map(({ by, what, detail }) => `${by}: ${what} ${detail}`),
      ...(input.notices ?? []),
    ];
    if (notes.length > 0) lines(...notes.map((note) => `- ${text(note, mask)}`), '');
    const what = [
      coverage.commits > 0 ? count(coverage.commits, 'commit') : '',
      coverage.blobs > 0 ? count(coverage.blobs, 'blob') : '',
      count(coverage.files, 'file'),
    ];
    lines(
      `<sub>Searched ${what.filter((part) => part !== '').join(', ')}, ${bytes(coverage.bytes)}, in ${duration(input.elapsedMs)}. Keyturn ${markdownText(input.tool.version)}.</sub>`,
    );
  },
};

type Lines = (...all: string[]) => void;

function gaps({ result: { coverage } }: ReportInput, mask: KeyMask, lines: Lines): void {
  if (coverage.complete) return;
  lines('> [!WARNING]', '> **Incomplete: not all that was asked for could be searched.**');
  for (const [reason, total] of Object.entries(coverage.skippedTotal) as [SkipReason, number][]) {
    const first = coverage.skipped.find((skip) => skip.reason === reason);
    lines(
      `> - ${total} ${markdownText(gapReasons[reason])}${first === undefined ? '' : `, the first: ${code(first.where, mask)}`}`,
    );
  }
  lines('');
}

function row(finding: Finding, input: ReportInput, mask: KeyMask): string {
  const all = finding.occurrences.filter((one) => one.suppressed === null || input.showSuppressed === true);
  const where = all.slice(0, LISTED).map((one) => place(one, mask));
  if (all.length > LISTED) where.push(`and ${all.length - LISTED} more`);
  const key = `${markdownText(ruleName(finding.rule))}<br>${code(finding.preview, mask)}`;
  return `| ${finding.severity} | ${key} | ${where.join('<br>')} | ${markdownText(explanationOf(finding, mask))} |`;
}

function place(occurrence: Occurrence, mask: KeyMask): string {
  const inside = occurrence.encoding.length === 0 ? '' : ` (${text(occurrence.encoding.join(' › '), mask)})`;
  const commit = occurrence.git === null || occurrence.git.commit === null ? '' : ` in ${short(occurrence.git.commit)}`;
  return `${code(whereOf(occurrence, mask), mask)}${markdownText(commit)}${inside}`;
}

function suppressed(input: ReportInput, mask: KeyMask, lines: Lines): void {
  const hidden = [...places(input.result)].filter(({ occurrence }) => occurrence.suppressed !== null);
  if (hidden.length === 0) return;
  lines(`<details><summary>${count(hidden.length, 'place')} suppressed</summary>`, '');
  for (const { finding, occurrence } of hidden.slice(0, input.mostListed ?? hidden.length)) {
    if (occurrence.suppressed === null) continue;
    const why = text(describeSuppression(occurrence.suppressed), mask);
    lines(`- ${code(whereOf(occurrence, mask), mask)}: ${markdownText(ruleName(finding.rule))}, ${why}`);
  }
  lines('', '</details>', '');
}

function text(from: string, mask: KeyMask): string {
  return markdownText(mask.text(from));
}

function code(from: string, mask: KeyMask): string {
  return markdownCode(mask.text(from));
}
