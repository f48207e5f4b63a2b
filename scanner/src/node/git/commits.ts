/** Commits and tags as git stores them. */
import type { GitObject } from './objects.ts';

/** Who made a commit or tag, and when. */
export interface Signature {
  readonly name: string;
  readonly email: string;
  /** Seconds since 1970. */
  readonly seconds: number;
  /** Minutes east of UTC. */
  readonly zone: number;
}

export interface Commit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
}

export interface Tag {
  readonly object: string;
  readonly kind: string;
  readonly name: string;
  readonly tagger: Signature;
}

const NOBODY: Signature = { name: '', email: '', seconds: 0, zone: 0 };

/** Header lines of a commit or tag, up to the empty line; continuations are left out. */
function* headers(data: Buffer): Generator<[string, string]> {
  let at = 0;
  while (at < data.length) {
    const end = data.indexOf(0x0a, at);
    if (end <= at) return;
    const line = data.toString('utf8', at, end);
    at = end + 1;
    if (line.startsWith(' ')) continue;
    const space = line.indexOf(' ');
    if (space > 0) yield [line.slice(0, space), line.slice(space + 1)];
  }
}

export function parseCommit({ data }: GitObject): Commit {
  let tree = '';
  const parents: string[] = [];
  let author = NOBODY;
  let committer = NOBODY;
  for (const [name, value] of headers(data)) {
    if (name === 'tree' && tree === '') tree = value;
    else if (name === 'parent') parents.push(value);
    else if (name === 'author' && author === NOBODY) author = parseSignature(value);
    else if (name === 'committer' && committer === NOBODY) committer = parseSignature(value);
  }
  return { tree, parents, author, committer };
}

export function parseTag({ data }: GitObject): Tag {
  const fields = Object.fromEntries(headers(data));
  return {
    object: fields['object'] ?? '',
    kind: fields['type'] ?? '',
    name: fields['tag'] ?? '',
    tagger: fields['tagger'] === undefined ? NOBODY : parseSignature(fields['tagger']),
  };
}

function parseSignature(text: string): Signature {
  const match = /^(.*?)\s*<([^>]*)>\s*(-?\d+)?\s*([+-]\d{4})?/.exec(text);
  if (match === null) return { ...NOBODY, name: text };
  const [, name = '', email = '', seconds = '0', zone = '+0000'] = match;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3));
  return { name, email, seconds: Number(seconds), zone: zone.startsWith('-') ? -minutes : minutes };
}

/** ISO 8601 with the zone that was written down; in UTC where the instant or the zone is none that can be. */
export function isoDate({ seconds, zone }: Signature): string {
  const isSound = Math.abs(zone) < 24 * 60 && Math.abs(seconds) < 8.64e12 - 86_400;
  if (!isSound) return new Date(Math.max(-8.64e15, Math.min(8.64e15, seconds * 1000)) || 0).toISOString();
  if (zone === 0) return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
  const local = new Date((seconds + zone * 60) * 1000).toISOString().replace('.000Z', '');
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${local}${zone < 0 ? '-' : '+'}${two(Math.abs(zone) / 60)}:${two(Math.abs(zone) % 60)}`;
}
