/**
 * The audit as one page that needs nothing else, not even a network: its policy allows its own style and script and nothing more. What
 * comes from repositories stands in it as data, and reaches the eye as text.
 */
import { createHash } from 'node:crypto';
import { providers } from '@keyturn/providers';
import { bytes, count, grouped } from '@keyturn/report';
import { htmlText as text } from '@keyturn/report/escape';
import { scriptOf } from '@keyturn/report/page-elements';
import { pageStyle } from '@keyturn/report/page-style';
import { providerOf } from '../document.ts';
import { changeLists } from '../lists.ts';
import type { AuditDocument, AuditKey, AuditTask } from '../schema.ts';
import { gapText } from '../text.ts';
import { ageChart, exposureChart, stateChart, trendChart } from './charts.ts';
import { page } from './page.ts';
import { detailsOf, rowOf } from './row.ts';
import { auditStyle } from './style.ts';

/** Places that stand in a page in all, and of one key in one target. */
const PLACES = 60_000;
const MOST_PLACES = 25;
/** Tasks, targets and known keys that are listed before the rest is counted. */
const LISTED = 500;
const COVERAGE_LISTED = 2000;
const OWNERS = 200;

export function* auditHtml(audit: AuditDocument): Generator<string> {
  const script = scriptOf(page);
  const style = pageStyle + auditStyle;
  const policy = `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`;
  yield `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer">
<title>Keyturn: audit ${text(audit.id)}</title><style>${style}</style></head><body>
<a class="skip" href="#keys">To the keys</a>
`;
  yield intro(audit);
  yield gaps(audit);
  yield `<section class="charts" aria-label="Charts">${ageChart(audit)}${stateChart(audit)}${trendChart(audit)}</section>\n`;
  yield tasks(audit);
  yield table(audit);
  yield exposure(audit);
  yield steps(audit);
  yield known(audit);
  yield coverage(audit);
  yield `</main><footer>Made by Keyturn ${text(audit.tool.version)}. No key stands in this page: only prefixes, lengths and fingerprints.</footer>\n`;
  const places = Math.min(MOST_PLACES, Math.max(1, Math.floor(PLACES / Math.max(1, audit.keys.length))));
  const late = new Set(audit.changes.overdue);
  const untold = new Set(audit.changes.notVerifiable);
  yield `<script type="application/json" id="data" data-at="${Date.parse(audit.startedAt)}">`;
  yield* listed(audit.keys, (key) => rowOf(key, audit.startedAt, places, late, untold));
  yield '</script>\n<script type="application/json" id="details">';
  yield* listed(audit.keys, detailsOf);
  yield `</script>\n<script>${script}</script>\n</body></html>\n`;
}

/** JSON with a line for each key, so that one can be read alone. */
function* listed(keys: readonly AuditKey[], dataOf: (key: AuditKey) => unknown): Generator<string> {
  yield '[';
  let separator = '\n';
  for (const key of keys) {
    yield separator + JSON.stringify(dataOf(key)).replaceAll('<', String.raw`\u003c`);
    separator = ',\n';
  }
  yield '\n]';
}

function hashOf(inline: string): string {
  return `'sha256-${createHash('sha256').update(inline).digest('base64')}'`;
}

function intro(audit: AuditDocument): string {
  const { targets, keys, previous } = audit;
  const counts = new Map(changeLists(audit).map(({ id, keys: { length } }) => [id, grouped(length)]));
  const open = keys.filter(({ state, suppressed }) => state === 'open' && suppressed === null);
  const active = open.filter(({ validity, lastVerdict }) => (lastVerdict ?? validity).state === 'active').length;
  const since = previous === null ? 'This is the first audit.' : `Compared with the audit ${text(previous)}.`;
  const asked = audit.verified
    ? `${grouped(active)} of these ${active === 1 ? 'works' : 'work'}.`
    : 'No provider was asked whether they work.';
  return `<header><h1>Keyturn audit ${text(audit.id)}</h1><p>${count(targets.length, 'target')}, ${audit.startedAt.slice(0, 10)}</p><button id="theme" type="button">Light or dark</button></header><main>
<p class="sum"><strong>${count(open.length, 'open key')}</strong>. ${asked} ${counts.get('new') ?? 0} new, ${counts.get('closed') ?? 0} closed with proof, ${counts.get('overdue') ?? 0} overdue. ${since}</p>
`;
}

