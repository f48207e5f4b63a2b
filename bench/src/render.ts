import { median, range, ratio } from './statistics.ts';
import type { Result, Row, Table } from './result.ts';

/** A result as Markdown: what it was measured on, and a table for each corpus. */
export function renderResult(result: Result): string {
  return [renderOrigin(result), ...result.tables.map(renderTable)].join('\n');
}

function renderOrigin({ machine, commit, date, accounting }: Result): string {
  const state = commit === null ? 'no commit' : `${commit.id.slice(0, 12)}${commit.dirty ? ' with changes' : ''}`;
  const memory = accounting === 'sampled' ? ' Memory is sampled: a lower bound.' : '';
  const load = machine.load === null ? '' : `, load ${machine.load.toFixed(1)} at the start`;
  return `${date.slice(0, 10)}, commit ${state}. ${machine.cpu}, ${machine.cores} cores, ${formatBytes(machine.memory)}, ${machine.system}, Node ${machine.node}${load}.${memory}\n`;
}

const HEADINGS = ['', 'Wall', 'Min–max', '× reference', 'User + system', 'Peak memory', 'Exit', 'Found', 'Runs'];

/** One corpus as a Markdown table, fastest first, with what is odd below it. */
export function renderTable(table: Table): string {
  const wall = (row: Row): number | null => median(row.runs.map(({ wallMs }) => wallMs));
  const reference = table.rows.find(({ id }) => id === table.reference);
  const referenceWall = reference === undefined ? null : wall(reference);
  const rows = table.rows.toSorted((left, right) => (wall(left) ?? Infinity) - (wall(right) ?? Infinity));
  const corpus = Object.entries(table.corpus)
    .map(
      ([key, value]) => `${key} ${key === 'bytes' && typeof value === 'number' ? formatBytes(value) : (value ?? '?')}`,
    )
    .join(', ');
  const lines = [
    `### ${table.title}`,
    '',
    `${corpus}. Reference: ${table.reference}.`,
    '',
    `| ${HEADINGS.join(' | ')} |`,
    `|---|${'---:|'.repeat(HEADINGS.length - 1)}`,
    ...rows.map((row) => `| ${cells(row, ratio(wall(row), referenceWall)).join(' | ')} |`),
    '',
    ...comparison(table, wall),
    ...rows.flatMap(({ id, problems }) => problems.map((problem) => `- **${id}**: ${problem}.`)),
    ...table.notes.map((note) => `- ${note}`),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function cells(row: Row, times: number | null): string[] {
  const walls = range(row.runs.map(({ wallMs }) => wallMs));
  const cpu = median(
    row.runs.map(({ userMs, systemMs }) => (userMs === null || systemMs === null ? null : userMs + systemMs)),
  );
  const memory = median(row.runs.map(({ peakRssBytes }) => peakRssBytes));
  const exits = [...new Set(row.runs.map(({ exitCode }) => exitCode ?? 'signal'))].join(', ');
  const name = row.version === null ? row.id : `${row.id} (${row.version})`;
  return [
    `${row.role === 'ours' ? `**${name}**` : name}${row.problems.length > 0 ? ' ⚠' : ''}`,
    formatTime(median(row.runs.map(({ wallMs }) => wallMs))),
    walls === null ? '–' : `${formatTime(walls.min)}–${formatTime(walls.max)}`,
    times === null ? '–' : times.toFixed(2),
    formatTime(cpu),
    memory === null ? '–' : formatBytes(memory),
    exits,
    row.found === null ? '–' : String(row.found),
    String(row.runs.length),
  ];
}

/** How we stand to the fastest peer whose row can be trusted. */
function comparison(table: Table, wall: (row: Row) => number | null): string[] {
  const ours = table.rows.find(({ role, problems }) => role === 'ours' && problems.length === 0);
  const peers = table.rows
    .filter(({ role, problems }) => role === 'peer' && problems.length === 0)
    .toSorted((left, right) => (wall(left) ?? Infinity) - (wall(right) ?? Infinity));
  const [fastest] = peers;
  const times = ours === undefined || fastest === undefined ? null : ratio(wall(fastest), wall(ours));
  return times === null || ours === undefined || fastest === undefined
    ? []
    : [`- ${ours.id} is ${times.toFixed(1)} times as fast as ${fastest.id}, the fastest peer here.`];
}

/** Milliseconds as people read them. */
export function formatTime(milliseconds: number | null): string {
  if (milliseconds === null) {
    return '–';
  }
  return milliseconds < 1000 ? `${milliseconds.toFixed(0)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}

/** Bytes in decimal units. */
export function formatBytes(bytes: number): string {
  const units: readonly [string, number][] = [
    ['GB', 1e9],
    ['MB', 1e6],
    ['kB', 1e3],
  ];
  const [unit, size] = units.find(([, least]) => bytes >= least) ?? ['B', 1];
  const value = bytes / size;
  return `${value >= 100 || size === 1 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2)} ${unit}`;
}
