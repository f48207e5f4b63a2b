/** `--format text`: for a person at a terminal, grouped by file; plain where the style says so. */
import { pathToFileURL } from 'node:url';
import { printable } from '@keyturn/scanner';
import type { Formatter, TextStyle } from '../format.ts';
import { KeyMask } from '../key-mask.ts';
import { providerSteps } from '../next-steps.ts';
import { entryLines, place } from './entry.ts';
import { groupByFile } from './group.ts';
import type { Group } from './group.ts';
import { nextStepLines } from './next-steps.ts';
import { Paint } from './paint.ts';
import { summaryLines, suppressedLines } from './summary.ts';

const PLAIN: TextStyle = { colour: false, hyperlinks: false, width: 80 };

export const text: Formatter = {
  write(input, sink, style = PLAIN) {
    const { result, showSuppressed = false } = input;
    const mask = new KeyMask(result.findings);
    const paint = new Paint({ ...style, width: Math.min(Math.max(style.width, 40), 120) });
    const write = (lines: readonly string[]): void => {
      if (lines.length > 0) sink(`${lines.join('\n')}\n`);
    };
    const groups = groupByFile(result, showSuppressed);
    let gutter = 6;
    for (const { entries } of groups) {
      for (const { occurrence } of entries) gutter = Math.max(gutter, 2 + place(occurrence).length);
    }
    for (const group of groups) {
      write([heading(group, result.roots, paint, mask)]);
      for (const entry of group.entries) write(entryLines(entry, gutter, paint, mask));
      write(['']);
    }
    for (const steps of providerSteps(result.findings, input.providers)) write(nextStepLines(steps, paint));
    if (!showSuppressed) write(suppressedLines(result.findings, paint, mask));
    write(summaryLines(input, paint, mask));
  },
};

/** The file, as a path that a terminal or an editor opens. With several roots, the path says which. */
function heading(group: Group, roots: readonly string[], paint: Paint, mask: KeyMask): string {
  const root = roots[group.root] ?? '';
  const full = group.path === null ? null : joined(root, group.path);
  const shown = printable(mask.text(roots.length > 1 && full !== null ? full : group.name));
  const painted = paint.as('strong', shown);
  if (!paint.style.hyperlinks) return painted;
  const isExact = full !== null && mask.text(full) === full && group.entries[0]?.occurrence.git === null;
  return isExact ? paint.link(pathToFileURL(full).href, painted) : painted;
}

function joined(root: string, path: string): string {
  return root.endsWith('/') ? root + path : `${root}/${path}`;
}
