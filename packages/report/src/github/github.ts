/** `--format github`: workflow commands, which the runner turns into annotations. */
import { printable } from '@keyturn/scanner';
import type { Occurrence, SkipReason } from '@keyturn/scanner';
import type { Formatter, ReportInput } from '../format.ts';
import { KeyMask } from '../key-mask.ts';
import { describeSuppression, explanationOf, gapReasons, levelOf, places, titleOf, whereOf } from '../places.ts';
import { bySeverity, count } from '../words.ts';

type Command = 'error' | 'warning' | 'notice';

export const github: Formatter = {
  write(input, sink) {
    const { result } = input;
    const mask = new KeyMask(result.findings);
    const workspace = input.workspace ?? null;
    let hidden = 0;
    for (const { finding, occurrence } of places(result)) {
      if (occurrence.suppressed !== null && input.showSuppressed !== true) {
        hidden++;
        continue;
      }
      const level = levelOf(finding.severity);
      const annotation = { title: titleOf(finding), ...position(occurrence, result.roots, workspace, mask) };
      const isFile = occurrence.path !== null && occurrence.git === null && occurrence.source !== 'archive';
      const where = isFile ? '' : `${whereOf(occurrence, mask)}: `;
      sink(command(level === 'note' ? 'notice' : level, annotation, where + explanationOf(finding, mask)));
    }
    for (const [reason, total] of Object.entries(result.coverage.skippedTotal) as [SkipReason, number][]) {
      const first = result.coverage.skipped.find((skip) => skip.reason === reason);
      const example = first === undefined ? '' : `, the first: ${mask.text(first.where)}`;
      sink(
        command(
          'warning',
          { title: 'Incomplete: not all could be searched' },
          `${total} ${gapReasons[reason]}${example}`,
        ),
      );
    }
    for (const notice of input.notices ?? []) sink(command('notice', { title: 'Keyturn' }, mask.text(notice)));
    if (hidden > 0) sink(suppressions(input, hidden, mask));
    const open = result.findings.filter((finding) => finding.suppressed === null);
    const sum = open.length === 0 ? 'no keys found' : `${count(open.length, 'key')} found: ${bySeverity(open)}`;
    sink(`Keyturn: ${sum}${result.coverage.complete ? '' : ', and the coverage is incomplete'}\n`);
  },
};

/** Listed in the log, folded; an annotation each would bury the rest. */
function suppressions(input: ReportInput, number: number, mask: KeyMask): string {
  let lines = `::group::${count(number, 'place')} suppressed\n`;
  for (const { finding, occurrence } of places(input.result)) {
    if (occurrence.suppressed === null) continue;
    const text = `${titleOf(finding)} at ${whereOf(occurrence, mask)}, ${describeSuppression(occurrence.suppressed)}`;
    // Begins with our own words, so nothing from the tree can begin a command.
    lines += `- ${printable(mask.text(text))}\n`;
  }
  return `${lines}::endgroup::\n`;
}

/** Annotations know files of the workspace only. */
function position(
  { path, git, root, startLine, endLine, startColumn, endColumn }: Occurrence,
  roots: readonly string[],
  workspace: string | null,
  mask: KeyMask,
): Record<string, string | number> {
  if (path === null || git !== null) return {};
  const full = `${roots[root] ?? ''}/${path}`;
  const base = workspace?.replace(/\/$/, '');
  const file = base !== undefined && full.startsWith(`${base}/`) ? full.slice(base.length + 1) : path;
  const columns = startLine === endLine ? { col: startColumn, endColumn } : {};
  return { file: mask.text(file), line: startLine, endLine, ...columns };
}

function command(name: Command, properties: Record<string, string | number>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escape(String(value), true)}`);
  return `::${name} ${list.join(',')}::${escape(message, false)}\n`;
}

/** As the runner's own toolkit does it. */
function escape(text: string, isProperty: boolean): string {
  const safe = printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return isProperty ? safe.replaceAll(':', '%3A').replaceAll(',', '%2C') : safe;
}
