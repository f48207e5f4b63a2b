/** A digest as Slack and Teams take it. Nothing that comes from a repository can make a link or mention anybody. */
import { kinds, lineOf, summaryOf } from './digest.ts';
import type { Digest, NoticeKind } from './digest.ts';

/** Slack: 3,000 characters a section, 50 blocks. Teams: 28 KB a message. */
const LONGEST_SECTION = 2900;
const LONGEST_CARD = 24_000;

const titleOf = ({ audit, open }: Digest): string => `Keyturn audit ${audit}: ${open} open`;

function sections(digest: Digest, escape: (text: string) => string): string[] {
  const list = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [[title, ...lines.map((line) => `• ${escape(line)}`)].join('\n')];
  const ofKind = (kind: NoticeKind): string[] => digest.items.filter((item) => item.kind === kind).map(lineOf);
  return [
    ...kinds.flatMap(([kind, words]) => list(`*${digest.counts[kind]} ${words}*`, ofKind(kind))),
    ...list(
      '*No longer covered*',
      digest.lost.map(({ target, reason }) => `${target}: ${reason}`),
    ),
  ];
}

/** https://docs.slack.dev/messaging/formatting-message-text: three characters are escaped. */
export function slackMessage(digest: Digest): string {
  const escape = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const text = `${titleOf(digest)}. ${summaryOf(digest)}.`;
  const blocks = [
    { type: 'header', text: { type: 'plain_text', text: titleOf(digest).slice(0, 150) } },
    { type: 'section', text: { type: 'plain_text', text: summaryOf(digest) } },
    ...sections(digest, escape).flatMap((section) =>
      pieces(section, LONGEST_SECTION).map((piece) => ({
        type: 'section',
        text: { type: 'mrkdwn', text: piece, verbatim: true },
      })),
    ),
  ];
  return JSON.stringify({ text: escape(text), blocks: blocks.slice(0, 50) });
}

/** Whole lines, a few to a piece. */
function pieces(section: string, longest: number): string[] {
  const all: string[] = [];
  for (const line of section.split('\n')) {
    const last = all.at(-1);
    const cut = line.slice(0, longest);
    if (last === undefined || last.length + cut.length + 1 > longest) all.push(cut);
    else all[all.length - 1] = `${last}\n${cut}`;
  }
  return all;
}

/** An adaptive card, as workflows of Teams take it. */
export function teamsMessage(digest: Digest): string {
  // Its text is Markdown: what could start something is parted by what nobody sees.
  const escape = (text: string): string => text.replaceAll(/[\\`*_[\]()<>#~|!]/g, String.raw`\$&`);
  const block = (text: string, more: object = {}): object => ({ type: 'TextBlock', text, wrap: true, ...more });
  const body = [block(escape(titleOf(digest)), { size: 'Large', weight: 'Bolder' }), block(escape(summaryOf(digest)))];
  let length = 0;
  for (const section of sections(digest, escape)) {
    length += section.length;
    if (length > LONGEST_CARD) {
      body.push(block('More is in the report.'));
      break;
    }
    const [title = '', ...lines] = section.split('\n');
    body.push(
      block(title.replaceAll('*', ''), { weight: 'Bolder' }),
      ...lines.map((line) => block(line, { spacing: 'None' })),
    );
  }
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body,
  };
  return JSON.stringify({
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }],
  });
}
