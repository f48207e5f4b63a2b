/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * What runs in the reader's browser: filter, sort, pages, details. It is written into the page as text, so it holds all
 * that it needs and imports nothing. Everything shown goes through `textContent`.
 */
import type { Elements, ListState } from './elements.ts';
import type { Row } from './row.ts';

/** Called once the page is parsed. */
export function page({ find, make, control }: Elements): void {
  const perPage = 50;
  const rank: Record<string, number> = { critical: 0, high: 1, medium: 2, low: 3, info: 4 };
  const confidenceRank: Record<string, number> = { high: 0, medium: 1, low: 2 };
  const rows = JSON.parse(find('#data').textContent) as Row[];
  const haystack = rows.map((row) =>
    [
      row.kind,
      row.vendor,
      row.preview,
      row.print,
      row.why,
      row.hidden,
      ...row.places.flatMap((place) => [place.where, place.note, place.line.join('')]),
    ]
      .join('\n')
      .toLowerCase(),
  );
  const byName = new Intl.Collator('en', { numeric: true });
  const orders: Record<string, (a: Row, b: Row) => number> = {
    severity: (a, b) => (rank[a.severity] ?? 9) - (rank[b.severity] ?? 9),
    key: (a, b) => byName.compare(a.kind, b.kind) || byName.compare(a.preview, b.preview),
    where: (a, b) => byName.compare(a.places[0]?.where ?? '', b.places[0]?.where ?? ''),
    confidence: (a, b) => (confidenceRank[a.confidence] ?? 9) - (confidenceRank[b.confidence] ?? 9),
    status: (a, b) => byName.compare(a.status, b.status),
  };

  const search = find('#search') as HTMLInputElement;
  const vendor = find('#vendor') as HTMLSelectElement;
  const status = find('#status') as HTMLSelectElement;
  const body = find('tbody');
  const state: ListState = { order: 'severity', isDown: false, first: 0, shown: [] };

  function choose(): void {
    const words = search.value
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const wanted = new Set(
      [...document.querySelectorAll<HTMLInputElement>('.severities input:checked')].map(({ value }) => value),
    );
    state.shown = [];
    for (const [index, row] of rows.entries()) {
      if (wanted.size > 0 && !wanted.has(row.severity)) continue;
      if (vendor.value !== '' && row.vendor !== vendor.value) continue;
      if (status.value === 'open' ? row.hidden !== '' : status.value === 'suppressed' && row.hidden === '') continue;
      const text = haystack[index] ?? '';
      if (words.every((word) => text.includes(word))) state.shown.push(index);
    }
    sort();
  }

  function sort(): void {
    const order = orders[state.order];
    const sign = state.isDown ? -1 : 1;
    // The findings come by severity, path and line; equal ones stay so.
    state.shown.sort((a, b) => {
      const [one, other] = [rows[a], rows[b]];
      return (order === undefined || one === undefined || other === undefined ? 0 : sign * order(one, other)) || a - b;
    });
    state.first = 0;
    show();
  }

  function show(): void {
    const last = Math.min(state.first + perPage, state.shown.length);
    const lines = document.createDocumentFragment();
    for (const index of state.shown.slice(state.first, last)) {
      const row = rows[index];
      if (row !== undefined) lines.append(...lineOf(row, index));
    }
    if (last === 0) {
      const cell = make('td', 'none', rows.length === 0 ? 'No keys were found.' : 'Nothing fits the filter.');
      cell.setAttribute('colspan', '5');
      const line = make('tr');
      line.append(cell);
      lines.append(line);
    }
    body.replaceChildren(lines);
    const range = state.shown.length > perPage ? ` (${state.first + 1}–${last})` : '';
    find('#shown').textContent = `${state.shown.length} of ${rows.length} shown${range}`;
    find('.pages').hidden = state.shown.length <= perPage;
    (find('#previous') as HTMLButtonElement).disabled = state.first === 0;
    (find('#next') as HTMLButtonElement).disabled = last >= state.shown.length;
  }

  function lineOf(row: Row, index: number): HTMLElement[] {
    const line = make('tr', row.hidden === '' ? '' : 'hidden-key');
    const details = make('tr', 'details');
    details.id = `details-${index}`;
    details.hidden = true;
    const button = make('button', 'open', row.kind);
    button.setAttribute('aria-expanded', 'false');
    button.setAttribute('aria-controls', details.id);
    button.addEventListener('click', () => {
      if (details.childElementCount === 0) details.append(detailsOf(row));
      details.hidden = !details.hidden;
      button.setAttribute('aria-expanded', String(!details.hidden));
    });
    const key = make('td');
    key.append(button, make('code', 'preview', row.preview));
    const severity = make('td');
    severity.append(make('span', `severity ${row.severity}`, row.severity));
    const where = make('td', 'where');
    where.append(make('code', '', row.places[0]?.where ?? ''));
    if (row.total > 1) where.append(make('span', 'more', ` +${row.total - 1}`));
    const told = make('td');
    told.append(make('span', `status ${row.status}`, row.hidden === '' ? row.status : 'suppressed'));
    line.append(severity, key, where, make('td', '', row.confidence), told);
    return [line, details];
  }

  function detailsOf(row: Row): HTMLElement {
    const cell = make('td');
    cell.setAttribute('colspan', '5');
    cell.append(make('p', '', row.why));
    if (row.hidden !== '') cell.append(make('p', 'suppression', `Suppressed ${row.hidden}`));
    const list = make('ul', 'places');
    for (const place of row.places) {
      const item = make('li');
      item.append(make('code', 'at', place.where), make('span', 'note', place.note));
      const [before, key, after] = place.line;
      if (key !== '') {
        const line = make('pre');
        line.append(before, make('mark', '', key), after);
        item.append(line);
      }
      list.append(item);
    }
    cell.append(list);
    const unshown = row.total - row.places.length;
    if (unshown > 0) cell.append(make('p', 'more', `and in ${unshown} more places`));
    cell.append(make('p', 'print', row.print));
    return cell;
  }

  for (const one of document.querySelectorAll('.severities input, #vendor, #status')) {
    one.addEventListener('change', choose);
  }
  control({ find, table: '#findings', perPage, state, choose, sort, show });
  document.addEventListener('keydown', (event) => {
    if (
      (event.key === 'ArrowDown' || event.key === 'ArrowUp') &&
      event.target instanceof HTMLButtonElement &&
      event.target.classList.contains('open')
    ) {
      const buttons = [...document.querySelectorAll<HTMLButtonElement>('button.open')];
      event.preventDefault();
      buttons[buttons.indexOf(event.target) + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
    }
  });
  choose();
}
