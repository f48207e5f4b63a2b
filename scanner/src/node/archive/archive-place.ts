import { printable } from '../../place/excerpt.ts';

/** What an archive is called. */
export interface ArchiveName {
  /** In the coverage: a path, or an object's id. */
  readonly name: string;
  /** For the vendors it names; null where it has no path. */
  readonly path: string | null;
}

const LONGEST_NAME = 1024;

/** Where something lies. It is put into words only where something is found or left out: most entries hold nothing. */
export class ArchivePlace implements ArchiveName {
  readonly depth: number;
  readonly #outer: ArchivePlace | ArchiveName;
  readonly #step: string | undefined;
  readonly #entry: string | undefined;

  /** @param step what was opened to come here; undefined for the outermost file */
  private constructor(outer: ArchivePlace | ArchiveName, depth: number, step?: string, entry?: string) {
    this.#outer = outer;
    this.depth = depth;
    this.#step = step;
    this.#entry = entry;
  }

  static of(outermost: ArchiveName): ArchivePlace {
    return new ArchivePlace(outermost, 1);
  }

  /** The place of an entry. Names come from whoever made the archive: they are text, and lead nowhere. */
  entry(kind: 'zip' | 'tar', name: string): ArchivePlace {
    return new ArchivePlace(this, this.depth, kind, name);
  }

  /** The place of what was compressed. */
  decompressed(compression: string): ArchivePlace {
    return new ArchivePlace(this, this.depth, compression);
  }

  /** The same place, so many archives deep. */
  atDepth(depth: number): ArchivePlace {
    return new ArchivePlace(this, depth);
  }

  get name(): string {
    const { name } = this.#outer;
    return this.#entry === undefined ? name : `${name}!${shown(this.#entry)}`;
  }

  get path(): string | null {
    const { path } = this.#outer;
    if (this.#entry === undefined) return path;
    return path === null ? shown(this.#entry) : `${path}/${shown(this.#entry)}`;
  }

  /** What was opened on the way, outermost first. */
  get steps(): readonly string[] {
    const before = this.#outer instanceof ArchivePlace ? this.#outer.steps : [];
    if (this.#step === undefined) return before;
    return [...before, this.#entry === undefined ? this.#step : `${this.#step}:${shown(this.#entry)}`];
  }
}

const shown = (name: string): string =>
  printable(name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name);