function gaps({ targets }: AuditDocument): string {
  const missing = targets.filter(({ coverage: { complete } }) => !complete);
  if (missing.length === 0) return '';
  const items = missing
    .slice(0, 20)
    .map(
      ({ name, coverage: { failure, skippedTotal } }) =>
        `<li><code>${text(name)}</code>: ${text(failure ?? gapText(skippedTotal))}</li>`,
    );
  const more = missing.length > 20 ? `<li>and ${missing.length - 20} more, see below</li>` : '';
  return `<section class="gaps" aria-labelledby="gaps"><h2 id="gaps">Not covered completely: ${count(missing.length, 'target')}</h2><ul>${items.join('')}${more}</ul></section>`;
}

/** The sums are the filter. */
function table(audit: AuditDocument): string {
  const { keys } = audit;
  const open = keys.filter(({ state, suppressed }) => state === 'open' && suppressed === null).length;
  const lists = [
    { id: 'open', title: 'Open', says: 'All that is to be dealt with.', number: open },
    ...changeLists(audit).map(({ id, title, says, keys: { length } }) => ({ id, title, says, number: length })),
  ];
  const tiles = lists.map(
    ({ id, title, says, number }) =>
      `<label title="${text(says)}"><input type="radio" name="list" value="${id}"${id === 'open' ? ' checked' : ''}><strong>${grouped(number)}</strong>${title}</label>`,
  );
  const options = (values: readonly string[]): string =>
    values.map((name) => `<option>${text(name)}</option>`).join('');
  const vendors = [...new Set(keys.map(providerOf))].toSorted();
  const owners = [...new Set(keys.flatMap(({ owner }) => owner ?? []))].toSorted().slice(0, OWNERS);
  const headers = [
    ['severity', 'Severity'],
    ['change', 'State'],
    ['key', 'Key'],
    ['where', 'Where'],
    ['owner', 'Owner'],
    ['due', 'Due'],
    ['age', 'Age'],
  ].map(
    ([order, label]) =>
      `<th scope="col" data-order="${order ?? ''}"${order === 'severity' ? ' aria-sort="ascending"' : ''}><button type="button">${label ?? ''}</button></th>`,
  );
  return `<h2>Keys</h2><fieldset class="severities lists" aria-label="Which keys">${tiles.join('')}</fieldset>
<div class="filters" role="search"><label class="grow">Search (press /)<input type="search" id="search" placeholder="repository, path, owner, fingerprint" autocomplete="off"></label>
<label>Provider<select id="vendor"><option value="">all</option>${options(vendors)}</select></label>
<label>Owner<select id="owner"><option value="">all</option><option value="-">nobody</option>${options(owners)}</select></label>
<span id="shown" role="status"></span></div><noscript><p>The table needs JavaScript. audit.md and audit.csv do without.</p></noscript>
<table id="keys"><caption>Keys</caption><thead><tr>${headers.join('')}</tr></thead><tbody></tbody></table>
<nav class="pages" aria-label="Pages" hidden><button type="button" id="previous">Previous 50</button><button type="button" id="next">Next 50</button></nav>
`;
}

function tasks({ tasks: all, startedAt }: AuditDocument): string {
  if (all.length === 0) return '';
  const day = startedAt.slice(0, 10);
  const byOwner = new Map<string, AuditTask[]>();
  for (const task of all.slice(0, LISTED)) {
    const owner = task.owner ?? 'Nobody yet';
    const list = byOwner.get(owner);
    if (list === undefined) byOwner.set(owner, [task]);
    else list.push(task);
  }
  const groups = [...byOwner].map(([owner, list]) => {
    const lines = list.map(
      ({ due, provider, fingerprint, text: what }) =>
        `<tr><td class="${due !== null && due < day ? 'late' : ''}">${due ?? '–'}</td><td>${text(provider ?? '–')}</td><td>${text(what)}</td><td><code>${text(fingerprint.slice(0, 16))}</code></td></tr>`,
    );
    return `<h3>${text(owner)} (${list.length})</h3><table class="plain"><thead><tr><th scope="col">Due</th><th scope="col">Provider</th><th scope="col">What</th><th scope="col">Key</th></tr></thead><tbody>${lines.join('')}</tbody></table>`;
  });
  const more = all.length > LISTED ? `<p>and ${count(all.length - LISTED, 'more task')}: see audit.csv</p>` : '';
  const late = all.filter(({ due }) => due !== null && due < day).length;
  return `<h2>Who does what by when</h2><details${all.length <= 30 ? ' open' : ''} class="tasks"><summary>${count(all.length, 'task')} of ${count(byOwner.size, 'owner')}, ${late} overdue</summary>${groups.join('')}${more}</details>`;
}

