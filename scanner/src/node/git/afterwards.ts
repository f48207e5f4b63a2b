/** What became of a key that a commit of a range introduced: which tips still hold it, and what took it away. */
import type { BlobReader } from './blob-reader.ts';
import { changesOf } from './changes.ts';
import { renamesBetween } from './refs.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

export interface IntroducedKey {
  readonly commit: string;
  /** latin1 of its bytes; null for a message. */
  readonly path: string | null;
  readonly fingerprint: string;
}

export interface Afterwards {
  readonly refs: readonly string[];
  readonly removed: string | null;
}

/** How many tips a key is followed to that they do not hold at its own path. */
const FOLLOWED = 8;
/** How often a path is followed from one name to the next. */
const RENAMES = 16;
/** Characters of git's answers that are remembered: thousands of keys in one file ask the same of it. */
const REMEMBERED = 32 * 1024 * 1024;

/** Asked only where something was found: it costs some processes of git for each commit. */
export class AfterwardsReader {
  readonly #repository: Repository;
  readonly #reader: BlobReader;
  readonly #signal: AbortSignal | undefined;
  readonly #tips = new Map<string, Promise<{ name: string; id: string }[]>>();
  readonly #answers = new Map<string, string>();
  #remembered = 0;
  /** A commit that took a path away, and whether it renamed something. */
  readonly #renames = new Map<string, Promise<{ path: string; blob: string } | undefined>>();

  constructor(repository: Repository, reader: BlobReader, signal?: AbortSignal) {
    this.#repository = repository;
    this.#reader = reader;
    this.#signal = signal;
  }

  async read(key: IntroducedKey): Promise<Afterwards> {
    const known = this.#tips.get(key.commit) ?? this.#tipsWith(key.commit);
    this.#tips.set(key.commit, known);
    const tips = await known;
    if (key.path === null) return { refs: tips.map(({ name }) => name), removed: null };
    const holding = new Set<string>();
    await this.#addHolding(holding, tips, key, key.path);
    const head = await this.#head();
    // As in a whole history, what the default branch did counts before what others did.
    const order = [...new Set(tips.map(({ id }) => id))].toSorted((a, b) => Number(b === head) - Number(a === head));
    let removed: string | null = null;
    for (const tip of order.filter((id) => !holding.has(id)).slice(0, FOLLOWED)) {
      if (holding.has(tip)) continue;
      const end = await this.#follow(key, key.path, tip);
      if (end.path !== key.path) await this.#addHolding(holding, tips, key, end.path);
      removed ??= end.removed;
    }
    const refs = tips.filter(({ id }) => holding.has(id)).map(({ name }) => name);
    return { refs, removed: head !== null && holding.has(head) ? null : removed };
  }

