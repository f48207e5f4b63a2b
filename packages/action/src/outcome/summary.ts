/** The job's summary, and with less room the comment and the check run: Markdown within a limit. */
import { describeSuppression, KeyMask, loadFormatter, whereOf } from '@keyturn/report';
import type { ReportInput } from '@keyturn/report';
import type { NewSuppression } from '../rules/suppress.ts';
import type { Positions } from './positions.ts';

export interface SummaryInput {
  readonly report: ReportInput;
  readonly positions: Positions;
  readonly added: readonly NewSuppression[];
  readonly mayAdd: boolean;
}

/** Listed in the first attempt; halved until the text fits. */
const MOST_LISTED = 1000;
const LISTED_SUPPRESSIONS = 20;

/** @param most bytes in UTF-8 */
export async function summaryOf(input: SummaryInput, most: number): Promise<string> {
  const formatter = await loadFormatter('markdown');
  for (let mostListed = MOST_LISTED; ; mostListed = Math.floor(mostListed / 2)) {
    let text = '';
    formatter.write({ ...input.report, result: input.positions.result, mostListed }, (piece) => (text += piece));
    text = `${text}\n${historySection(input)}${suppressionSection(input)}`;
    if (Buffer.byteLength(text) <= most) return text;
    if (mostListed === 0) {
      return `${Buffer.from(text)
        .toString('utf8', 0, most - 100)
        .replace(/\n[^\n]*$/, '')}\n\n… and more: the report has all.\n`;
    }
  }
}

/** Removing a line does not take a key out of the commits that had it. */
function historySection({ positions: { result, present } }: SummaryInput): string {
  const open = result.findings.filter(({ suppressed }) => suppressed === null);
  const inCommits = open.filter(({ occurrences }) => occurrences.some(({ git }) => git !== null));
  if (inCommits.length === 0) return '';
  const past = inCommits.filter((finding) => !finding.occurrences.some((one) => present.has(one)));
  const gone =
    past.length === 0
      ? ''
      : `**${past.length === 1 ? 'One key' : `${past.length} keys`}** of these ${past.length === 1 ? 'stands' : 'stand'} in no file any more, but in the history of these commits.\n\n`;
  return `### What to do about the history\n\n${gone}1. Rotate first: whoever fetched the commits has the key, whatever happens to the branch.\n2. Take the key out of the commits, not only out of the files: \`git rebase -i\` onto the base, or squash, and push with \`--force-with-lease\`.\n3. A merge that keeps the commits keeps the key.\n`;
}

function suppressionSection({ added, mayAdd, report }: SummaryInput): string {
  if (added.length === 0) return '';
  const mask = new KeyMask(report.result.findings);
  const why = mayAdd
    ? 'They count, because the workflow allows new suppressions.'
    : 'They do not count before they are in the base: whoever reviews can set `allow-new-suppressions: true`.';
  const lines = added
    .slice(0, LISTED_SUPPRESSIONS)
    .map(
      ({ occurrence, suppressed }) =>
        `- ${plain(`${whereOf(occurrence, mask)}, ${mask.text(describeSuppression(suppressed))}`)}`,
    );
  const more = added.length > LISTED_SUPPRESSIONS ? `- and ${added.length - LISTED_SUPPRESSIONS} more\n` : '';
  return `\n### New suppressions\n\nThese are added by the change itself. ${why}\n\n${lines.join('\n')}\n${more}`;
}

/** As inline code in HTML, where nothing from the tree is markup. */
function plain(text: string): string {
  const safe = text.replaceAll(/[^\p{L}\p{N} ./…:,-]/gu, (character) => `&#${character.codePointAt(0) ?? 0xfffd};`);
  return `<code>${safe}</code>`;
}
