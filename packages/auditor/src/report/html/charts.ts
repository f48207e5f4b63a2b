/**
 * The report's charts, drawn once when the page is made: d3 lays out, and what stands in the page is plain SVG, which needs no script,
 * prints, and has its colours from the page's style.
 */
import { scaleBand, scaleLinear, scaleUtc } from 'd3-scale';
import { line, stack } from 'd3-shape';
import { count, grouped } from '@keyturn/report';
import { htmlText as text } from '@keyturn/report/escape';
import { providerOf } from '../document.ts';
import type { AuditDocument, AuditKey } from '../schema.ts';

const WIDTH = 400;
const WIDE = 1120;
const HEIGHT = 210;
const MARGIN = { top: 12, right: 8, bottom: 28, left: 38 };
/** Two labels nearer than this would run into each other. */
const LABEL_GAP = 52;
const DAY = 86_400_000;
/** Bars of the timeline. */
const EXPOSURES = 25;

/** The states that a key can be in, the worst first; also the classes of their colours. */
export const states = ['active', 'unknown', 'not-checked', 'closed', 'suppressed'] as const;
export type ChartState = (typeof states)[number];

export function stateOf({ state, suppressed, validity, lastVerdict }: AuditKey): ChartState {
  if (state === 'closed') return 'closed';
  if (suppressed !== null) return 'suppressed';
  // An answer that could not be had takes back nothing.
  if (validity.state === 'active' || (validity.state === 'unknown' && lastVerdict?.state === 'active')) return 'active';
  return validity.state === 'not-checked' ? 'not-checked' : 'unknown';
}

const AGES: readonly (readonly [string, number])[] = [
  ['< 30', 30],
  ['30–90', 90],
  ['90–180', 180],
  ['180–365', 365],
  ['1–2 y', 730],
  ['> 2 y', Number.POSITIVE_INFINITY],
];
const NO_AGE = 'unknown';

export function ageOf({ created }: Pick<AuditKey, 'created'>, at: string): number | null {
  const since = Date.parse(created?.date ?? '');
  return Number.isNaN(since) ? null : Math.max(0, Math.floor((Date.parse(at) - since) / DAY));
}

type Bar = { readonly label: string } & Record<ChartState, number>;

/** Open keys by age, each bar parted by state. */
export function ageChart({ keys, startedAt }: AuditDocument): string {
  const bars = [...AGES.map(([label]) => label), NO_AGE].map(emptyBar);
  for (const key of keys) {
    if (key.state === 'closed') continue;
    const age = ageOf(key, startedAt);
    const index = age === null ? -1 : AGES.findIndex(([, limit]) => age < limit);
    const bar = bars.at(index);
    if (bar !== undefined) bar[stateOf(key)]++;
  }
  return stackedBars('Open keys by age', 'in days; by git’s first sighting at least', bars);
}

/** Keys by provider, each bar parted by state. */
export function stateChart({ keys }: AuditDocument): string {
  const bars = new Map<string, Bar>();
  for (const key of keys) {
    const label = key.provider === null ? 'unclear' : providerOf(key);
    const bar = bars.get(label) ?? emptyBar(label);
    bars.set(label, bar);
    bar[stateOf(key)]++;
  }
  const sum = (bar: Bar): number => states.reduce((all, state) => all + bar[state], 0);
  const sorted = [...bars.values()].toSorted((a, b) => sum(b) - sum(a) || (a.label < b.label ? -1 : 1));
  return stackedBars('Keys by provider and state', '', sorted.slice(0, 8));
}

const emptyBar = (label: string): Bar => ({
  label,
  active: 0,
  unknown: 0,
  'not-checked': 0,
  closed: 0,
  suppressed: 0,
});

