import { formatBytes, formatTime } from './render.ts';
import type { Result, Row } from './result.ts';
import { median } from './statistics.ts';

const WIDTH = 640;
const HEIGHT = 400;
const MARGIN = { left: 70, right: 20, top: 40, bottom: 50 };
const COLOURS = ['#0969da', '#cf222e', '#1a7f37', '#8250df', '#9a6700'];

/** Milliseconds over bytes. */
interface Series {
  readonly id: string;
  readonly measure: Measure;
  readonly points: readonly { readonly bytes: number; readonly ms: number }[];
}

interface Measure {
  readonly dashes: string;
  readonly of: (run: Row['runs'][number]) => number | null;
}

/** Where other work shares the machine, more time passes than a program takes. */
const MEASURES: readonly Measure[] = [
  { dashes: '', of: ({ wallMs }) => wallMs },
  {
    dashes: ' stroke-dasharray="4 4"',
    of: ({ userMs, systemMs }) => (userMs === null || systemMs === null ? null : userMs + systemMs),
  },
];

/**
 * A result's tables as one SVG, time over bytes on two logarithmic axes: what is linear is a straight line of slope one. Wall
 * time is drawn solid, processor time dashed.
 * @throws RangeError when no row has a time and no corpus a size
 */
export function renderPlot(result: Result): string {
  const series = MEASURES.flatMap((measure) => collect(result, measure));
  const ids = [...new Set(series.map(({ id }) => id))];
  const points = series.flatMap((one) => one.points);
  if (points.length === 0) {
    throw new RangeError('There is nothing to plot.');
  }
  const x = scale(
    points.map(({ bytes }) => bytes),
    MARGIN.left,
    WIDTH - MARGIN.right,
  );
  const y = scale(
    points.map(({ ms }) => ms),
    HEIGHT - MARGIN.bottom,
    MARGIN.top,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    ...x.ticks.map((bytes) => gridLine(x.at(bytes), 'x', formatBytes(bytes))),
    ...y.ticks.map((ms) => gridLine(y.at(ms), 'y', formatTime(ms))),
    ...series.flatMap(({ id, measure, points: own }) => {
      const index = ids.indexOf(id);
      const colour = COLOURS[index % COLOURS.length] ?? '#000000';
      const dots = own.map(({ bytes, ms }) => [x.at(bytes).toFixed(1), y.at(ms).toFixed(1)] as const);
      return [
        `<polyline fill="none" stroke="${colour}" stroke-width="2"${measure.dashes} points="${dots.map((dot) => dot.join(',')).join(' ')}"/>`,
        ...dots.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3.5" fill="${colour}"/>`),
        `<text x="${MARGIN.left + 10 + index * 150}" y="24" fill="${colour}">${escape(id)}</text>`,
      ];
    }),
    `<text x="${WIDTH - MARGIN.right}" y="24" text-anchor="end" fill="#57606a">dashed: processor time</text>`,
    '</svg>',
    '',
  ].join('\n');
}

function collect({ tables }: Result, measure: Measure): Series[] {
  const points = tables.flatMap(({ corpus, rows }) =>
    rows.map((row) => ({
      id: row.id,
      bytes: corpus['bytes'],
      ms: median(row.runs.map(measure.of)),
    })),
  );
  const ids = [...new Set(points.map(({ id }) => id))];
  return ids
    .map((id) => ({
      id,
      measure,
      points: points
        .flatMap(({ id: own, bytes, ms }) =>
          own === id && typeof bytes === 'number' && ms !== null ? [{ bytes, ms }] : [],
        )
        .toSorted((left, right) => left.bytes - right.bytes),
    }))
    .filter((series) => series.points.length > 0);
}

/** A logarithmic axis from a power of ten to a power of ten, with a tick at each. */
function scale(values: readonly number[], from: number, to: number) {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    at: (value: number): number => from + ((Math.log10(value) - low) / (high - low)) * (to - from),
    ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
  };
}

function gridLine(at: number, axis: 'x' | 'y', label: string): string {
  const line =
    axis === 'x'
      ? `x1="${at}" y1="${MARGIN.top}" x2="${at}" y2="${HEIGHT - MARGIN.bottom}"`
      : `x1="${MARGIN.left}" y1="${at}" x2="${WIDTH - MARGIN.right}" y2="${at}"`;
  const place =
    axis === 'x'
      ? `x="${at}" y="${HEIGHT - MARGIN.bottom + 20}" text-anchor="middle"`
      : `x="${MARGIN.left - 8}" y="${at + 4}" text-anchor="end"`;
  return `<line ${line} stroke="#d0d7de"/><text ${place} fill="#57606a">${label}</text>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
