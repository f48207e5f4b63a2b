/** Commits and tags as git stores them, and all commits of a repository as one graph. */
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

/** All commits, each by a number: parents before children. */
export interface CommitGraph {
  readonly ids: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
  readonly trees: readonly string[];
  /** Numbers; parents that are not there are left out. */
  readonly parents: readonly (readonly number[])[];
  /** The committer's, in seconds. */
  readonly dates: readonly number[];
}

export interface RawCommit {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly date: number;
}

const noParents: readonly number[] = [];

/** Orders commits so that parents come first, the older first where that leaves a choice. */
export function orderCommits(commits: readonly RawCommit[]): CommitGraph {
  const byDate = commits.toSorted((a, b) => a.date - b.date || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const position = new Map(byDate.map(({ id }, index) => [id, index]));
  const parents = byDate.map((commit) =>
    commit.parents.length === 0
      ? noParents
      : commit.parents.map((id) => position.get(id)).filter((one) => one !== undefined),
  );
  // Most commits are younger than their parents: taken by date, only the others have to be waited for.
  const order: number[] = [];
  const number = new Int32Array(byDate.length).fill(-1);
  for (let start = 0; start < byDate.length; start++) {
    const open = [start];
    while (open.length > 0) {
      const one = open.at(-1) ?? 0;
      if ((number[one] ?? 0) >= 0) {
        open.pop();
        continue;
      }
      // -2 marks what waits for its parents: whatever leads back to it would be a circle, which hashes rule out.
      const missing = number[one] === -2 ? [] : (parents[one] ?? noParents).filter((parent) => number[parent] === -1);
      if (missing.length === 0) {
        number[one] = order.length;
        order.push(one);
        open.pop();
      } else {
        number[one] = -2;
        open.push(...missing);
      }
    }
  }
  return {
    ids: order.map((one) => byDate[one]?.id ?? ''),
    numbers: new Map(order.map((one, index) => [byDate[one]?.id ?? '', index])),
    trees: order.map((one) => byDate[one]?.tree ?? ''),
    parents: order.map((one) => {
      const list = parents[one] ?? noParents;
      return list.length === 0 ? noParents : list.map((parent) => number[parent] ?? 0);
    }),
    dates: order.map((one) => byDate[one]?.date ?? 0),
  };
}