function stackedBars(title: string, note: string, bars: readonly Bar[]): string {
  const layers = stack<Bar, ChartState>().keys(states)([...bars]);
  const most = Math.max(1, ...bars.map((bar) => states.reduce((sum, state) => sum + bar[state], 0)));
  const x = scaleBand()
    .domain(bars.map(({ label }) => label))
    .range([MARGIN.left, WIDTH - MARGIN.right])
    .padding(0.25);
  const y = scaleLinear()
    .domain([0, most])
    .nice()
    .range([HEIGHT - MARGIN.bottom, MARGIN.top]);
  const rects = layers.flatMap((layer) =>
    layer.flatMap((segment) => {
      const [from, to] = segment;
      if (to === from) return [];
      const { label } = segment.data;
      const says = `${label}: ${grouped(segment.data[layer.key])} ${layer.key}`;
      return `<rect class="${layer.key}" x="${round(x(label) ?? 0)}" y="${round(y(to))}" width="${round(x.bandwidth())}" height="${round(y(from) - y(to))}"><title>${text(says)}</title></rect>`;
    }),
  );
  const labels = bars.map(
    ({ label }) =>
      `<text x="${round((x(label) ?? 0) + x.bandwidth() / 2)}" y="${HEIGHT - MARGIN.bottom + 16}" text-anchor="middle">${text(label)}</text>`,
  );
  const used = states.filter((state) => bars.some((bar) => bar[state] > 0));
  const summary = bars.map((bar) => `${bar.label}: ${states.reduce((sum, state) => sum + bar[state], 0)}`).join(', ');
  return figure(title, note, summary, used, `${gridOf(y, most)}${rects.join('')}${labels.join('')}`, HEIGHT);
}

/** Open and closed keys at the end of each audit; nothing where there is but one. */
export function trendChart({ trend }: AuditDocument): string {
  const first = trend[0];
  const last = trend.at(-1);
  if (first === undefined || last === undefined || trend.length < 2) return '';
  const most = Math.max(1, ...trend.flatMap(({ open, closed }) => [open, closed]));
  const x = scaleUtc()
    .domain([new Date(first.at), new Date(last.at)])
    .range([MARGIN.left + 20, WIDTH - MARGIN.right - 30]);
  const y = scaleLinear()
    .domain([0, most])
    .nice()
    .range([HEIGHT - MARGIN.bottom, MARGIN.top]);
  type Point = AuditDocument['trend'][number];
  const path = (value: (point: Point) => number): string =>
    line<Point>(
      (point) => x(new Date(point.at)),
      (point) => y(value(point)),
    ).digits(1)([...trend]) ?? '';
  const dots = trend.flatMap((point) =>
    (['open', 'closed'] as const).map(
      (which) =>
        `<circle class="${which}" cx="${round(x(new Date(point.at)))}" cy="${round(y(point[which]))}" r="3.5"><title>${text(`${point.audit}: ${point[which]} ${which}`)}</title></circle>`,
    ),
  );
  let labelled = -LABEL_GAP;
  const labels = trend.flatMap(({ at }) => {
    const place = x(new Date(at));
    if (place - labelled < LABEL_GAP) return [];
    labelled = place;
    return `<text x="${round(place)}" y="${HEIGHT - MARGIN.bottom + 16}" text-anchor="middle">${at.slice(0, 7)}</text>`;
  });
  const lines = `<path class="line open" d="${path(({ open }) => open)}"/><path class="line closed" d="${path(({ closed }) => closed)}"/>`;
  const summary = trend.map(({ audit, open, closed }) => `${audit}: ${open} open, ${closed} closed`).join('; ');
  return figure(
    'Keys at the end of each audit',
    '',
    summary,
    ['open', 'closed'],
    `${gridOf(y, most)}${lines}${dots.join('')}${labels.join('')}`,
    HEIGHT,
  );
}

