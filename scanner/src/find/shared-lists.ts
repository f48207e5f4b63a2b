/** Lists of which each is kept once: a text says the same of most of its keys, and a thread sends home what differs. */
export class SharedLists {
  readonly #known = new Map<string, readonly string[]>();

  of(list: readonly string[]): readonly string[] {
    const key = list.join('\0');
    const known = this.#known.get(key);
    if (known === undefined) this.#known.set(key, list);
    return known ?? list;
  }
}
