/** From objects that hold keys to findings: every introduction, the first sighting, what still holds it, what took it away. */
import { FindingCollector } from '../../collect.ts';
import type { LocatedSighting } from '../../collect.ts';
import type { Finding, FirstSeen, GitPlace, OccurrenceSource, Sighting } from '../../model.ts';
import type { Scanner } from '../../scan.ts';
import { ancestors, earliest, traceKeys } from './lineage.ts';
import type { Introduction } from './lineage.ts';
import type { CommitGraph } from './commit-graph.ts';
import type { Signature } from './commits.ts';
import { isoDate, parseCommit, parseTag } from './commits.ts';
import type { ObjectJudge } from './object-judge.ts';
import type { ObjectStore } from './objects.ts';
import { mapContacts, readRefs, renamesBetween } from './refs.ts';
import type { Ref, Refs, Rename } from './refs.ts';
import type { Repository } from './repository.ts';
import type { KeyObject } from './scan-objects.ts';
import type { HoldingSource } from './trees.ts';

export interface AttributionInput {
  readonly repository: Repository;
  readonly scanner: Scanner;
  readonly judge: ObjectJudge;
  readonly store: ObjectStore;
  readonly found: ReadonlyMap<string, KeyObject>;
  readonly graph: CommitGraph;
  readonly source: HoldingSource;
  readonly signal?: AbortSignal | undefined;
}

/** An occurrence before names are mapped. */
interface Draft {
  readonly sighting: Sighting;
  readonly source: OccurrenceSource;
  readonly path: string | null;
  /** Number in the graph; undefined where no commit holds it. */
  readonly commit: number | undefined;
  readonly commitId: string | null;
  readonly blob: string | null;
  readonly author: Signature | undefined;
  readonly committer: Signature | undefined;
  readonly refs: readonly string[];
  readonly removed: string | null;
}

const utf8 = (path: string): string => Buffer.from(path, 'latin1').toString('utf8');
const NOTES = 'refs/notes/';

export async function attributeHistory(input: AttributionInput): Promise<Finding[]> {
  const refs = await readRefs(input.repository, input.signal);
  return new Attributor(input, refs).findings();
}

class Attributor {
  readonly #input: AttributionInput;
  readonly #refs: Refs;
  /** Names of the refs at each commit. */
  readonly #tips = new Map<number, string[]>();
  readonly #stashes = new Set<number>();
  readonly #drafts: Draft[] = [];
  readonly #witnesses: Sighting[] = [];
  readonly #renames = new Map<string, Promise<ReadonlyMap<string, Rename>>>();

  constructor(input: AttributionInput, refs: Refs) {
    this.#input = input;
    this.#refs = refs;
    for (const { name, peeled } of refs.refs) this.#addTip(input.graph.numberOf(peeled), name);
    refs.stashes.forEach((id, index) => {
      const number = input.graph.numberOf(id);
      if (number === undefined) return;
      this.#stashes.add(number);
      const name = index === 0 ? 'refs/stash' : `stash@{${index}}`;
      if (index > 0) this.#addTip(number, name);
      // The index and the untracked files of a stash are parents of their own.
      for (const parent of input.graph.parents(number).slice(1)) this.#addTip(parent, name);
    });
  }