function exposure(audit: AuditDocument): string {
  const chart = exposureChart(audit);
  return chart === '' ? '' : `<h2>Timeline of exposure</h2><section class="charts wide">${chart}</section>`;
}

/** Each provider's own steps, once. */
function steps({ keys }: AuditDocument): string {
  const open = new Set(
    keys.filter(({ state, suppressed }) => state === 'open' && suppressed === null).map(({ provider }) => provider),
  );
  const articles = providers
    .filter(({ id }) => open.has(id))
    .map(
      ({ id, name, rotation }) =>
        `<article id="steps-${id}"><h3>${text(name)}</h3><p class="warning">${text(rotation.whenExposed)}</p><ol>${rotation.steps.map((step) => `<li>${text(step)}</li>`).join('')}</ol><a href="${text(rotation.settings.url)}" rel="noreferrer">${text(rotation.settings.label)}</a></article>`,
    );
  return articles.length === 0 ? '' : `<h2>What to do</h2><div class="steps">${articles.join('')}</div>`;
}

function known({ inventory }: AuditDocument): string {
  const due = inventory.filter(({ hygiene }) => hygiene.length > 0);
  if (inventory.length === 0) return '';
  const lines = due
    .slice(0, LISTED)
    .map(
      ({ name, provider, owner, rotateBy, expires, hygiene }) =>
        `<tr><td>${text(name)}</td><td>${text(provider)}</td><td>${text(owner ?? 'nobody')}</td><td>${rotateBy ?? '–'}</td><td>${text(expires ?? '–')}</td><td>${text(hygiene[0]?.message ?? '')}</td></tr>`,
    );
  const list =
    lines.length === 0
      ? ''
      : `<table class="plain"><thead><tr><th scope="col">Name</th><th scope="col">Provider</th><th scope="col">Owner</th><th scope="col">Rotate by</th><th scope="col">Expires</th><th scope="col">To be done</th></tr></thead><tbody>${lines.join('')}</tbody></table>`;
  return `<h2>Keys of the inventory that leaked nowhere</h2><p>${count(inventory.length, 'key')}, something is to be done for ${due.length}.</p>${list}`;
}

function coverage({ targets }: AuditDocument): string {
  const lines = targets.slice(0, COVERAGE_LISTED).map(({ name, visibility, open, coverage: one }) => {
    const how =
      one.failure !== null
        ? `not covered: ${one.failure}`
        : one.complete
          ? 'complete'
          : `incomplete: ${gapText(one.skippedTotal)}`;
    const narrowed = one.narrowed.length === 0 ? '' : ` Left out by the configuration: ${one.narrowed.join('; ')}.`;
    return `<tr><td><code>${text(name)}</code></td><td>${visibility}</td><td>${open}</td><td>${grouped(one.commits)}</td><td>${grouped(one.blobs)}</td><td>${grouped(one.files)}</td><td>${bytes(one.bytes)}</td><td class="${one.complete ? 'good' : 'late'}">${text(how + narrowed)}</td></tr>`;
  });
  const more =
    targets.length > COVERAGE_LISTED
      ? `<p>and ${count(targets.length - COVERAGE_LISTED, 'more target')}: see audit.csv</p>`
      : '';
  const columns = ['Repository', 'Visibility', 'Open keys', 'Commits', 'Blobs', 'Files', 'Searched', 'Coverage'];
  return `<h2>Coverage</h2><table class="plain coverage"><thead><tr>${columns.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead><tbody>${lines.join('')}</tbody></table>${more}`;
}
