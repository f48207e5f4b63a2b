/**
 * `--format html`: one page that needs nothing else, not even a network: its policy allows its own style and script and
 * nothing more. What comes from the tree stands in it as data, and reaches the eye as text.
 */
import { createHash } from 'node:crypto';
import type { SkipReason } from '@keyturn/scanner';
import type { Formatter, ReportInput } from '../format.ts';
import { stringify } from '../json/stringify.ts';
import { htmlText as text } from '../escape.ts';
import { KeyMask } from '../key-mask.ts';
import { providerSteps } from '../next-steps.ts';
import type { NextSteps } from '../next-steps.ts';
import { gapReasons } from '../places.ts';
import { bytes, count, duration, severities, vendorName } from '../words.ts';
import { scriptOf } from './elements.ts';
import { page } from './page.ts';
import { rowOf, UNCLEAR } from './row.ts';
import { pageStyle as style } from './style.ts';

/** Gaps that are named one by one, of each kind. */
const LISTED_GAPS = 50;

export const html: Formatter = {
  write(input, sink) {
    const { result } = input;
    const mask = new KeyMask(result.findings);
    const script = scriptOf(page);
    sink(head(script));
    sink(intro(input, mask));
    sink(gaps(input, mask));
    sink(severityTiles(input));
    sink(filters(input));
    sink(TABLE);
    const steps = providerSteps(result.findings, input.providers);
    if (steps.length > 0) sink(`<h2>What to do next</h2><div class="steps">${steps.map(article).join('')}</div>`);
    sink(notes(input, mask));
    sink(
      `</main><footer>Made by Keyturn ${text(input.tool.version)}. No key stands in this page: only prefixes, lengths and fingerprints.</footer>`,
    );
    sink('<script type="application/json" id="data">[');
    let separator = '\n';
    for (const finding of result.findings) {
      sink(separator + stringify(rowOf(finding, mask)).replaceAll('<', String.raw`\u003c`));
      separator = ',\n';
    }
    sink(`\n]</script>\n<script>${script}</script>\n</body></html>\n`);
  },
};

function head(script: string): string {
  const policy = `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer">
<title>Keyturn: keys found</title><style>${style}</style></head><body>
<a class="skip" href="#findings">To the findings</a>
`;
}

function hashOf(inline: string): string {
  return `'sha256-${createHash('sha256').update(inline).digest('base64')}'`;
}

function intro({ result, elapsedMs }: ReportInput, mask: KeyMask): string {
  const open = result.findings.filter((finding) => finding.suppressed === null);
  const hidden = result.findings.length - open.length;
  const { files, blobs, commits, bytes: size, complete } = result.coverage;
  const searched = [
    commits > 0 ? count(commits, 'commit') : '',
    blobs > 0 ? count(blobs, 'blob') : '',
    count(files, 'file'),
    bytes(size),
  ];
  const found =
    open.length === 0
      ? `No keys found${complete ? '' : ' in the part that was searched'}`
      : `${count(open.length, 'key')} found`;
  const roots = result.roots.map((root) => text(mask.text(root))).join(', ');
  return `<header><h1>Keyturn</h1><p>${roots}</p><button id="theme" type="button">Light or dark</button></header><main>
<p class="sum"><strong>${found}</strong>${hidden > 0 ? `, ${hidden} suppressed` : ''}. Searched ${searched.filter((part) => part !== '').join(', ')} in ${duration(elapsedMs)}.</p>
`;
}

function gaps({ result: { coverage } }: ReportInput, mask: KeyMask): string {
  if (coverage.complete) return '';
  const items = (Object.entries(coverage.skippedTotal) as [SkipReason, number][]).map(([reason, total]) => {
    const listed = coverage.skipped.filter((skip) => skip.reason === reason).slice(0, LISTED_GAPS);
    const names = listed.map(({ where }) => `<code>${text(mask.text(where))}</code>`).join(', ');
    const more = total > listed.length && listed.length > 0 ? ` and ${total - listed.length} more` : '';
    return `<li><strong>${total}</strong> ${text(gapReasons[reason])}${names === '' ? '' : `: ${names}${more}`}</li>`;
  });
  return `<section class="gaps" aria-labelledby="gaps"><h2 id="gaps">Incomplete: not all that was asked for could be searched</h2><ul>${items.join('')}</ul></section>`;
}

/** The sums are the filter. */
function severityTiles({ result }: ReportInput): string {
  const tiles = severities.map((severity) => {
    const number = result.findings.filter(
      (finding) => finding.suppressed === null && finding.severity === severity,
    ).length;
    return `<label><input type="checkbox" value="${severity}"><strong class="${severity}">${number}</strong>${severity}</label>`;
  });
  return `<fieldset class="severities" aria-label="Show only these severities">${tiles.join('')}</fieldset>`;
}

function filters({ result, showSuppressed }: ReportInput): string {
  const vendors = [
    ...new Set(result.findings.map(({ provider }) => (provider === null ? UNCLEAR : vendorName(provider)))),
  ].toSorted();
  const options = vendors.map((name) => `<option>${text(name)}</option>`).join('');
  const isAll = showSuppressed === true ? ' selected' : '';
  return `<div class="filters" role="search"><label class="grow">Search (press /)<input type="search" id="search" placeholder="path, key, author, reason" autocomplete="off"></label>
<label>Vendor<select id="vendor"><option value="">all</option>${options}</select></label>
<label>Status<select id="status"><option value="open">open</option><option value="suppressed">suppressed</option><option value="all"${isAll}>all</option></select></label>
<span id="shown" role="status"></span></div><noscript><p>The table needs JavaScript. The formats markdown and csv do without.</p></noscript>`;
}

const HEADERS = [
  ['severity', 'Severity'],
  ['key', 'Key'],
  ['where', 'Where'],
  ['confidence', 'Confidence'],
  ['status', 'Verified'],
].map(
  ([order, label]) =>
    `<th scope="col" data-order="${order ?? ''}"${order === 'severity' ? ' aria-sort="ascending"' : ''}><button type="button">${label ?? ''}</button></th>`,
);

const TABLE = `<table id="findings"><caption>Keys found</caption><thead><tr>${HEADERS.join('')}</tr></thead><tbody></tbody></table>
<nav class="pages" aria-label="Pages" hidden><button type="button" id="previous">Previous 50</button><button type="button" id="next">Next 50</button></nav>
`;

function article({ title, warning, steps, hint, link }: NextSteps): string {
  return `<article><h3>${text(title)}</h3>${warning === null ? '' : `<p class="warning">${text(warning)}</p>`}<ol>${steps.map((step) => `<li>${text(step)}</li>`).join('')}</ol>${
    hint === null ? '' : `<p>${text(hint)}</p>`
  }${link === null ? '' : `<a href="${text(link.url)}" rel="noreferrer">${text(link.label)}</a>`}</article>`;
}

function notes({ narrowed = [], notices = [] }: ReportInput, mask: KeyMask): string {
  const all = [
    ...narrowed.map(
      ({ by, what, detail, count: number }) => `${by}: ${what} ${detail}${number === undefined ? '' : ` (${number})`}`,
    ),
    ...notices,
  ];
  return all.length === 0
    ? ''
    : `<h2>Notes</h2><ul>${all.map((note) => `<li>${text(mask.text(note))}</li>`).join('')}</ul>`;
}