  #addTip(commit: number | undefined, name: string): void {
    if (commit === undefined) return;
    const names = this.#tips.get(commit) ?? [];
    this.#tips.set(commit, names);
    names.push(name);
  }

  async findings(): Promise<Finding[]> {
    const { found, graph } = this.#input;
    const head = this.#refs.head === null ? undefined : graph.numberOf(this.#refs.head);
    const atHead = await this.#takeBlobs(head);
    for (const object of found.values()) {
      if (object.kind === 'commit') this.#takeCommit(object, head, atHead);
      else if (object.kind === 'tag') this.#takeTag(object);
    }
    return this.#collect(atHead);
  }

  /** Blobs: by the commits whose trees hold them, or by themselves. @returns the keys that the head's tree holds */
  async #takeBlobs(head: number | undefined): Promise<Set<string>> {
    const { found, graph, source, repository, signal } = this.#input;
    const blobs = [...found.values()].filter(({ kind }) => kind === 'blob');
    if (blobs.length === 0) return new Set();
    const keysOf = new Map(blobs.map(({ id, sightings }) => [id, new Set(sightings.map((one) => one.fingerprint))]));
    const lineage = await traceKeys(
      graph,
      source,
      keysOf,
      (parent, commit) => {
        const from = graph.id(parent);
        const to = graph.id(commit);
        const known = this.#renames.get(`${from} ${to}`);
        if (known !== undefined) return known;
        const renames = renamesBetween(repository, from, to, signal);
        this.#renames.set(`${from} ${to}`, renames);
        return renames;
      },
      (commit) => this.#stashes.has(commit),
    );
    const isNote = this.#notes();
    const headLine = head === undefined ? undefined : ancestors(graph, [head]);
    const living = head === undefined ? new Set<Introduction>() : lineage.at(head);
    const held = new Set<string>();
    for (const list of lineage.lists) {
      for (const holding of list) {
        held.add(holding.blob);
        this.#witnesses.push(...this.#judged(holding.blob, utf8(holding.path)));
      }
    }
    const refsOf = new Map<Introduction, string[]>();
    for (const [tip, names] of this.#tips) {
      for (const one of lineage.at(tip)) refsOf.set(one, [...(refsOf.get(one) ?? []), ...names]);
    }
    for (const one of lineage.introductions) {
      const path = utf8(one.path);
      const sighting = this.#judged(one.blob, path).find(({ fingerprint }) => fingerprint === one.key);
      if (sighting === undefined) continue;
      const removals = living.has(one) ? [] : (lineage.removals.get(one) ?? []);
      const removed = removals.find((commit) => headLine?.[commit] === 1) ?? removals[0];
      const note = isNote(one.commit);
      this.#drafts.push({
        sighting,
        source: note ? 'note' : 'git',
        path: note ? null : path,
        blob: one.blob,
        ...this.#commit(one.commit),
        refs: [...new Set(refsOf.get(one))].toSorted(),
        removed: removed === undefined ? null : graph.id(removed),
      });
    }
    for (const { id, sightings } of blobs) {
      if (held.has(id)) continue;
      const refs = this.#refs.refs.filter(({ peeled }) => peeled === id).map(({ name }) => name);
      for (const sighting of firstOfEach(sightings)) {
        this.#drafts.push({
          sighting,
          source: 'git',
          path: null,
          commit: undefined,
          commitId: null,
          blob: id,
          author: undefined,
          committer: undefined,
          refs,
          removed: null,
        });
      }
    }
    return new Set(head === undefined ? [] : lineage.keysAt(head));
  }

  /** Tells commits that only refs below refs/notes reach. */
  #notes(): (commit: number) => boolean {
    const { graph } = this.#input;
    const tips = [...this.#tips];
    const isNotes = ([, names]: [number, string[]]): boolean => names.every((name) => name.startsWith(NOTES));
    if (!tips.some(isNotes)) return () => false;
    const notes = ancestors(
      graph,
      tips.filter(isNotes).map(([tip]) => tip),
    );
    const others = ancestors(
      graph,
      tips.filter((tip) => !isNotes(tip)).map(([tip]) => tip),
    );
    return (commit) => notes[commit] === 1 && others[commit] !== 1;
  }

  #takeCommit({ id, sightings }: KeyObject, head: number | undefined, atHead: Set<string>): void {
    const { graph } = this.#input;
    const number = graph.numberOf(id);
    if (number === undefined) return;
    const reached = new Uint8Array(graph.count);
    reached[number] = 1;
    for (let commit = number + 1; commit < reached.length; commit++) {
      if (graph.parents(commit).some((parent) => reached[parent] === 1)) reached[commit] = 1;
    }
    const refs = [...this.#tips].filter(([tip]) => reached[tip] === 1).flatMap(([, names]) => names);
    for (const sighting of firstOfEach(sightings)) {
      if (number === head) atHead.add(sighting.fingerprint);
      this.#drafts.push({
        sighting,
        source: 'commit-message',
        path: null,
        blob: null,
        ...this.#commit(number),
        refs: [...new Set(refs)].toSorted(),
        removed: null,
      });
    }
  }

  #takeTag({ id, sightings }: KeyObject): void {
    const { graph, store } = this.#input;
    const object = store.read(id);
    if (object === undefined) return;
    const tag = parseTag(object);
    const names = this.#refs.refs.filter((ref) => this.#leadsTo(ref, id)).map(({ name }) => name);
    for (const sighting of firstOfEach(sightings)) {
      this.#drafts.push({
        sighting,
        source: 'tag-message',
        path: null,
        blob: null,
        commit: graph.numberOf(tag.object),
        commitId: tag.kind === 'commit' ? tag.object : null,
        author: tag.tagger,
        committer: tag.tagger,
        refs: names,
        removed: null,
      });
    }
  }

  /** Whether a ref names a tag, by itself or through tags of tags. */
  #leadsTo({ object, peeled }: Ref, tag: string): boolean {
    for (let id = object; id !== peeled || id === tag;) {
      if (id === tag) return true;
      const outer = this.#input.store.read(id);
      if (outer?.kind !== 'tag') return false;
      id = parseTag(outer).object;
    }
    return false;
  }

  #commit(number: number): Pick<Draft, 'commit' | 'commitId' | 'author' | 'committer'> {
    const id = this.#input.graph.id(number);
    const object = this.#input.store.read(id);
    const commit = object === undefined ? undefined : parseCommit(object);
    return { commit: number, commitId: id, author: commit?.author, committer: commit?.committer };
  }

  readonly #judgedBefore = new Map<string, readonly Sighting[]>();

  /** What judging a blob at a path gives: the path counts only where it names a vendor. */
  #judged(blob: string, path: string): readonly Sighting[] {
    const { scanner, judge, store, found } = this.#input;
    const plain = found.get(blob)?.sightings ?? [];
    if (scanner.rules.names.mentions(path).length === 0) return plain;
    const key = `${blob} ${path}`;
    const known = this.#judgedBefore.get(key);
    if (known !== undefined) return known;
    const object = store.read(blob);
    const judged = object === undefined ? plain : judge.again(blob, object.data, path);
    this.#judgedBefore.set(key, judged);
    return judged;
  }

  async #collect(atHead: ReadonlySet<string>): Promise<Finding[]> {
    const { repository, graph, signal } = this.#input;
    const contact = ({ name, email }: Signature): string => `${name} <${email}>`;
    const mapped = await mapContacts(
      repository,
      this.#drafts.flatMap(({ author }) => (author === undefined ? [] : [contact(author)])),
      signal,
    );
    const collector = new FindingCollector();
    const byKey = new Map<string, { draft: Draft; place: GitPlace }[]>();
    for (const draft of this.#drafts) {
      const author =
        draft.author === undefined
          ? undefined
          : splitContact(mapped.get(contact(draft.author)) ?? contact(draft.author));
      const place: GitPlace = {
        commit: draft.commitId,
        blob: draft.blob,
        author: author?.name ?? null,
        authorEmail: author?.email ?? null,
        date: draft.committer === undefined ? null : isoDate(draft.committer),
        refs: draft.refs,
        removed: draft.removed,
      };
      const located: LocatedSighting = {
        sighting: draft.sighting,
        where: { source: draft.source, root: 0, path: draft.path, git: place },
      };
      collector.add(located);
      const { fingerprint } = draft.sighting;
      byKey.set(fingerprint, [...(byKey.get(fingerprint) ?? []), { draft, place }]);
    }
    for (const sighting of this.#witnesses) collector.witness(sighting);
    return collector.findings().map((finding) => ({
      ...finding,
      firstSeen: firstSeen(graph, byKey.get(finding.fingerprint) ?? []),
      atHead: atHead.has(finding.fingerprint),
    }));
  }
}

