/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * What runs in the reader's browser: filter, sort, pages, details. It is written into the page as text, so it holds all
 * that it needs and imports nothing. Everything shown goes through `textContent`.
 */
import type { Elements, ListState } from '@keyturn/report/page-elements';
import type { AuditDetails, AuditRow } from './row.ts';

/** Called once the page is parsed. */
export function page({ find, make, control }: Elements): void {
  const perPage = 50;
  const mostPrinted = 1000;
  const rank: Record<string, number> = { critical: 0, high: 1, medium: 2, low: 3, info: 4 };
  const words: Record<string, string> = { stillOpen: 'still open' };
  const rows = JSON.parse(find('#data').textContent) as AuditRow[];
  let told: readonly string[] = [];
  const now = Number(find('#data').dataset['at'] ?? 0);
  // Made at once, so that no search waits for it; and put together by hand, which takes a third of the time of a list that is joined.
  const haystack = rows.map((row) => {
    let all = `${row.kind}\n${row.vendor}\n${row.preview}\n${row.print}\n${row.owner}`;
    for (const [name, , , places] of row.targets) {
      all += `\n${name}`;
      for (const place of places) all += `\n${place}`;
    }
    return all.toLowerCase();
  });
  const byName = new Intl.Collator('en', { numeric: true });
  const text = (a: string, b: string): number => (a === b ? 0 : a === '' ? 1 : b === '' ? -1 : byName.compare(a, b));
  /** What rows are ordered by, the weightiest first. */
  const orders: Record<string, readonly ((row: AuditRow) => string | number)[]> = {
    severity: [(row) => rank[row.severity] ?? 9],
    change: [(row) => row.change],
    key: [(row) => row.vendor, (row) => row.kind],
    where: [(row) => row.targets[0]?.[0] ?? ''],
    owner: [(row) => row.owner],
    due: [(row) => row.due],
    age: [(row) => -row.age],
  };
  const ordered: Record<string, Float64Array> = {};
  const lists: Record<string, (row: AuditRow) => boolean> = {
    all: (row) => row.hidden === '',
    open: (row) => row.hidden === '' && row.change !== 'closed',
    new: (row) => row.hidden === '' && row.change === 'new',
    'still-open': (row) => row.hidden === '' && row.change === 'stillOpen',
    reopened: (row) => row.hidden === '' && row.change === 'reopened',
    closed: (row) => row.change === 'closed',
    overdue: (row) => row.hidden === '' && row.late,
    'not-verifiable': (row) => row.hidden === '' && row.untold,
    'not-covered': (row) => row.hidden === '' && row.uncovered,
    suppressed: (row) => row.hidden !== '',
  };
  const search = find('#search') as HTMLInputElement;
  const vendor = find('#vendor') as HTMLSelectElement;
  const owner = find('#owner') as HTMLSelectElement;
  const body = find('#keys tbody');
  const state: ListState = { order: 'severity', isDown: false, first: 0, shown: [] };

  function choose(): void {
    const wanted = search.value
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const checked = document.querySelector<HTMLInputElement>('.lists input:checked');
    const fits = lists[checked?.value ?? 'open'] ?? lists['open'];
    const shown: number[] = [];
    for (const [index, row] of rows.entries()) {
      if (fits?.(row) !== true) continue;
      if (vendor.value !== '' && row.vendor !== vendor.value) continue;
      if (owner.value !== '' && row.owner !== (owner.value === '-' ? '' : owner.value)) continue;
      if (wanted.length > 0) {
        const all = haystack[index] ?? '';
        if (!wanted.every((word) => all.includes(word))) continue;
      }
      shown.push(index);
    }
    state.shown = shown;
    sort();
  }

  /** Each row's place in an order. Names are many times fewer than rows: they are compared once, and rows by number. */
  function placesIn(order: string): Float64Array {
    const known = ordered[order];
    if (known !== undefined) return known;
    const places = new Float64Array(rows.length);
    for (const valueOf of orders[order] ?? []) {
      const values = rows.map(valueOf);
      const compare = (a: string | number, b: string | number): number =>
        typeof a === 'string' && typeof b === 'string' ? text(a, b) : Number(a) - Number(b);
      const sorted = [...new Set(values)].sort(compare);
      const ranks = new Map<string | number, number>();
      let before = sorted[0];
      for (const value of sorted) {
        const isNext = before !== undefined && compare(before, value) !== 0;
        ranks.set(value, (ranks.get(before ?? '') ?? 0) + (isNext ? 1 : 0));
        before = value;
      }
      for (const [index, value] of values.entries()) {
        places[index] = (places[index] ?? 0) * sorted.length + (ranks.get(value) ?? 0);
      }
    }
    return (ordered[order] = places);
  }

  function sort(): void {
    // They come in the order of severity.
    if (state.order !== 'severity' || state.isDown) {
      const places = placesIn(state.order);
      const sign = state.isDown ? -1 : 1;
      state.shown.sort((a, b) => sign * ((places[a] ?? 0) - (places[b] ?? 0)) || a - b);
    }
    state.first = 0;
    show(perPage, false);
  }

  function show(number: number, isOpen: boolean): void {
    const last = Math.min(state.first + number, state.shown.length);
    const lines = document.createDocumentFragment();
    for (const index of state.shown.slice(state.first, last)) {
      const row = rows[index];
      if (row !== undefined) lines.append(...lineOf(row, index, isOpen));
    }
    if (last === 0) {
      const cell = make('td', 'none', 'No key fits.');
      cell.setAttribute('colspan', '7');
      const line = make('tr');
      line.append(cell);
      lines.append(line);
    }
    body.replaceChildren(lines);
    const range = state.shown.length > number ? ` (${state.first + 1}–${last})` : '';
    find('#shown').textContent = `${state.shown.length} of ${rows.length} keys${range}`;
    find('.pages').hidden = state.shown.length <= number;
    (find('#previous') as HTMLButtonElement).disabled = state.first === 0;
    (find('#next') as HTMLButtonElement).disabled = last >= state.shown.length;
  }

  function lineOf(row: AuditRow, index: number, isOpen: boolean): HTMLElement[] {
    const line = make('tr', row.hidden === '' ? '' : 'hidden-key');
    const details = make('tr', 'details');
    details.id = `details-${index}`;
    details.hidden = !isOpen;
    if (isOpen) details.append(detailsOf(row, index));
    const button = make('button', 'open', row.kind);
    button.setAttribute('aria-expanded', String(isOpen));
    button.setAttribute('aria-controls', details.id);
    button.addEventListener('click', () => {
      if (details.childElementCount === 0) details.append(detailsOf(row, index));
      details.hidden = !details.hidden;
      button.setAttribute('aria-expanded', String(!details.hidden));
    });
    const severity = make('td');
    severity.append(make('span', `severity ${row.severity}`, row.severity));
    const change = make('td');
    change.append(
      make('span', `change ${row.change}`, words[row.change] ?? row.change),
      make('span', `status ${row.status}`, row.status.replace('-', ' ')),
    );
    const key = make('td');
    key.append(button, make('code', 'preview', row.preview), make('span', 'more', row.vendor));
    const where = make('td', 'where');
    const name = make('code');
    // An address may break between its parts, and not within a name.
    for (const part of (row.targets[0]?.[0] ?? '').split(/(?<=\/)/)) name.append(part, make('wbr'));
    where.append(name);
    if (row.targets.length > 1) where.append(make('span', 'more', ` +${row.targets.length - 1}`));
    const due = make('td', row.late ? 'late' : '', row.due === '' ? '–' : row.due);
    const age = make('td', '', row.age < 0 ? '–' : `${row.age} d`);
    line.append(severity, change, key, where, make('td', '', row.owner === '' ? 'nobody' : row.owner), due, age);
    return [line, details];
  }

  /** Between the list's brackets a line is a key. */
  function read(index: number): AuditDetails {
    if (told.length === 0) told = find('#details').textContent.split('\n');
    return JSON.parse((told[index + 1] ?? '').replace(/,$/, '')) as AuditDetails;
  }

  function detailsOf(row: AuditRow, index: number): HTMLElement {
    const more = read(index);
    const cell = make('td');
    cell.setAttribute('colspan', '7');
    cell.append(timelineOf(more), make('p', '', `${more.why} ${more.ageNote}`));
    if (row.hidden !== '') cell.append(make('p', 'suppression', `Suppressed, ${row.hidden}`));
    cell.append(
      listOf(
        'Evidence',
        more.events.map(([at, kind, evidence]) => `${at.slice(0, 10)} ${kind}: ${evidence}`),
      ),
    );
    if (more.verdicts.length > 0) {
      cell.append(
        listOf(
          'What is wrong',
          more.verdicts.map(([code, message, evidence]) => `${code}: ${message} ${evidence}`),
        ),
      );
    }
    for (const [name, total, standing, places] of row.targets) {
      const list = listOf(`${name}: ${total} ${total === 1 ? 'place' : 'places'}, ${standing} of them now`, places);
      if (total > places.length) list.append(make('p', 'more', `and ${total - places.length} more, in the ledger`));
      cell.append(list);
    }
    if (more.provider !== '') {
      const link = make('a', '', 'What to do with it') as HTMLAnchorElement;
      link.href = `#steps-${more.provider}`;
      cell.append(link);
    }
    cell.append(make('p', 'print', row.print));
    return cell;
  }

  function listOf(title: string, items: readonly string[]): HTMLElement {
    const section = make('section');
    const list = make('ul');
    for (const item of items) list.append(make('li', '', item));
    section.append(make('h4', '', title), list);
    return section;
  }

  /** From the first sighting to the audit: exposed, and closed. */
  function timelineOf({ from: first, until, events }: AuditDetails): SVGElement {
    const namespace = 'http://www.w3.org/2000/svg';
    const width = 600;
    const draw = (name: string, attributes: Record<string, string | number>, content = ''): SVGElement => {
      const made = document.createElementNS(namespace, name);
      for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
      made.textContent = content;
      return made;
    };
    const svg = draw('svg', {
      viewBox: `0 0 ${width} 44`,
      class: 'timeline',
      role: 'img',
      'aria-label': 'Timeline of exposure',
    });
    if (first === 0) return svg;
    const end = Math.max(now, until, first + 1);
    const x = (at: number): number => 4 + ((at - first) / (end - first)) * (width - 8);
    let isOpen = true;
    let from = first;
    const bar = (to: number): void => {
      svg.append(
        draw('rect', {
          x: x(from),
          y: 14,
          width: Math.max(1, x(to) - x(from)),
          height: 10,
          class: isOpen ? 'exposed' : 'closed',
        }),
      );
      from = to;
    };
    for (const [at, kind] of events) {
      const instant = Math.min(end, Math.max(first, Date.parse(at)));
      if (kind !== 'opened') {
        bar(instant);
        isOpen = kind !== 'closed';
      }
      svg.append(draw('circle', { cx: x(instant), cy: 19, r: 5, class: kind === 'closed' ? 'closed' : 'exposed' }));
    }
    bar(end);
    const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
    svg.append(
      draw('text', { x: 4, y: 40 }, day(first)),
      draw('text', { x: width - 4, y: 40, 'text-anchor': 'end' }, day(end)),
    );
    return svg;
  }

  for (const one of document.querySelectorAll('.lists input, #vendor, #owner')) one.addEventListener('change', choose);
  control({ find, table: '#keys', perPage, state, choose, sort, show: () => show(perPage, false) });
  // On paper everything that is chosen is open, as far as there is paper.
  const folded = new Set<HTMLDetailsElement>();
  window.addEventListener('beforeprint', () => {
    for (const one of document.querySelectorAll('details')) {
      if (one.open) continue;
      folded.add(one);
      one.open = true;
    }
    state.first = 0;
    show(mostPrinted, state.shown.length <= 200);
  });
  window.addEventListener('afterprint', () => {
    for (const one of folded) one.open = false;
    folded.clear();
    show(perPage, false);
  });
  choose();
}
