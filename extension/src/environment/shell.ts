import type { LineEdit } from './replacement.ts';

/** In a shell, quotes are everywhere optional and differ in meaning: what stands around the key says which it is in. */
export function readInShell(line: string, from: number, to: number, name: string): readonly LineEdit[] | null {
  let quote = '';
  for (let at = 0; at < from; at++) {
    const character = line[at] ?? '';
    if (quote !== "'" && character === '\\') at++;
    else if (quote === '' && character === '#' && /^$|\s/.test(line[at - 1] ?? '')) return null;
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
  }
  // Without a value the command stops, instead of asking with an empty key.
  const read = `\${${name}:?}`;
  if (quote === '"') return [{ from, to, text: read }];
  if (quote === '') return [{ from, to, text: `"${read}"` }];
  const isWhole = line[from - 1] === "'" && line[to] === "'";
  return isWhole ? [{ from: from - 1, to: to + 1, text: `"${read}"` }] : [{ from, to, text: `'"${read}"'` }];
}
