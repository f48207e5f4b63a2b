/// <reference lib="dom" />
/**
 * What the pages' scripts share. They are written into a page as text, so each function holds all that it needs and imports nothing.
 */

export interface Elements {
  readonly find: (selector: string) => HTMLElement;
  readonly make: (name: string, className?: string, text?: string) => HTMLElement;
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

/** A page's script, as it stands in the page. */
export function scriptOf(page: (elements: Elements) => void): string {
  return `(${page.toString()})({find:${find.toString()},make:${make.toString()}})`;
}
