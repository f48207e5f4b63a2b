/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * What runs in the reader's browser: filter, sort, pages, details. It is written into the page as text, so it holds all
 * that it needs and imports nothing. Everything shown goes through `textContent`.
 */
import type { AuditRow } from './row.ts';

/** Called once the page is parsed. */
export function page(): void {
  const perPage = 50;
  const mostPrinted = 1000;
  const perStep = 1000;
  const rank: Record<string, number> = { critical: 0, high: 1, medium: 2, low: 3, info: 4 };
  const words: Record<string, string> = { stillOpen: 'still open' };
  const find = (selector: string): HTMLElement => {
    const found = document.querySelector<HTMLElement>(selector);
    if (found === null) throw new Error(`The page lacks ${selector}.`);
    return found;
  };
  const make = (name: string, className = '', text = ''): HTMLElement => {
    const made = document.createElement(name);
    if (className !== '') made.className = className;
    if (text !== '') made.textContent = text;
    return made;
  };
  const rows = JSON.parse(find('#data').textContent) as AuditRow[];
  const now = Number(find('#data').dataset['at'] ?? 0);
  const haystack: string[] = [];
  const wordsOf = (row: AuditRow): string =>
    [
      row.kind,
      row.vendor,
      row.preview,
      row.print,
      row.owner,
      ...row.targets.flatMap(([name, , , places]) => [name, ...places]),
    ]
      .join('\n')
      .toLowerCase();
  const byName = new Intl.Collator('en', { numeric: true });
  const text = (a: string, b: string): number => (a === b ? 0 : a === '' ? 1 : b === '' ? -1 : byName.compare(a, b));
  const orders: Record<string, (a: AuditRow, b: AuditRow) => number> = {
    severity: (a, b) => (rank[a.severity] ?? 9) - (rank[b.severity] ?? 9),
    change: (a, b) => text(a.change, b.change),
    key: (a, b) => text(a.vendor, b.vendor) || text(a.kind, b.kind),
    where: (a, b) => text(a.targets[0]?.[0] ?? '', b.targets[0]?.[0] ?? ''),
    owner: (a, b) => text(a.owner, b.owner),
    due: (a, b) => text(a.due, b.due),
    age: (a, b) => b.age - a.age,
  };
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
  const state = { order: 'severity', isDown: false, first: 0, shown: [] as number[] };

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
        const all = (haystack[index] ??= wordsOf(row));
        if (!wanted.every((word) => all.includes(word))) continue;
      }
      shown.push(index);
    }
    state.shown = shown;
    sort();
  }

  function sort(): void {
    const order = orders[state.order];
    const sign = state.isDown ? -1 : 1;
    // They come in the order of severity.
    if (order !== undefined && (state.order !== 'severity' || state.isDown)) {
      state.shown.sort((a, b) => {
        const [one, other] = [rows[a], rows[b]];
        return (one === undefined || other === undefined ? 0 : sign * order(one, other)) || a - b;
      });
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
    if (isOpen) details.append(detailsOf(row));
    const button = make('button', 'open', row.kind);
    button.setAttribute('aria-expanded', String(isOpen));
    button.setAttribute('aria-controls', details.id);
    button.addEventListener('click', () => {
      if (details.childElementCount === 0) details.append(detailsOf(row));
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

  function detailsOf(row: AuditRow): HTMLElement {
    const cell = make('td');
    cell.setAttribute('colspan', '7');
    cell.append(timelineOf(row), make('p', '', `${row.why} ${row.ageNote}`));
    if (row.hidden !== '') cell.append(make('p', 'suppression', `Suppressed, ${row.hidden}`));
    cell.append(
      listOf(
        'Evidence',
        row.events.map(([at, kind, evidence]) => `${at.slice(0, 10)} ${kind}: ${evidence}`),
      ),
    );
    if (row.verdicts.length > 0) {
      cell.append(
        listOf(
          'What is wrong',
          row.verdicts.map(([code, message, evidence]) => `${code}: ${message} ${evidence}`),
        ),
      );
    }
    for (const [name, total, standing, places] of row.targets) {
      const list = listOf(`${name}: ${total} ${total === 1 ? 'place' : 'places'}, ${standing} of them now`, places);
      if (total > places.length) list.append(make('p', 'more', `and ${total - places.length} more, in the ledger`));
      cell.append(list);
    }
    if (row.provider !== '') {
      const link = make('a', '', 'What to do with it') as HTMLAnchorElement;
      link.href = `#steps-${row.provider}`;
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
  function timelineOf(row: AuditRow): SVGElement {
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
    if (row.from === 0) return svg;
    const end = Math.max(now, row.until, row.from + 1);
    const x = (at: number): number => 4 + ((at - row.from) / (end - row.from)) * (width - 8);
    let isOpen = true;
    let from = row.from;
    const bar = (until: number): void => {
      svg.append(
        draw('rect', {
          x: x(from),
          y: 14,
          width: Math.max(1, x(until) - x(from)),
          height: 10,
          class: isOpen ? 'exposed' : 'closed',
        }),
      );
      from = until;
    };
    for (const [at, kind] of row.events) {
      const instant = Math.min(end, Math.max(row.from, Date.parse(at)));
      if (kind !== 'opened') {
        bar(instant);
        isOpen = kind !== 'closed';
      }
      svg.append(draw('circle', { cx: x(instant), cy: 19, r: 5, class: kind === 'closed' ? 'closed' : 'exposed' }));
    }
    bar(end);
    const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
    svg.append(
      draw('text', { x: 4, y: 40 }, day(row.from)),
      draw('text', { x: width - 4, y: 40, 'text-anchor': 'end' }, day(end)),
    );
    return svg;
  }

  search.addEventListener('input', choose);
  for (const control of document.querySelectorAll('.lists input, #vendor, #owner')) {
    control.addEventListener('change', choose);
  }
  for (const header of document.querySelectorAll<HTMLElement>('#keys th[data-order]')) {
    header.querySelector('button')?.addEventListener('click', () => {
      const order = header.dataset['order'] ?? 'severity';
      state.isDown = state.order === order && !state.isDown;
      state.order = order;
      for (const other of document.querySelectorAll('#keys th')) other.removeAttribute('aria-sort');
      header.setAttribute('aria-sort', state.isDown ? 'descending' : 'ascending');
      choose();
    });
  }
  const turn = (by: number): void => {
    state.first = Math.max(0, state.first + by);
    show(perPage, false);
    find('#keys').scrollIntoView({ block: 'start' });
  };
  find('#previous').addEventListener('click', () => turn(-perPage));
  find('#next').addEventListener('click', () => turn(perPage));
  find('#theme').addEventListener('click', () => {
    const { dataset } = document.documentElement;
    const isDark =
      dataset['theme'] === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : dataset['theme'] === 'dark';
    dataset['theme'] = isDark ? 'light' : 'dark';
  });
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof HTMLInputElement && event.target.type === 'search';
    if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      search.focus();
    }
    if (event.key === 'Escape' && isTyping) {
      search.value = '';
      choose();
    }
  });
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
  // What is searched is made ready a little at a time, so that the first search need not wait for it.
  const prepare = (from: number): void => {
    const to = Math.min(from + perStep, rows.length);
    for (const [index, row] of rows.slice(from, to).entries()) haystack[from + index] ??= wordsOf(row);
    if (to < rows.length) setTimeout(() => prepare(to));
  };
  setTimeout(() => prepare(0));
}
