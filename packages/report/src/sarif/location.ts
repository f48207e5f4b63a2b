/** Places as SARIF's locations. */
import { pathToFileURL } from 'node:url';
import { printable } from '@keyturn/scanner';
import type { Occurrence } from '@keyturn/scanner';
import type { KeyMask } from '../key-mask.ts';
import { describeSuppression } from '../places.ts';
import { placeName } from '../words.ts';

export interface Location {
  readonly id?: number;
  readonly message?: { readonly text: string };
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
    readonly region: {
      readonly startLine: number;
      readonly startColumn: number;
      readonly endLine: number;
      readonly endColumn: number;
      readonly snippet?: { readonly text: string };
    };
  };
}

/** The name that stands for a root: the one that GitHub and others expect where there is one. */
function baseId(root: number): string {
  return root === 0 ? 'SRCROOT' : `SRCROOT${root}`;
}

export function baseIds(roots: readonly string[], mask: KeyMask): Record<string, { uri: string }> {
  return Object.fromEntries(
    roots.map((root, index) => [baseId(index), { uri: `${pathToFileURL(mask.text(root)).href.replace(/\/$/, '')}/` }]),
  );
}

/** The snippet is the key's line as everything else shows it: the key and every other long random run masked. */
export function locationOf(one: Occurrence, mask: KeyMask): Location {
  const { startLine, startColumn, endLine, endColumn, excerpt } = one;
  return {
    physicalLocation: {
      artifactLocation: artifact(one, mask),
      region: {
        startLine,
        startColumn,
        endLine,
        endColumn,
        ...(excerpt !== null && { snippet: { text: printable(excerpt.text) } }),
      },
    },
  };
}

export function relatedLocation(one: Occurrence, id: number, mask: KeyMask): Location {
  const suppressed = one.suppressed === null ? '' : `, suppressed ${describeSuppression(one.suppressed)}`;
  const commit = one.git === null || one.git.commit === null ? '' : ` in commit ${one.git.commit}`;
  const said = printable(mask.text(`The same key${commit}${suppressed}`));
  return { id, message: { text: plainMessage(said) }, ...locationOf(one, mask) };
}

/** Square brackets would be read as links. */
export function plainMessage(text: string): string {
  if (!/[\\[\]{}]/.test(text)) return text;
  return text
    .replaceAll(/[\\[\]]/g, String.raw`\$&`)
    .replaceAll('{', '{{')
    .replaceAll('}', '}}');
}

/** GitHub takes no result without a file, so a message or a nameless object gets a name that no file has. */
function artifact(one: Occurrence, mask: KeyMask): { uri: string; uriBaseId?: string } {
  if (one.path === null) return { uri: encodePath(`git-objects/${mask.text(placeName(one))}`) };
  return { uri: encodePath(mask.text(one.path)), uriBaseId: baseId(one.root) };
}

function encodePath(path: string): string {
  if (/^[\w./-]*$/.test(path)) return path;
  return path
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
}