  /** Adds the tips that hold a key at a path. */
  async #addHolding(
    holding: Set<string>,
    tips: readonly { id: string }[],
    { fingerprint }: IntroducedKey,
    path: string,
  ): Promise<void> {
    const left = [...new Set(tips.map(({ id }) => id))].filter((id) => !holding.has(id));
    const blobs = new Map<string, string | null>();
    if (path.includes('\n')) {
      for (const id of left.slice(0, FOLLOWED)) blobs.set(id, await this.#blobAt(id, path));
    } else if (left.length > 0) {
      const input = Buffer.from(left.map((id) => `${id}:${path}\n`).join(''), 'latin1');
      const answer = (await this.#git(['cat-file', '--batch-check'], [0], input)).split('\n');
      for (const [index, id] of left.entries()) {
        const [blob, kind] = (answer[index] ?? '').split(' ');
        blobs.set(id, kind === 'blob' && blob !== undefined ? blob : null);
      }
    }
    await this.#reader.read(
      [...blobs.values()].filter((blob) => blob !== null),
      false,
    );
    for (const [id, blob] of blobs) if (blob !== null && (await this.#has(blob, path, fingerprint))) holding.add(id);
  }

  async #tipsWith(commit: string): Promise<{ name: string; id: string }[]> {
    const format = '--format=%(objectname) %(*objectname) %(refname)';
    const answer = await this.#git(['for-each-ref', `--contains=${commit}`, format]);
    const tips = answer.split('\n').flatMap((line) => {
      const [object = '', peeled = '', ...name] = line.split(' ');
      return name.length === 0
        ? []
        : [{ name: Buffer.from(name.join(' '), 'latin1').toString('utf8'), id: peeled === '' ? object : peeled }];
    });
    const isDetached = (await this.#git(['symbolic-ref', '--quiet', 'HEAD'], [0, 1, 128])).trim() === '';
    const head = isDetached
      ? (await this.#git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], [0, 1, 128])).trim()
      : '';
    if (head !== '') {
      const isAbove = (await this.#git(['rev-list', '--max-count=1', commit, `^${head}`])).trim() === '';
      if (isAbove) tips.push({ name: 'HEAD', id: head });
    }
    return tips.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  #headId: Promise<string | null> | undefined;

  #head(): Promise<string | null> {
    this.#headId ??= (async () => {
      for (const name of ['refs/remotes/origin/HEAD^{commit}', 'HEAD^{commit}']) {
        const id = (await this.#git(['rev-parse', '--verify', '--quiet', name], [0, 1, 128])).trim();
        if (id !== '') return id;
      }
      return null;
    })();
    return this.#headId;
  }

  /** Follows a key from the commit that introduced it to a tip, by the commits that touch its path. */
  async #follow(
    { commit, fingerprint }: IntroducedKey,
    start: string,
    tip: string,
  ): Promise<{ path: string; removed: string | null }> {
    let path = start;
    let from = commit;
    let removed: string | null = null;
    for (let renames = 0; renames < RENAMES; renames++) {
      const name = Buffer.from(path, 'latin1').toString('utf8');
      const last = await this.#blobAt(tip, path);
      const isHeld = last !== null && (await this.#has(last, path, fingerprint));
      if (isHeld) return { path, removed: null };
      const list = ['rev-list', '--topo-order', '--reverse', '--ancestry-path', `${from}..${tip}`, '--', name];
      const commits = (await this.#git(list)).split('\n').filter((id) => id !== '');
      let next: { path: string; commit: string } | undefined;
      for (const one of commits) {
        const blob = await this.#blobAt(one, path);
        if (blob !== null && (await this.#has(blob, path, fingerprint))) continue;
        const renamed = blob === null ? await this.#renamedTo(one, path) : undefined;
        if (renamed !== undefined && (await this.#has(renamed.blob, renamed.path, fingerprint))) {
          next = { path: renamed.path, commit: one };
        } else {
          removed = one;
        }
        break;
      }
      if (next === undefined) break;
      ({ path, commit: from } = next);
    }
    return { path, removed };
  }

  #renamedTo(commit: string, path: string): Promise<{ path: string; blob: string } | undefined> {
    const key = `${commit}:${path}`;
    const known = this.#renames.get(key) ?? this.#findRename(commit, path);
    this.#renames.set(key, known);
    return known;
  }

  async #findRename(commit: string, path: string): Promise<{ path: string; blob: string } | undefined> {
    const changes = await changesOf(this.#repository, [commit], this.#signal);
    if (changes.length === 0) return undefined;
    const renames = await renamesBetween(this.#repository, `${commit}^`, commit, this.#signal);
    for (const [to, rename] of renames) {
      if (rename.path !== path) continue;
      const blob = await this.#blobAt(commit, to);
      return blob === null ? undefined : { path: to, blob };
    }
    return undefined;
  }

  async #has(blob: string, path: string, fingerprint: string): Promise<boolean> {
    await this.#reader.read([blob], false);
    return this.#reader.sightings(blob, path).some((one) => one.fingerprint === fingerprint);
  }

  async #blobAt(commit: string, path: string): Promise<string | null> {
    const name = Buffer.from(path, 'latin1').toString('utf8');
    const answer = await this.#git(['ls-tree', '-z', '--full-tree', commit, '--', name]);
    const [mode, kind, id] = (answer.split('\t')[0] ?? '').split(' ');
    return mode === undefined || kind !== 'blob' || id === undefined ? null : id;
  }

  /** What git prints; nothing where it fails: what became of a key is no reason not to report it. */
  async #git(args: readonly string[], accept: readonly number[] = [0], input?: Buffer): Promise<string> {
    const question = `${args.join('\0')}\0\0${input?.toString('latin1') ?? ''}`;
    const known = this.#answers.get(question);
    if (known !== undefined) return known;
    const { cwd } = this.#repository;
    const options = { cwd, signal: this.#signal, accept, ...(input !== undefined && { input }) };
    const bytes = await runGit(args, options).catch(() => {
      this.#signal?.throwIfAborted();
      return Buffer.alloc(0);
    });
    const answer = bytes.toString('latin1');
    this.#remembered += question.length + answer.length;
    if (this.#remembered > REMEMBERED) {
      this.#answers.clear();
      this.#remembered = question.length + answer.length;
    }
    this.#answers.set(question, answer);
    return answer;
  }
}
