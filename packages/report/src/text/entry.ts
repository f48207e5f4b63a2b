/** One key in one place, as lines of a terminal. */
import { printable } from '@keyturn/scanner';
import type { Excerpt, Finding, Occurrence, Suppressed } from '@keyturn/scanner';
import type { KeyMask } from '../key-mask.ts';
import { describeSuppression } from '../places.ts';
import { count, doubt, placeName, ruleName, short } from '../words.ts';
import { columns, cutEnd, cutStart, wrap } from './columns.ts';
import type { Entry } from './group.ts';
import type { Paint, Tone } from './paint.ts';

const SEVERITY_WIDTH = 'critical'.length;

/** A row of text with the tone it is painted in; it is broken to the width that is left. */
interface Row {
  readonly text: string;
  readonly tone?: Tone;
}

export function entryLines(entry: Entry, gutter: number, paint: Paint, mask: KeyMask): string[] {
  const { finding, occurrence, first, unshown } = entry;
  const where = place(occurrence).padStart(gutter);
  const indent = ' '.repeat(gutter + 2);
  const width = Math.max(30, paint.style.width - indent.length);
  const title = `${ruleName(finding.rule)}${environment(finding)}`;
  const head = `${paint.as('dim', where)}  ${paint.severity(finding.severity, finding.severity.padEnd(SEVERITY_WIDTH))}  ${paint.as('strong', title)}`;
  const rows = first === null ? [...reasons(finding), ...verdicts(finding, occurrence)] : [sameKey(first, mask)];
  if (unshown > 0) rows.push({ text: `and in ${count(unshown, 'more place')}: --format json lists them all` });
  const lines = [...wrapping(occurrence), ...history(occurrence), ...rows, ...hidden(occurrence.suppressed)].flatMap(
    ({ text, tone }) =>
      wrap(printable(mask.text(text)), width).map((line) => (tone === undefined ? line : paint.as(tone, line))),
  );
  const excerpt = occurrence.excerpt === null ? [] : [excerptLine(occurrence.excerpt, width, paint)];
  return [head, ...[...excerpt, ...lines].map((line) => indent + line)];
}

/** Line and column. */
export function place(occurrence: Occurrence): string {
  return `${occurrence.startLine}:${occurrence.startColumn}`;
}

/** The key's line, cut so that the key is always seen. */
function excerptLine({ text, start, end }: Excerpt, width: number, paint: Paint): string {
  const key = printable(text.slice(start, end));
  const room = Math.max(0, width - columns(key));
  const before = printable(text.slice(0, start));
  const after = printable(text.slice(end));
  const forAfter = Math.max(Math.ceil(room / 3), room - columns(before));
  const shownBefore = cutStart(before, room - Math.min(columns(after), forAfter));
  return shownBefore + paint.as('key', key) + cutEnd(after, room - columns(shownBefore));
}

function environment({ environment: kind }: Finding): string {
  return kind === 'unknown' ? '' : `, ${kind}`;
}

function reasons(finding: Finding): Row[] {
  const doubts = doubt(finding);
  const evidence = finding.evidence.join('; ');
  return [
    ...(doubts === null ? [] : [{ text: doubts }]),
    { text: `${finding.confidence} confidence${evidence === '' ? '' : `: ${evidence}`}`, tone: 'dim' },
  ];
}

function verdicts(finding: Finding, shown: Occurrence): Row[] {
  const { state, reason } = finding.validity;
  const tones = { active: 'alarm', inactive: 'good', unknown: 'notice' } as const;
  const rows: Row[] = state === 'not-checked' ? [] : [{ text: `${state}: ${reason}`, tone: tones[state] }];
  for (const { code, message, evidence } of finding.hygiene) {
    rows.push({ text: `${code}: ${message}`, tone: 'notice' }, { text: evidence, tone: 'dim' });
  }
  if (finding.firstSeen && finding.firstSeen.commit !== shown.git?.commit) {
    const { commit, date, author } = finding.firstSeen;
    rows.push({ text: `first seen ${day(date)} in commit ${short(commit)} by ${author}` });
  }
  if (finding.atHead !== undefined) {
    rows.push({
      text: finding.atHead ? 'still in the default branch' : 'no longer in the default branch, and still in history',
    });
  }
  return rows;
}

function sameKey(first: Occurrence, mask: KeyMask): Row {
  return { text: `the same key as ${mask.text(placeName(first))}:${place(first)}`, tone: 'dim' };
}

function wrapping({ encoding }: Occurrence): Row[] {
  return encoding.length === 0 ? [] : [{ text: `inside ${encoding.join(' › ')}`, tone: 'dim' }];
}

function history({ git, path }: Occurrence): Row[] {
  if (git === null) return [];
  const rows: Row[] = [];
  if (git.commit !== null) {
    const when = git.date === null ? '' : `, ${day(git.date)}`;
    rows.push({
      text: `commit ${short(git.commit)}${when}${git.author === null ? '' : ` by ${git.author}`}`,
      tone: 'dim',
    });
  } else if (git.blob !== null && path !== null) {
    rows.push({ text: `blob ${short(git.blob)}`, tone: 'dim' });
  }
  if (git.refs.length > 0) {
    const more = git.refs.length > 5 ? ` and ${git.refs.length - 5} more` : '';
    rows.push({ text: `in ${git.refs.slice(0, 5).join(', ')}${more}`, tone: 'dim' });
  }
  if (git.removed !== null) rows.push({ text: `removed by commit ${short(git.removed)}`, tone: 'dim' });
  return rows;
}

function hidden(suppressed: Suppressed | null): Row[] {
  return suppressed === null ? [] : [{ text: `suppressed ${describeSuppression(suppressed)}`, tone: 'dim' }];
}

function day(date: string): string {
  return date.slice(0, 10);
}