/** First in topological order, then by date, then by id. */
function firstSeen(graph: CommitGraph, all: readonly { draft: Draft; place: GitPlace }[]): FirstSeen | null {
  const numbers = new Set(all.map(({ draft }) => draft.commit).filter((one) => one !== undefined));
  const first = earliest(graph, numbers).toSorted(
    (a, b) => graph.date(a) - graph.date(b) || (graph.id(a) < graph.id(b) ? -1 : 1),
  )[0];
  const places = all
    .filter(({ draft }) => draft.commit === first && first !== undefined)
    .toSorted((a, b) => ((a.draft.path ?? '') < (b.draft.path ?? '') ? -1 : 1));
  const one = places[0];
  if (one === undefined || one.place.commit === null || one.place.date === null) return null;
  return { commit: one.place.commit, date: one.place.date, author: one.place.author ?? '', path: one.draft.path };
}

/** A text's first sighting of each key. */
export function firstOfEach(sightings: readonly Sighting[]): Sighting[] {
  const seen = new Set<string>();
  return sightings.filter(({ fingerprint }) => !seen.has(fingerprint) && seen.add(fingerprint));
}

export function splitContact(contact: string): { name: string; email: string } {
  const at = contact.lastIndexOf('<');
  return { name: contact.slice(0, Math.max(0, at)).trim(), email: contact.slice(at + 1).replace(/>$/, '') };
}