/** For how long the keys that were exposed longest have been. */
export function exposureChart({ keys, startedAt }: AuditDocument): string {
  const end = Date.parse(startedAt);
  const exposed = keys
    .flatMap((key) => {
      const from = exposedFrom(key);
      const until = key.state === 'closed' ? Date.parse(key.events.at(-1)?.at ?? '') : end;
      return from === null || Number.isNaN(until) ? [] : [{ key, from: Math.min(from, until), until }];
    })
    .toSorted((a, b) => b.until - b.from - (a.until - a.from) || (a.key.fingerprint < b.key.fingerprint ? -1 : 1))
    .slice(0, EXPOSURES);
  if (exposed.length === 0) return '';
  const row = 20;
  const left = 150;
  const height = exposed.length * row + 34;
  const start = exposed.reduce((first, { from }) => Math.min(first, from), end - DAY);
  const x = scaleUtc()
    .domain([new Date(start), new Date(end)])
    .range([left, WIDE - 60]);
  const format = x.tickFormat(8);
  const ticks = x.ticks(8).map((tick) => {
    const at = round(x(tick));
    return `<line class="grid" x1="${at}" x2="${at}" y1="0" y2="${height - 24}"/><text x="${at}" y="${height - 8}" text-anchor="middle">${text(format(tick))}</text>`;
  });
  const bars = exposed.map(({ key, from, until }, index) => {
    const days = Math.max(0, Math.round((until - from) / DAY));
    const state = stateOf(key);
    const says = `${key.preview} of ${providerOf(key)}: ${count(days, 'day')}, ${state}`;
    const y = index * row;
    return `<text x="${left - 8}" y="${y + 14}" text-anchor="end">${text(key.name ?? key.fingerprint.slice(0, 12))}</text><rect class="${state}" x="${round(x(new Date(from)))}" y="${y + 3}" width="${round(Math.max(2, x(new Date(until)) - x(new Date(from))))}" height="${row - 6}"><title>${text(says)}</title></rect><text x="${round(x(new Date(until)) + 6)}" y="${y + 14}">${days} d</text>`;
  });
  const summary = `The longest: ${count(Math.round(((exposed[0]?.until ?? 0) - (exposed[0]?.from ?? 0)) / DAY), 'day')}`;
  const used = states.filter((state) => exposed.some(({ key }) => stateOf(key) === state));
  return figure(
    'Exposure: from the first sighting to the proof that it ended, or to now',
    exposed.length === EXPOSURES ? `The ${EXPOSURES} longest` : '',
    summary,
    used,
    ticks.join('') + bars.join(''),
    height,
    WIDE,
  );
}

/** The first sighting, in git or in an audit. */
export function exposedFrom({ created, events }: AuditKey): number | null {
  const opened = Date.parse(events[0]?.at ?? '');
  const since = created?.source === 'git' ? Date.parse(created.date) : Number.NaN;
  const instants = [opened, since].filter((instant) => !Number.isNaN(instant));
  return instants.length === 0 ? null : instants.reduce((a, b) => Math.min(a, b));
}

function gridOf(y: { ticks(count: number): number[]; (value: number): number }, most: number): string {
  return y
    .ticks(Math.min(5, most))
    .filter((tick) => Number.isInteger(tick))
    .map(
      (tick) =>
        `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${round(y(tick))}" y2="${round(y(tick))}"/><text x="${MARGIN.left - 6}" y="${round(y(tick)) + 4}" text-anchor="end">${grouped(tick)}</text>`,
    )
    .join('');
}

function figure(
  title: string,
  note: string,
  summary: string,
  legend: readonly string[],
  content: string,
  height: number,
  width: number = WIDTH,
): string {
  const items = legend.map((name) => `<span class="key-of ${name}">${name.replace('-', ' ')}</span>`).join(' ');
  return `<figure><figcaption><strong>${text(title)}</strong>${note === '' ? '' : ` <small>${text(note)}</small>`}<br>${items}</figcaption><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${text(`${title}. ${summary}`)}">${content}</svg></figure>`;
}

const round = (number: number): number => Math.round(number * 10) / 10;
