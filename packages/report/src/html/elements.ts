/// <reference lib="dom" />
/**
 * What the pages' scripts share. They are written into a page as text, so each function holds all that it needs and imports nothing.
 */

export interface Elements {
  readonly find: (selector: string) => HTMLElement;
  readonly make: (name: string, className?: string, text?: string) => HTMLElement;
  readonly control: (list: List) => void;
}

/** What a page lists, by its rows' numbers. */
export interface ListState {
  order: string;
  isDown: boolean;
  /** Where the page that is shown begins. */
  first: number;
  shown: number[];
}

/** A list with the controls around it. */
export interface List {
  readonly find: Elements['find'];
  /** Selects its table. */
  readonly table: string;
  readonly perPage: number;
  readonly state: ListState;
  readonly choose: () => void;
  readonly sort: () => void;
  readonly show: () => void;
}

function find(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`The page lacks ${selector}.`);
  return found;
}

function make(name: string, className = '', text = ''): HTMLElement {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  if (text !== '') made.textContent = text;
  return made;
}

/** Search, order, pages, theme and keyboard. */
function control(list: List): void {
  const { table, perPage, state, choose, sort, show } = list;
  const search = list.find('#search') as HTMLInputElement;
  search.addEventListener('input', choose);
  for (const header of document.querySelectorAll<HTMLElement>(`${table} th[data-order]`)) {
    header.querySelector('button')?.addEventListener('click', () => {
      const order = header.dataset['order'] ?? 'severity';
      state.isDown = state.order === order && !state.isDown;
      state.order = order;
      for (const other of document.querySelectorAll(`${table} th`)) other.removeAttribute('aria-sort');
      header.setAttribute('aria-sort', state.isDown ? 'descending' : 'ascending');
      sort();
    });
  }
  const turn = (by: number): void => {
    state.first = Math.max(0, state.first + by);
    show();
    list.find(table).scrollIntoView({ block: 'start' });
  };
  list.find('#previous').addEventListener('click', () => turn(-perPage));
  list.find('#next').addEventListener('click', () => turn(perPage));
  list.find('#theme').addEventListener('click', () => {
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
}

/** A page's script, as it stands in the page. */
export function scriptOf(page: (elements: Elements) => void): string {
  return `(${page.toString()})({find:${find.toString()},make:${make.toString()},control:${control.toString()}})`;
}
